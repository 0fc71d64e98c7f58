"""The base of every socket: handshake, frames and their limits, and an end that always cleans up.

Two ways of Channels are left here, for reasons that were measured (REALTIME.md 4.4, 4.6): its hop to the one thread of
synchronous code before each message, and its `disconnect()`, which is not called when a handler fails.
"""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Protocol, cast

from channels.consumer import AsyncConsumer
from django.db import Error as DatabaseError
from redis import RedisError

from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import Code, Problem, unavailable
from kernel.http.origin import AGENT_LENGTH, resolve
from kernel.sockets import database, draining, figures, frames, levels, limits
from kernel.sockets.frames import Frame, Unfit
from kernel.sockets.hub import Hub
from kernel.sockets.limits import Bucket, Window
from kernel.sockets.socket import Close, Identity, Socket
from kernel.sockets.source import Opening
from kernel.sockets.upkeep import HEARTBEAT_SECONDS
from kernel.sockets.wire import EXTENSION, LongWire

logger = logging.getLogger(__name__)

HANDSHAKE_SECONDS = 5.0
FAULTS = 3
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 20.0, 40.0
JOINS_PER_SECOND, JOINS_AT_ONCE = 2.0, 10.0
LIMITS = {
    "frame_bytes": limits.FRAME_BYTES,
    "frames_per_second": FRAMES_PER_SECOND,
    "joins_per_second": JOINS_PER_SECOND,
    "streams": limits.STREAMS_PER_SOCKET,
    "sockets": limits.SOCKETS_PER_USER,
}
DOWN = (TimeoutError, DatabaseError, RedisError)
REFUSALS = {Code.NOT_FOUND: Close.NOT_A_MEMBER, Code.UNAVAILABLE: Close.OVERLOAD}

Scope = Mapping[str, Any]


class Gate(Protocol):
    """Who may come in. The last two may block, and raise a Problem."""

    def welcomes(self, scope: Scope) -> bool: ...
    def subprotocol(self, scope: Scope) -> str | None: ...
    def way(self, scope: Scope) -> str: ...
    def has_ticket(self, scope: Scope) -> bool: ...
    def identify(self, scope: Scope) -> Identity: ...
    def identify_again(self, token: str) -> Identity: ...


