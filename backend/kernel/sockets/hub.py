"""All sockets of a process: who is connected, and which feeds they follow."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from kernel import realtime
from kernel.sockets import figures, levels, source
from kernel.sockets.bus import Bus
from kernel.sockets.feed import Feed, Follower
from kernel.sockets.limits import SOCKETS_PER_USER, STRIKE_SECONDS, STRIKES, Window
from kernel.sockets.reconciling import Ended, Reconciling
from kernel.sockets.socket import Close, Identity, Socket
from kernel.sockets.source import Opening
from kernel.sockets.together import Together
from kernel.sockets.upkeep import HEARTBEAT_SECONDS, tick

logger = logging.getLogger(__name__)

TakeTickets = Callable[[Sequence[Mapping[str, Any]]], Sequence[Identity | Exception]]


class Watcher(Protocol):
    """Is told at once who follows what (`for_good`: left because he may not stay), and what else the bus says."""

    def came(self, stream: str, socket: Socket) -> None: ...
    def left(self, stream: str, socket: Socket, *, for_good: bool) -> None: ...
    def heard(self, stream: str, message: Mapping[str, Any]) -> None: ...


class Hub:
    """One per event loop. `ended` tells which sessions live no longer, `take_tickets` who comes by these handshakes."""

    def __init__(self, ended: Ended, take_tickets: TakeTickets) -> None:
        self._reconciling = Reconciling(self, ended)
        self.bus = Bus(self._heard, self._reconciling.begin_soon)
        self.feeds: dict[str, Feed] = {}
        self.watchers: list[Watcher] = []
        self.tickets = Together(take_tickets)
        self._openings = Together(source.openings)
        self.guarded: dict[str, set[Feed]] = defaultdict(set)
        self._sockets: dict[str, set[Socket]] = defaultdict(set)
        self.following: dict[Socket, dict[str, Follower]] = {}
        self._strikes: dict[UUID, Window] = {}
        self._asides: set[asyncio.Task[None]] = set()
        figures.look_at("hub", partial(levels.of, self))
        self._tasks = [
            asyncio.get_running_loop().create_task(work)
            for work in (self.bus.listen(), self.bus.watch(), tick(self), self._reconciling.go_on())
        ]

    async def enter(self, socket: Socket, identity: Identity) -> bool:
        """Take in a socket, unless its user has too many; one that is full must not push out another tab."""
        account = account_stream(identity)
        if len(self._sockets[account]) >= SOCKETS_PER_USER:
            return False
        socket.identity = identity
        socket.next_ping = asyncio.get_running_loop().time() + HEARTBEAT_SECONDS
        self._sockets[account].add(socket)
        self.following[socket] = {}
        await self.bus.hold(account)
        return True

    def leave(self, socket: Socket) -> None:
        """Forget a socket. Does nothing for one that never came in."""
        followed = self.following.pop(socket, None)
        if followed is None or socket.identity is None:
            return
        account = account_stream(socket.identity)
        self._sockets[account].discard(socket)
        if not self._sockets[account]:
            del self._sockets[account]
        for stream, follower in followed.items():
            self._part(follower, stream)
        self._aside(self.bus.release(account))

    async def follow(
        self, socket: Socket, stream: str, since: int | None, epoch: str, greet: Callable[[Opening], None]
    ) -> None:
        """Let a socket follow a stream; once more means: again, from there.

        Raises:
            Problem: `not_found`, for who may not.
        """
        before = self.feeds.get(stream)
        if self.unfollow(socket, stream) and before is not None and since is not None:
            figures.gaps["client",] += since < before.last
        assert socket.identity is not None  # noqa: S101  # it has entered
        feed = self.feeds.setdefault(stream, Feed(stream, self._lost, self._openings.ask))
        feed.held += 1
        try:
            await self.bus.hold(stream)
            follower = await feed.attach(socket, socket.identity, since, epoch, greet)
        except BaseException:
            self._let_go(feed)
            raise
        if socket not in self.following:  # it was closed meanwhile
            self._drop(follower, stream)
            return
        self.following[socket][stream] = follower
        if feed.doubtful or (feed.guard and feed not in self.guarded.get(feed.guard, ())):
            self._aside(self._guard(feed))
        for watcher in self.watchers:
            watcher.came(stream, socket)

    def unfollow(self, socket: Socket, stream: str) -> bool:
        """Stop following; False if it did not."""
        follower = self.following.get(socket, {}).pop(stream, None)
        if follower is not None:
            self._part(follower, stream)
        return follower is not None

    def followed(self, socket: Socket) -> Collection[str]:
        """The streams that a socket follows."""
        return self.following.get(socket, {})

    def present(self) -> Collection[Socket]:
        """All sockets that are in."""
        return self.following.keys()

    def strike(self, identity: Identity) -> bool:
        """Note that a user's socket had to be closed for its manners; True when that is too often."""
        return self._strikes.setdefault(identity.user_id, Window(STRIKE_SECONDS)).count() >= STRIKES

    def pass_on(self, stream: str, frame: Mapping[str, Any], *, needs: str = "", but_user: UUID | None = None) -> None:
        """Send what has no number and may be lost to who follows a stream, here and, by the bus, elsewhere."""
        message = realtime.passing(stream, frame, needs=needs, but_user=but_user)
        self._pass_on(stream, message)
        self._aside(self.bus.send(stream, message))

    def _part(self, follower: Follower, stream: str, *, for_good: bool = False) -> None:
        """Somebody who followed does so no longer."""
        self._drop(follower, stream)
        for watcher in self.watchers:
            watcher.left(stream, follower.socket, for_good=for_good)

    def _drop(self, follower: Follower, stream: str) -> None:
        feed = self.feeds[stream]
        feed.followers.discard(follower)
        self._let_go(feed)

    def _let_go(self, feed: Feed) -> None:
        feed.held -= 1
        if not feed.held:
            del self.feeds[feed.stream]
            self._unguard(feed)
        self._aside(self.bus.release(feed.stream))

    async def _guard(self, feed: Feed) -> None:
        """Hear of changes of rights on a stream, and look at those that may have happened before we heard."""
        unheard = feed.guard and feed not in self.guarded[feed.guard]
        if unheard:
            self.guarded[feed.guard].add(feed)
            await self.bus.hold(feed.guard)
        if unheard or feed.doubtful:
            await feed.look_at_rights()

    def _unguard(self, feed: Feed) -> None:
        if feed in self.guarded.get(feed.guard, ()):
            self.guarded[feed.guard].discard(feed)
            if not self.guarded[feed.guard]:
                del self.guarded[feed.guard]
            self._aside(self.bus.release(feed.guard))

    def _lost(self, follower: Follower, stream: str) -> None:
        """A follower may follow no longer; its socket says so to the client."""
        if self.following.get(follower.socket, {}).pop(stream, None) is not None:
            self._part(follower, stream, for_good=True)
        follower.socket.lose(stream)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; what fails is made up for by the reconcile query."""
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    def _heard(self, message: dict[str, Any]) -> None:
        """A message from the bus: a stream or a guard has moved, something passes, or sockets are to be closed."""
        stream, type_ = str(message.get("s", "")), message.get("type")
        if type_ == "stream.moved" and isinstance(message.get("seq"), int):
            self._moved(stream, message["seq"], message.get("at", 0.0))
        elif type_ == "stream.passes" and message.get("node") != self.bus.node:
            self._pass_on(stream, message)
        elif type_ == "user.kick":
            self.kick(self._sockets.get(stream, ()), str(message.get("sid", "all")), message.get("at", 0.0))
        else:
            for watcher in self.watchers:
                watcher.heard(stream, message)

    def _moved(self, stream: str, seq: int, at: float) -> None:
        if stream in self.feeds:
            self.feeds[stream].hear(seq, at)
        for feed in self.guarded.get(stream, ()):
            if feed.doubt(seq):
                self._aside(feed.look_at_rights())

    def _pass_on(self, stream: str, message: Mapping[str, Any]) -> None:
        if stream in self.feeds:
            self.feeds[stream].pass_on(message["text"], message["needs"], message["but"])

    def kick(self, sockets: Collection[Socket], session: str, at: float = 0.0) -> None:
        """Close sockets of a session that has ended, or of all sessions."""
        if sockets and at:
            figures.kicks.add(time.time() - at)
        for socket in sockets:
            if socket.identity is not None and session in {"all", str(socket.identity.session_id)}:
                socket.shut(Close.UNAUTHORIZED, "token_revoked", "This session has ended. Please sign in again.")


def account_stream(identity: Identity) -> str:
    """The stream of a user, on which each of his sockets hears that it is to close."""
    return f"u:{identity.user_id}"


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  # the database may be away
        logger.warning("left undone", extra={"error": type(error).__name__})
