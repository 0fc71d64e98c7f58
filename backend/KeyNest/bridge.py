"""Runs the WSGI application for the ASGI server: whole requests in, a fixed pool of threads, answers out.

A thread is handed over to once for a request, not once for each part of the answer. That is what made the general
bridges cost as much as the views behind them (bench/RESULTS.md).
"""

import asyncio
import contextvars
import io
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from asgiref.typing import ASGISendCallable, HTTPScope

from KeyNest.files import Headers

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
# A client that lets a streamed answer wait so long, all its parts together, loses it, and gives the thread back.
STALLED_SECONDS = 30.0
NO_LENGTH = frozenset({204, 304})


class Bridge:
    """One WSGI application with its threads, each of which keeps its own database connection."""

    def __init__(self, app: Application, threads: int) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: HTTPScope, body: bytes, send: ASGISendCallable) -> None:
        """Answer one request."""
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        patience = STALLED_SECONDS

        def send_from_thread(message: Any) -> None:
            nonlocal patience
            began = time.monotonic()
            sending = asyncio.wait_for(send(message), patience)
            asyncio.run_coroutine_threadsafe(sending, loop).result()
            patience -= time.monotonic() - began

        request = environ(scope, body)
        for message in await loop.run_in_executor(self._pool, context.run, self._run, request, send_from_thread):
            await send(message)

    def _run(self, environ: WSGIEnvironment, send: Callable[[Any], None]) -> list[Any]:
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
                return [start, {"type": "http.response.body", "body": whole}]
            send(start)
            for part in answer:
                send({"type": "http.response.body", "body": part, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            answer.close()


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