class Consumer(AsyncConsumer, ABC):  # type: ignore[misc]  # Channels has no types
    """A socket from handshake to end. A door says what it opens with, which frames it takes, and what losing means."""

    channel_layer_alias = ""  # all sockets of a process share the hub's one subscription
    gate: ClassVar[Gate]
    takes: ClassVar[frozenset[str]] = frozenset({"ping", "pong", "auth"})

    def __init__(self) -> None:
        self.faults = 0
        self.left_with = 0
        self._buckets: dict[str, Bucket] = {}
        self.violations = Window(limits.VIOLATION_SECONDS)

    @property
    @abstractmethod
    def hub(self) -> Hub:
        """The hub of this process."""

    @abstractmethod
    async def open(self) -> None:
        """Greet and begin to follow. May raise a Problem."""

    @abstractmethod
    def lose(self, stream: str) -> None:
        """The user may not follow this stream any more."""

    @property
    def actor(self) -> Actor:
        """Who sends frames here, as actions know him. There is none before the handshake has ended."""
        return cast(Actor, self.scope["user"])

    def bucket(self, name: str, rate: float, burst: float) -> Bucket:
        """A limit of this connection alone, made when it is first asked for."""
        if name not in self._buckets:
            self._buckets[name] = Bucket(rate, burst)
        return self._buckets[name]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        self.scope = scope
        await receive()  # websocket.connect
        if not self.gate.welcomes(scope):
            await send({"type": "websocket.close"})  # before accept: HTTP 403
            return
        await send({"type": "websocket.accept", "subprotocol": self.gate.subprotocol(scope)})
        self.socket = Socket(scope.get("extensions", {}).get(EXTENSION) or LongWire(send))
        self.socket.lose, self.socket.task = self.lose, asyncio.current_task()
        door = type(self).__name__.lower()
        levels.connections[door] += 1
        try:
            await self._converse(receive)
        except asyncio.CancelledError:
            if self.socket.closing is None:
                raise
        finally:
            levels.connections[door] -= 1
            self.hub.leave(self.socket)
            self._log()

    async def _converse(self, receive: Any) -> None:
        """Let in, then take frame by frame until the end."""
        entered = await self._enter()
        how = "ok" if entered or self.socket.closing is None else self.socket.closing.name.lower()
        figures.accepted[self.gate.way(self.scope), how] += 1
        if entered:
            figures.handshakes.add(time.monotonic() - self.socket.opened_at)
        while self.socket.closing is None:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self.left_with = message.get("code") or 0
                return
            await self.dispatch(message)

    async def _enter(self) -> bool:
        if draining.turned_away(self.socket, len(self.hub.present())):
            return False
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                identity = await self._identify()
            self._know(identity)
            if not await self.hub.enter(self.socket, identity):
                self.socket.shut(Close.OVERLOAD, Code.RATE_LIMITED, "This account has too many sockets open.")
                return False
            await self.open()
        except Problem as problem:
            self.socket.shut(REFUSALS.get(problem.code, Close.UNAUTHORIZED), problem.code, problem.detail)
        except DOWN:
            self.socket.shut(Close.OVERLOAD, Code.UNAVAILABLE, unavailable().detail)
        except Exception:
            logger.exception("a socket could not be opened")
            self.socket.shut(Close.INTERNAL, Code.INTERNAL, "Something went wrong on our side.")
        return self.socket.closing is None

    async def _identify(self) -> Identity:
        """Tickets, by which herds come, are taken together; who shows a token may have to be asked for elsewhere."""
        if self.gate.has_ticket(self.scope):
            return await self.hub.tickets.ask(self.scope)
        return await database.run(self.gate.identify, self.scope)

    def _know(self, identity: Identity) -> None:
        """Keep in the scope who is here, where Channels' own keeps it, and what the token said."""
        headers = dict(self.scope["headers"])
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        agent = headers.get(b"user-agent", b"").decode("latin-1")[:AGENT_LENGTH]
        origin = Origin(resolve(self.scope["client"][0], forwarded), agent, self.socket.id)
        self.scope["claims"] = identity
        self.scope["user"] = Actor(ActorKind.USER, identity.user_id, identity.label, origin, identity.session_id)

    async def dispatch(self, message: Any) -> None:
        """Take one frame. Whatever goes wrong with it is answered."""
        if wait := self.bucket("frame", FRAMES_PER_SECOND, FRAMES_AT_ONCE).wait():
            self.violate("Too many frames.", wait)
            return
        frame, known, result = None, "unknown", "ok"
        try:
            frame = frames.parse(message.get("text"))
            take = self.taker(frame)
            known = frame.type
            await take(frame)
        except Unfit as unfit:
            result = "unfit"
            self.answer_error(unfit.code, unfit.message, unfit.ref)
        except Problem as problem:
            result = "refused"
            self.answer_error(problem.code, problem.detail, frame.ref if frame else None)
        except DOWN:
            result = "unavailable"
            self.answer_error(Code.UNAVAILABLE, unavailable().detail, frame.ref if frame else None, retry_ms=2000)
        except Exception:
            result = "failed"
            logger.exception("a frame failed", extra={"frame": frame.type if frame else ""})
            self.faults += 1
            self.answer_error(Code.INTERNAL, "Something went wrong on our side.", frame.ref if frame else None)
            if self.faults >= FAULTS:
                self.socket.shut(Close.INTERNAL)
        figures.taken[known, result] += 1

    def taker(self, frame: Frame) -> Callable[[Frame], Awaitable[None]]:
        """Who takes a frame.

        Raises:
            Unfit: nobody does.
        """
        if frame.type not in self.takes:
            raise Unfit("unknown_type", "There is no such type of frame here.", frame.ref)
        return cast(Callable[[Frame], Awaitable[None]], getattr(self, f"take_{frame.type}"))

    async def take_ping(self, frame: Frame) -> None:
        """The client looks whether we are there."""
        t = frame.members.get("t")
        self.socket.tell("pong", **({"t": t} if isinstance(t, int | float) else {}))

    async def take_pong(self, frame: Frame) -> None:
        """The answer to our ping. Whether the peer lives is judged by the pings of the protocol beneath."""

    async def take_auth(self, frame: Frame) -> None:
        """A newer token of the same person: the socket lives as long as that one."""
        identity = await database.run(self.gate.identify_again, frame.text("token", frames.MAX_TOKEN))
        known = self.socket.identity
        if known is None or identity.user_id != known.user_id:
            raise Problem(Code.NOT_AUTHENTICATED, "This is somebody else's token.")
        self._know(identity)
        self.socket.identity = identity
        self.socket.warned = False
        self.answer_ok(frame)

    def welcome(self, *openings: Opening) -> None:
        """The first frame: where the streams stand that are followed by themselves, and what we ask of the client."""
        self.socket.tell(
            "welcome",
            conn=self.socket.id,
            node=self.hub.bus.node,
            hb=int(HEARTBEAT_SECONDS),
            streams=[opening.place() for opening in openings],
            limits=LIMITS,
        )
        for opening in openings:
            self.tell_lost(opening)

    def tell_lost(self, opening: Opening) -> None:
        """What was missed can't be replayed: the client reloads, and goes on from the head."""
        if opening.lost:
            head = opening.head
            self.socket.tell("resync", s=opening.stream, reason=opening.lost, epoch=head.epoch, head=head.head)

    def answer_ok(self, frame: Frame, **members: Any) -> None:
        """An `ok` frame: what was asked for is done."""
        self.socket.tell("ok", **named(frame.ref), **members)

    def answer_error(self, code: str, message: str, ref: str | None = None, **members: Any) -> None:
        """An `error` frame."""
        self.socket.tell("error", **named(ref), code=code, message=message, **members)

    def violate(self, message: str, wait: float, ref: str | None = None) -> None:
        """Drop a frame that was too much; who goes on like that is closed, and at the third time told to stay away."""
        figures.limited["connection",] += 1
        self.answer_error(Code.RATE_LIMITED, message, ref, retry_ms=int(wait * 1000) + 1)
        if self.violations.count() >= limits.VIOLATIONS and self.socket.closing is None:
            often = self.socket.identity is not None and self.hub.strike(self.socket.identity)
            self.socket.shut(Close.VIOLATIONS if often else Close.RATE_LIMITED)

    def _log(self) -> None:
        identity = self.socket.identity
        figures.note_end(self.socket.closing, self.left_with)
        logger.info(
            "socket closed",
            extra={
                "path": self.scope["path"],
                "user": str(identity.user_id) if identity else "",
                "code": int(self.socket.closing or self.left_with),
                "seconds": round(time.monotonic() - self.socket.opened_at, 3),
            },
        )


def named(ref: str | None) -> dict[str, str]:
    """How an answer names the frame that it answers."""
    return {"ref": ref} if ref is not None else {}
