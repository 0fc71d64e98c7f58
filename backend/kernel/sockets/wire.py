"""What a socket is written to, with no task and no queue between a frame and the wire."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Protocol

# By which a server that can do so hands us the wire itself (`KeyNest.wire`), beside the `send` of ASGI.
EXTENSION = "keynest.wire"
TEXT = 0x81  # a whole frame of text

Send = Callable[[dict[str, Any]], Awaitable[None]]


def nothing() -> None:
    """What follows when a wire is free again, before a socket has said it."""


class Wire(Protocol):
    """Nothing here waits. `clogged`: the peer does not read; who writes all the same fills memory."""

    drained: Callable[[], None]

    @property
    def clogged(self) -> bool: ...
    def write(self, text: str) -> None: ...
    def close(self, code: int) -> None: ...
    def abort(self) -> None: ...


@lru_cache(maxsize=8)
def framed(text: str) -> bytes:
    """A frame as it goes over the wire: a server's are the same for everybody, so this is done once for all of them."""
    body = text.encode()
    if len(body) < 126:
        return bytes((TEXT, len(body))) + body
    if len(body) < 65536:
        return bytes((TEXT, 126)) + len(body).to_bytes(2, "big") + body
    return bytes((TEXT, 127)) + len(body).to_bytes(8, "big") + body


class LongWire:
    """By the `send` of ASGI, for servers that know no other way: a queue, and a task while it is not empty."""

    def __init__(self, send: Send) -> None:
        self.drained = nothing
        self._send = send
        self._messages: deque[dict[str, Any]] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def clogged(self) -> bool:
        """Whether something is on its way."""
        return bool(self._messages)

    def write(self, text: str) -> None:
        """Send a frame."""
        self._put({"type": "websocket.send", "text": text})

    def close(self, code: int) -> None:
        """Send the last one."""
        self._put({"type": "websocket.close", "code": code})

    def abort(self) -> None:
        """Send nothing more."""
        self._messages.clear()
        if self._task is not None:
            self._task.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        self._messages.append(message)
        if self._task is None:
            self._task = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._messages:
                await self._send(self._messages[0])
                self._messages.popleft()
                if not self._messages:
                    self.drained()
        except OSError:  # the client has gone, which its consumer hears as well
            self._messages.clear()
        finally:
            self._task = None
