"""One open socket: a bounded outbox, the one task that writes it, and an end that never waits for the peer."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID, uuid4

import orjson

from kernel.sockets import figures

OUTBOX_MESSAGES = 256
OUTBOX_CHARACTERS = 1024 * 1024
WRITE_SECONDS = 10.0
CLOSE_SECONDS = 2.0

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Close(IntEnum):
    """Close codes (REALTIME.md 2.5): 40xx is final, 41xx means come back later, 42xx come back now."""

    INTERNAL = 1011
    UNAUTHORIZED = 4001
    NOT_A_MEMBER = 4003
    VIOLATIONS = 4008
    OVERLOAD = 4100
    RATE_LIMITED = 4108
    SLOW_CONSUMER = 4109
    DRAINING = 4112


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose socket it is, under which name, and when its token ends (seconds of the epoch)."""

    user_id: UUID
    session_id: UUID
    version: int
    expires_at: int
    label: str


def _nothing(stream: str) -> None:
    """What losing a stream means before a door has said it."""


def dump(frame: dict[str, Any]) -> str:
    """A frame as it is sent."""
    return orjson.dumps(frame, default=str, option=orjson.OPT_UTC_Z).decode()


def kind_of(text: str) -> str:
    """The type of a frame that `dump` has written, where the type stands first."""
    return text[9 : text.find('"', 9)]


class Socket:
    """What others know of a connection. `push` and `shut` never wait; only the writer touches the wire."""

    __slots__ = (
        "_characters", "_closing", "_queue", "_ready", "_room", "_send", "_timed", "_writing_since", "id", "identity",
        "lose", "next_ping", "opened_at", "warned", "writer",
    )  # fmt: skip

    def __init__(self, send: Send) -> None:
        self.id = uuid4().hex[:12]
        self.identity: Identity | None = None
        self.lose: Callable[[str], None] = _nothing
        self.opened_at = time.monotonic()
        self.next_ping = 0.0
        self.warned = False
        self.writer: asyncio.Task[None] | None = None
        self._send = send
        self._timed = self.id.startswith("0")  # one of sixteen is enough to know how long writing takes
        self._queue: deque[str] = deque()
        self._characters = 0
        self._writing_since = 0.0
        self._closing: Close | None = None
        self._ready = asyncio.Event()
        self._room = asyncio.Event()

    @property
    def depth(self) -> int:
        """How many frames wait for the client to read them."""
        return len(self._queue)

    @property
    def closing(self) -> Close | None:
        """Why it is being closed, if it is."""
        return self._closing

    def push(self, text: str) -> None:
        """Queue a message; a client that does not read what it is sent is closed (4109) and resumes later."""
        if self._closing is not None:
            return
        if self._is_full():
            figures.dropped["slow",] += len(self._queue) + 1
            self._queue.clear()
            self.shut(Close.SLOW_CONSUMER)
            return
        self._append(text)

    def offer(self, text: str) -> None:
        """Queue what may be lost, unless the peer is behind already."""
        half_full = len(self._queue) >= OUTBOX_MESSAGES // 2 or self._characters >= OUTBOX_CHARACTERS // 2
        if self._closing is None and not half_full:
            self._append(text)
        else:
            figures.dropped["passing",] += 1

    async def put(self, text: str) -> None:
        """Queue a message once there is room: for long replays, which may be larger than the outbox."""
        while self._is_full() and self._closing is None:
            self._room.clear()
            await self._room.wait()
        if self._closing is None:
            self._append(text)

    def tell(self, type_: str, **members: Any) -> None:
        """Queue a frame."""
        figures.sent[type_,] += 1
        self.push(dump({"type": type_, **members}))

    def shut(self, code: Close, error: str = "", message: str = "") -> None:
        """Close after what is queued, with an `error` frame that says why."""
        if self._closing is not None:
            return
        if error:
            self._append(dump({"type": "error", "code": error, "message": message}))
        self._closing = code
        self._ready.set()
        self._room.set()

    def is_stuck(self) -> bool:
        """Whether the peer has taken nothing for ten seconds. Asked once a second: cheaper than a timer per message."""
        return self._writing_since > 0 and time.monotonic() - self._writing_since > WRITE_SECONDS

    def give_up(self) -> None:
        """Stop writing at once, without a word to a peer that would not hear it."""
        self._closing = self._closing or Close.SLOW_CONSUMER
        if self.writer is not None:
            self.writer.cancel()

    async def write(self) -> None:
        """Write until closed."""
        while self._closing is None or self._queue:
            await self._ready.wait()
            self._ready.clear()
            began = time.monotonic() if self._timed else 0.0
            while self._queue:
                text = self._queue.popleft()
                self._characters -= len(text)
                self._room.set()
                self._writing_since = time.monotonic()
                await self._send({"type": "websocket.send", "text": text})
            self._writing_since = 0.0
            if began:
                figures.sends.add(time.monotonic() - began)
        async with asyncio.timeout(CLOSE_SECONDS):
            await self._send({"type": "websocket.close", "code": self._closing.value})

    def _is_full(self) -> bool:
        return len(self._queue) >= OUTBOX_MESSAGES or self._characters >= OUTBOX_CHARACTERS

    def _append(self, text: str) -> None:
        self._queue.append(text)
        self._characters += len(text)
        self._ready.set()
