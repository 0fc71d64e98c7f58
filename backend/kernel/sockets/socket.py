"""One open socket: what it is sent goes out at once, or into a bounded outbox; and an end that waits for no peer."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

import orjson

from kernel.sockets import figures
from kernel.sockets.wire import Wire

OUTBOX_MESSAGES = 256
OUTBOX_CHARACTERS = 1024 * 1024
WRITE_SECONDS = 10.0


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
    """What others know of a connection. Nothing here waits but `put`; what the wire can't take gathers in an outbox."""

    __slots__ = (
        "_characters", "_clogged_since", "_closing", "_queue", "_room", "_wire", "id", "identity", "lose", "next_ping",
        "opened_at", "task", "warned",
    )  # fmt: skip

    def __init__(self, wire: Wire) -> None:
        self.id = f"{random.getrandbits(48):012x}"  # a name, no secret: asking the system costs more
        self.identity: Identity | None = None
        self.lose: Callable[[str], None] = _nothing
        self.opened_at = time.monotonic()
        self.next_ping = 0.0
        self.warned = False
        self.task: asyncio.Task[Any] | None = None  # who serves the connection, and ends with it
        self._wire = wire
        self._queue: deque[str] | None = None  # while the peer keeps up, which is nearly always, there is none
        self._characters = 0
        self._clogged_since = 0.0
        self._closing: Close | None = None
        self._room: asyncio.Future[None] | None = None
        wire.drained = self.flush

    @property
    def depth(self) -> int:
        """How many frames wait for the client to read them."""
        return len(self._queue or ())

    @property
    def closing(self) -> Close | None:
        """Why it is being closed, if it is."""
        return self._closing

    def push(self, text: str) -> None:
        """Send a frame; a client that does not read what it is sent is closed (4109) and resumes later."""
        if self._closing is not None:
            return
        if self._queue is None and not self._wire.clogged:
            self._wire.write(text)
        elif self._is_full():
            figures.dropped["slow",] += self.depth + 1
            self._queue = None
            self.shut(Close.SLOW_CONSUMER)
        else:
            self._append(text)

    def offer(self, text: str) -> None:
        """Send what may be lost, unless the peer is behind already."""
        if self._closing is None and not self._is_full(2):
            self.push(text)
        else:
            figures.dropped["passing",] += 1

    async def put(self, text: str) -> None:
        """Send a frame once there is room: for long replays, which may be larger than the outbox."""
        while self._closing is None and self._is_full():
            self._room = asyncio.get_running_loop().create_future()
            await self._room
        self.push(text)

    def tell(self, type_: str, **members: Any) -> None:
        """Send a frame."""
        figures.sent[type_,] += 1
        self.push(dump({"type": type_, **members}))

    def flush(self) -> None:
        """The wire is free again: send what has gathered, as much as it takes."""
        while self._queue and not self._wire.clogged:
            text = self._queue.popleft()
            self._characters -= len(text)
            self._wire.write(text)
        if self._clogged_since:
            figures.sends.add(time.monotonic() - self._clogged_since)
        if self._queue:
            self._clogged_since = time.monotonic()  # it has taken something, at least
        else:
            self._queue, self._clogged_since = None, 0.0
        self._make_room()

    def shut(self, code: Close, error: str = "", message: str = "") -> None:
        """Close after what has gathered, with an `error` frame that says why. Whatever the client asked for ends."""
        if self._closing is not None:
            return
        self._closing = code
        for text in self._queue or ():
            self._wire.write(text)
        self._queue = None
        if error:
            self._wire.write(dump({"type": "error", "code": error, "message": message}))
        self._wire.close(code.value)
        self._end()

    def is_stuck(self) -> bool:
        """Whether the peer has taken nothing for ten seconds. Asked once a second: cheaper than a timer per message."""
        return self._clogged_since > 0 and time.monotonic() - self._clogged_since > WRITE_SECONDS

    def give_up(self) -> None:
        """End at once, without a word to a peer that would not hear it."""
        self._closing = self._closing or Close.SLOW_CONSUMER
        self._wire.abort()
        self._end()

    def _end(self) -> None:
        self._make_room()
        if self.task is not None and self.task is not asyncio.current_task():
            self.task.cancel()

    def _make_room(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _is_full(self, part: int = 1) -> bool:
        """Whether this part of the outbox is taken: all of it, or half of it."""
        return self.depth >= OUTBOX_MESSAGES // part or self._characters >= OUTBOX_CHARACTERS // part

    def _append(self, text: str) -> None:
        if self._queue is None:
            self._queue, self._clogged_since = deque(), time.monotonic()
        self._queue.append(text)
        self._characters += len(text)
