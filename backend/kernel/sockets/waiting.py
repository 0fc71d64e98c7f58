"""One request that waits for a stream as a socket would, without a thread, and is answered with what comes first."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import Error as DatabaseError

from kernel.errors import Code, Problem, unavailable
from kernel.sockets import draining, levels
from kernel.sockets.hub import Hub
from kernel.sockets.socket import Identity, Socket
from kernel.sockets.source import Opening
from kernel.sockets.wire import nothing

MOST_SECONDS = 25
# A client that is told to come back at once, by a server that is about to end, shall not ask in a loop.
PAUSE_SECONDS = 1.0
WAITED = "keynest.waited"


@dataclass(frozen=True, slots=True)
class Wait:
    """What an answer says that has nothing to tell yet: who waits for what; `shape` makes the body of what came."""

    identity: Identity
    stream: str
    since: int
    epoch: str
    seconds: float
    shape: Callable[["Passed"], bytes]


@dataclass(frozen=True, slots=True)
class Passed:
    """Frames that came, in order; `last` is the number that their reader stands at."""

    opening: Opening
    last: int
    frames: list[str]


class Line:
    """In the place of a wire: keeps the frames with a number, and notices what ends the wait."""

    clogged = False

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.last = 0
        self.over = False
        self.stirred = asyncio.Event()
        self.drained: Callable[[], None] = nothing

    def write(self, text: str) -> None:
        """Take a frame."""
        frame: dict[str, Any] = orjson.loads(text)
        if "seq" in frame:
            self.frames.append(text)
            self.last = frame["seq"]
            self.stirred.set()
        elif frame["type"] in {"left", "resync"}:
            self.abort()

    def close(self, code: int) -> None:
        """The wait has an end, whatever it is."""
        self.abort()

    def abort(self) -> None:
        """The same."""
        self.over = True
        self.stirred.set()


async def outcome(hub: Hub, wait: Wait) -> bytes | Mapping[str, Any] | None:
    """A new body; or what is added to the request, which is then asked anew; or None: the first answer stands."""
    if draining.began():
        await asyncio.sleep(PAUSE_SECONDS)
        return None
    if draining.is_full(len(hub.present())):
        return {WAITED: unavailable()}
    line = Line()
    socket = Socket(line)
    levels.connections[levels.DOOR] += 1
    try:
        if not await hub.enter(socket, wait.identity):
            return {WAITED: Problem(Code.RATE_LIMITED, "This account waits for too much at once.", retry_after=5)}
        return await _follow(hub, socket, line, wait)
    finally:
        levels.connections[levels.DOOR] -= 1
        hub.leave(socket)


async def _follow(hub: Hub, socket: Socket, line: Line, wait: Wait) -> bytes | Mapping[str, Any] | None:
    openings: list[Opening] = []
    socket.lose = lambda _: line.stirred.set()
    try:
        async with asyncio.timeout(wait.seconds):
            await hub.follow(socket, wait.stream, wait.since, wait.epoch, openings.append)
            if not openings[0].lost and wait.stream in hub.followed(socket):
                await line.stirred.wait()
    except (Problem, DatabaseError):
        return {WAITED: None}  # the answer to the request says better what is wrong
    except TimeoutError:
        return None
    if line.frames and not line.over:
        return wait.shape(Passed(openings[0], line.last, line.frames))
    return None if draining.began() else {WAITED: None}
