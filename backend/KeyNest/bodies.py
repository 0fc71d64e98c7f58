"""Reads the whole body of a request before a thread is given to it.

The threads that run the WSGI application are few. A client that sends its body a byte at a time would hold one of them
for as long as it likes; here it costs a coroutine only, and that for a bounded time and size.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import orjson
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from KeyNest.files import Headers, respond

BODY_SECONDS = 30.0


Application = Callable[[HTTPScope, bytes, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]


class TooLargeError(Exception):
    """The body is larger than any that we take."""


class GoneError(Exception):
    """The client went away in the middle of its body."""


class WholeBodies:
    """Stands before an application that takes complete requests: their body, of at most `limit` bytes, in one piece."""

    def __init__(self, app: Application, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer 413 or 408 instead of the application where the body is too large or too slow."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await self._read(scope, receive)
        except TooLargeError:
            detail = f"The body may have at most {self._limit} bytes."
            await _refuse(send, 413, "payload_too_large", "Payload too large", detail)
        except TimeoutError:
            await _refuse(send, 408, "invalid", "Request timeout", "The body did not arrive in time.")
        except GoneError:
            return
        else:
            await self._app(scope, body, receive, send)

    async def _read(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> bytes:
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if int(declared) > self._limit:
            raise TooLargeError
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise GoneError
            body += message["body"]
            if len(body) > self._limit:
                raise TooLargeError
            if not message["more_body"]:
                return bytes(body)


async def _refuse(send: ASGISendCallable, status: int, code: str, title: str, detail: str) -> None:
    request_id = str(uuid.uuid4())
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    body = orjson.dumps({**problem, "request_id": request_id, "errors": []})
    headers: Headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", request_id.encode()),
        # The rest of the body is still on its way: nothing after it on this connection can be trusted.
        (b"connection", b"close"),
    ]
    await respond(send, status, headers, body)
