"""A crowd of socket clients in one thread: no library between the wire and the clock, so that it costs next to nothing.

`python -m bench.listeners` takes a JSON of `url`, `clients` (of each its `headers` and `query`), `wait_for` and perhaps
a short frame to `say` first on its first line, connects, says how fast, and on the next line's number of seconds
listens; then it prints what each heard and when.
"""

import asyncio
import base64
import json
import os
import re
import sys
import time
from array import array
from collections.abc import Mapping
from urllib.parse import urlsplit

AT_ONCE = 32
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NUMBER = re.compile(rb'"seq":\s?(\d+)')


class Listener(asyncio.Protocol):
    """One client: it opens, answers pings, and notes the number and the moment of each frame that has one."""

    def __init__(self, request: bytes, wait_for: bytes, say: bytes = b"") -> None:
        self.heard = array("q")
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request, self._wait_for, self._say = request, wait_for, say
        self._buffer, self._open = bytearray(), False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]  # of a stream it is one

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("closed before it was ready"))

    def data_received(self, data: bytes) -> None:
        moment = time.monotonic_ns()
        self._buffer += data
        if not self._open and not self._opened():
            return
        while (frame := self._next()) is not None:
            self._take(*frame, moment)

    def _opened(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head.split(b"\r\n")[0]:
            self._transport.abort()  # type: ignore[attr-defined]  # as above
            return False
        self._buffer, self._open = rest, True
        if self._say:
            self._write(TEXT, self._say)
        if not self._wait_for:
            self.ready.set_result(None)
        return True

    def _next(self) -> tuple[int, bytes] | None:
        """The kind and the body of the next whole frame; a server masks none."""
        length, start = (self._buffer[1] & 127, 2) if len(self._buffer) >= 2 else (0, 9)
        if length > 125 and len(self._buffer) >= 10:
            size = 2 if length == 126 else 8
            length, start = int.from_bytes(self._buffer[2 : 2 + size], "big"), 2 + size
        if len(self._buffer) < start + length:
            return None
        kind, body = self._buffer[0] & 15, bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        return kind, body

    def _take(self, kind: int, body: bytes, moment: int) -> None:
        if kind == PING:
            self._write(PONG, body)
        elif kind == TEXT and not self.ready.done() and self._wait_for in body:
            self.ready.set_result(None)
        elif kind == TEXT and (found := NUMBER.search(body)):
            self.heard.extend((int(found[1]), moment))

    def _write(self, kind: int, body: bytes) -> None:
        """A short frame, masked by nothing."""
        self._transport.write(bytes([0x80 | kind, 0x80 | len(body), 0, 0, 0, 0]) + body)  # type: ignore[attr-defined]


def _request(url: str, query: str, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    asked = {
        "Host": parts.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    }
    path = f"{parts.path}?{query}" if query else parts.path
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in (asked | dict(headers)).items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _main() -> None:
    asked = json.loads(sys.stdin.readline())
    parts, gate = urlsplit(asked["url"]), asyncio.Semaphore(AT_ONCE)
    loop, say = asyncio.get_running_loop(), asked.get("say", "").encode()

    async def come(query: str, headers: Mapping[str, str]) -> Listener:
        async with gate:
            request = _request(asked["url"], query, headers)
            _, listener = await loop.create_connection(
                lambda: Listener(request, asked["wait_for"].encode(), say), parts.hostname, parts.port
            )
            await listener.ready
            return listener

    began = time.monotonic()
    listeners = await asyncio.gather(*(come(**client) for client in asked["clients"]))
    print(json.dumps({"connected": len(listeners), "seconds": time.monotonic() - began}), flush=True)
    while seconds := await loop.run_in_executor(None, sys.stdin.readline):
        await asyncio.sleep(float(seconds))
        print(json.dumps([listener.heard.tolist() for listener in listeners]), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
