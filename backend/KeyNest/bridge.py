"""Runs the WSGI application for the ASGI server: whole requests in, a fixed pool of threads, answers out.

A thread is handed over to once for a request, not once for each part of the answer. That is what made the general
bridges cost as much as the views behind them (bench/RESULTS.md).

An answer that has nothing to tell yet, and says so by its attribute `wait`, waits here, on the event loop, where it
costs a coroutine only: no thread, and no connection to the database.
"""

import asyncio
import contextvars
import io
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from kernel.sockets import draining
from KeyNest.files import Headers

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
# What becomes of a `wait`: another body; or what is added to the request, which is then asked anew; or nothing.
Later = Callable[[Any], Awaitable[bytes | Mapping[str, Any] | None]]
# A client that lets a streamed answer wait so long, all its parts together, loses it, and gives the thread back.
STALLED_SECONDS = 30.0
NO_LENGTH = frozenset({204, 304})


@dataclass(slots=True)
class Answer:
    """What is still to be sent of an answer, and what it waits for, if it has nothing to tell yet."""

    messages: list[Any]
    wait: Any = None


class Bridge:
    """One WSGI application with its threads, each of which keeps its own database connection."""

    def __init__(self, app: Application, threads: int, later: Later | None = None) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")
        self._later = later

    async def __call__(
        self, scope: HTTPScope, body: bytes, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one request."""
        answer: Answer | None = await self._ask(scope, body, send)
        if answer is not None and answer.wait is not None and self._later is not None:
            answer = await self._settle(scope, body, receive, send, answer)
        if answer is None:
            return  # nobody is there any more
        if draining.began() and answer.messages[0]["type"] == "http.response.start":
            answer.messages[0]["headers"].append((b"connection", b"close"))  # the next request goes to another process
        for message in answer.messages:
            await send(message)

    async def _ask(
        self, scope: HTTPScope, body: bytes, send: ASGISendCallable, more: Mapping[str, Any] | None = None
    ) -> Answer:
        """Call the application in one of the threads."""
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        patience = STALLED_SECONDS

        def send_from_thread(message: Any) -> None:
            nonlocal patience
            began = time.monotonic()
            sending = asyncio.wait_for(send(message), patience)
            asyncio.run_coroutine_threadsafe(sending, loop).result()
            patience -= time.monotonic() - began

        request = {**environ(scope, body), **(more or {})}
        return await loop.run_in_executor(self._pool, context.run, self._run, request, send_from_thread)

    async def _settle(
        self, scope: HTTPScope, body: bytes, receive: ASGIReceiveCallable, send: ASGISendCallable, answer: Answer
    ) -> Answer | None:
        """Wait as the answer asks; None for a client that went away meanwhile."""
        assert self._later is not None  # noqa: S101  # the caller has looked
        later = asyncio.ensure_future(self._later(answer.wait))
        leaving = asyncio.ensure_future(receive())  # the body is here: all that can come is that the client goes
        try:
            await asyncio.wait({later, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not later.done():
                return None
            found = later.result()
        finally:
            later.cancel()
            leaving.cancel()
            await asyncio.gather(later, leaving, return_exceptions=True)
        if isinstance(found, Mapping):
            return await self._ask(scope, body, send, found)
        return answer if found is None else _with_body(answer, found)

    def _run(self, environ: WSGIEnvironment, send: Callable[[Any], None]) -> Answer:
        """Call the application in this thread. What is streamed is sent from here, what is whole is given back."""
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            started[:] = [(int(status[:3]), encoded)]
            return None

        answer: Any = self._app(environ, start_response)
        try:
            status, headers = started[0]
            start = {"type": "http.response.start", "status": status, "headers": headers}
            if not getattr(answer, "streaming", True):
                whole = b"".join(answer)
                if status not in NO_LENGTH and not answer.has_header("Content-Length"):
                    headers.append((b"content-length", str(len(whole)).encode()))
                return Answer([start, {"type": "http.response.body", "body": whole}], getattr(answer, "wait", None))
            send(start)
            for part in answer:
                send({"type": "http.response.body", "body": part, "more_body": True})
            return Answer([{"type": "http.response.body", "body": b""}])
        finally:
            answer.close()


def _with_body(answer: Answer, body: bytes) -> Answer:
    """The same answer with another body."""
    start = answer.messages[0]
    kept = [header for header in start["headers"] if header[0] != b"content-length"]
    started = {**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
    return Answer([started, {"type": "http.response.body", "body": body}])


def environ(scope: HTTPScope, body: bytes) -> WSGIEnvironment:
    """The request as PEP 3333 has it.

    `X_Forwarded_For` and `X-Forwarded-For` would become one name here, so names with an underscore are dropped, as
    nginx and Django's own server do. The length is that of the body we hold, chunked or not.
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    values: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name or raw_name in (b"content-length", b"transfer-encoding"):
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        values[key] = f"{values[key]},{value}" if key in values else value
    return values
