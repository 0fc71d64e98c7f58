"""uvicorn's WebSockets as our sockets use them: written to at once, closed for good, and light while nothing happens.

`LongWire` shows what the same takes by ASGI alone: a task switch, a queue and a frame of its own for each message.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.utils import get_remote_addr, is_ssl
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

from kernel.sockets.wire import EXTENSION, framed, nothing

CLOSING_SECONDS = 10.0


class Inbox:
    """What has come from a client and was not taken yet: of `asyncio.Queue`, which weighs 3 KiB, what is needed."""

    __slots__ = ("_messages", "_waiting")

    def __init__(self) -> None:
        self._messages: deque[Any] | None = None
        self._waiting: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        """Something came."""
        if self._messages is None:
            self._messages = deque()
        self._messages.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def empty(self) -> bool:
        """Whether all was taken."""
        return not self._messages

    async def get(self) -> Any:
        """The next one; only one task asks."""
        while not self._messages:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        self._waiting = None
        message = self._messages.popleft()
        if not self._messages:
            self._messages = None
        return message


class Flag:
    """Whether a wire can be written to: of `asyncio.Event` what is needed."""

    __slots__ = ("_set", "_waiting")

    def __init__(self) -> None:
        self._set = True
        self._waiting: asyncio.Future[None] | None = None

    def is_set(self) -> bool:
        """Whether it is."""
        return self._set

    def set(self) -> None:
        """It is."""
        self._set = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def clear(self) -> None:
        """It is not."""
        self._set = False

    async def wait(self) -> None:
        """Go on when it is; only one task asks."""
        while not self._set:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting


class Wire(WebSocketsSansIOProtocol):
    """A connection that our sockets write to themselves (`kernel.sockets.wire.Wire`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drained: Callable[[], None] = nothing
        self.queue = Inbox()  # type: ignore[assignment]  # as above
        self.writable = Flag()  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As uvicorn has it, without asking the system for an address of ours that nobody wants to know."""
        self.connections.add(self)
        self.transport = cast(asyncio.Transport, transport)
        self.client = get_remote_addr(self.transport)
        self.scheme = "wss" if is_ssl(self.transport) else "ws"

    @property
    def clogged(self) -> bool:
        """Whether the transport has more than it can get rid of."""
        return not self.writable.is_set()

    def write(self, text: str) -> None:
        """Write a frame, which may be the same for many."""
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(framed(text))

    def close(self, code: int) -> None:
        """Say goodbye, and don't wait for a peer that does not answer."""
        if self.close_sent or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code)
        except InvalidState:
            self.abort()
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)

    def abort(self) -> None:
        """Forget what was not sent; uvicorn's own way would wait for a peer that reads nothing."""
        self.transport.abort()

    def resume_writing(self) -> None:
        """The peer has caught up."""
        super().resume_writing()
        self.drained()

    def handle_connect(self, event: Request) -> None:
        """Offer ourselves to the application, which runs at the loop's next turn."""
        super().handle_connect(event)
        if not self.handshake_complete:
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self

    async def send(self, message: Any) -> None:
        """After the handshake nobody asks any more what was asked for in it."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            del self.request, self.response
