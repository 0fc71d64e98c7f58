"""All sockets of a process: who is connected, which feeds they follow, and the clock that looks after them."""

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Mapping
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from kernel import clock, realtime, streams
from kernel.sockets import database, figures, levels, source
from kernel.sockets.bus import Bus
from kernel.sockets.feed import Feed, Follower
from kernel.sockets.limits import SOCKETS_PER_USER, STRIKE_SECONDS, STRIKES, Window
from kernel.sockets.socket import Close, Identity, Socket, dump
from kernel.sockets.source import Opening
from kernel.streams import Head

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 25.0
RECONCILE_SECONDS = 10.0
EXPIRY_NOTICE_SECONDS = 60.0

Ended = Callable[[Collection[Identity]], set[UUID]]


class Watcher(Protocol):
    """Is told at once who follows what (`for_good`: left because he may not stay), and what else the bus says."""

    def came(self, stream: str, socket: Socket) -> None: ...
    def left(self, stream: str, socket: Socket, *, for_good: bool) -> None: ...
    def heard(self, stream: str, message: Mapping[str, Any]) -> None: ...


class Hub:
    """One per event loop. `ended` tells which sessions live no longer."""

    def __init__(self, ended: Ended) -> None:
        self.bus = Bus(self._heard, self._reconcile_soon)
        self.feeds: dict[str, Feed] = {}
        self.watchers: list[Watcher] = []
        self._ended = ended
        self._guarded: dict[str, set[Feed]] = defaultdict(set)
        self._sockets: dict[str, set[Socket]] = defaultdict(set)
        self._following: dict[Socket, dict[str, Follower]] = {}
        self._strikes: dict[UUID, Window] = {}
        self._asides: set[asyncio.Task[None]] = set()
        self._soon = asyncio.Event()
        figures.look_at("hub", partial(levels.of, self))
        self._tasks = [
            asyncio.get_running_loop().create_task(work)
            for work in (self.bus.listen(), self.bus.watch(), self._tick(), self._reconcile_always())
        ]

    async def enter(self, socket: Socket, identity: Identity) -> bool:
        """Take in a socket, unless its user has too many; one that is full must not push out another tab."""
        account = account_stream(identity)
        if len(self._sockets[account]) >= SOCKETS_PER_USER:
            return False
        socket.identity = identity
        socket.next_ping = asyncio.get_running_loop().time() + HEARTBEAT_SECONDS
        self._sockets[account].add(socket)
        self._following[socket] = {}
        await self.bus.hold(account)
        return True

    def leave(self, socket: Socket) -> None:
        """Forget a socket. Does nothing for one that never came in."""
        followed = self._following.pop(socket, None)
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
        feed = self.feeds.setdefault(stream, Feed(stream, self._lost))
        feed.held += 1
        try:
            await self.bus.hold(stream)
            follower = await feed.attach(socket, socket.identity, since, epoch, greet)
        except BaseException:
            self._let_go(feed)
            raise
        if socket not in self._following:  # it was closed meanwhile
            self._drop(follower, stream)
            return
        self._following[socket][stream] = follower
        if feed.doubtful or (feed.guard and feed not in self._guarded.get(feed.guard, ())):
            self._aside(self._guard(feed))
        for watcher in self.watchers:
            watcher.came(stream, socket)

    def unfollow(self, socket: Socket, stream: str) -> bool:
        """Stop following; False if it did not."""
        follower = self._following.get(socket, {}).pop(stream, None)
        if follower is not None:
            self._part(follower, stream)
        return follower is not None

    def followed(self, socket: Socket) -> Collection[str]:
        """The streams that a socket follows."""
        return self._following.get(socket, {})

    def present(self) -> Collection[Socket]:
        """All sockets that are in."""
        return self._following.keys()

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
        unheard = feed.guard and feed not in self._guarded[feed.guard]
        if unheard:
            self._guarded[feed.guard].add(feed)
            await self.bus.hold(feed.guard)
        if unheard or feed.doubtful:
            await feed.look_at_rights()

    def _unguard(self, feed: Feed) -> None:
        if feed in self._guarded.get(feed.guard, ()):
            self._guarded[feed.guard].discard(feed)
            if not self._guarded[feed.guard]:
                del self._guarded[feed.guard]
            self._aside(self.bus.release(feed.guard))

    def _lost(self, follower: Follower, stream: str) -> None:
        """A follower may follow no longer; its socket says so to the client."""
        if self._following.get(follower.socket, {}).pop(stream, None) is not None:
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
            self._kick(self._sockets.get(stream, ()), str(message.get("sid", "all")), message.get("at", 0.0))
        else:
            for watcher in self.watchers:
                watcher.heard(stream, message)

    def _moved(self, stream: str, seq: int, at: float) -> None:
        if stream in self.feeds:
            self.feeds[stream].hear(seq, at)
        for feed in self._guarded.get(stream, ()):
            if feed.doubt(seq):
                self._aside(feed.look_at_rights())

    def _pass_on(self, stream: str, message: Mapping[str, Any]) -> None:
        if stream in self.feeds:
            self.feeds[stream].pass_on(message["text"], message["needs"], message["but"])

    def _kick(self, sockets: Collection[Socket], session: str, at: float = 0.0) -> None:
        if sockets and at:
            figures.kicks.add(time.time() - at)
        for socket in sockets:
            if socket.identity is not None and session in {"all", str(socket.identity.session_id)}:
                socket.shut(Close.UNAUTHORIZED, "token_revoked", "This session has ended. Please sign in again.")

    async def _tick(self) -> None:
        """Once a second: close what has expired, announce what is about to, and keep the others awake."""
        while True:
            await asyncio.sleep(1)
            moment, now = asyncio.get_running_loop().time(), clock.now().timestamp()
            for socket, followed in self._following.items():
                if socket.identity is not None:
                    self._look_after(socket, followed, socket.identity.expires_at - now, due=moment >= socket.next_ping)

    def _look_after(self, socket: Socket, followed: Collection[str], left: float, *, due: bool) -> None:
        if socket.is_stuck():
            socket.give_up()
        elif left <= 0:
            socket.shut(Close.UNAUTHORIZED, "token_expired", "The access token has expired.")
        elif left <= EXPIRY_NOTICE_SECONDS and not socket.warned:
            socket.warned = True
            socket.tell("token_expiring", **{"in": int(left)})
        if due:
            socket.next_ping += HEARTBEAT_SECONDS
            heads = {stream: self.feeds[stream].last for stream in followed}
            figures.sent["ping",] += 1
            socket.push(dump({"type": "ping", "t": int(clock.now().timestamp() * 1000), "heads": heads}))

    def _reconcile_soon(self) -> None:
        self._soon.set()

    async def _reconcile_always(self) -> None:
        """Every ten seconds, and as soon as the bus is back: look at the truth, in case that a message was lost."""
        while True:
            try:
                async with asyncio.timeout(RECONCILE_SECONDS * random.uniform(0.8, 1.0)):  # noqa: S311  # jitter
                    await self._soon.wait()
            except TimeoutError:
                pass
            self._soon.clear()
            try:
                await self._reconcile()
            except Exception as error:  # noqa: BLE001  # the database may be away; the next round finds out
                logger.warning("not reconciled", extra={"error": type(error).__name__})

    async def _reconcile(self) -> None:
        if not self._following:
            return
        identities = {socket.identity for socket in self._following if socket.identity is not None}
        followers = {stream: list(feed.followers) for stream, feed in self.feeds.items()}
        heads, doubtful, ended = await database.run(self._look, followers, list(self._guarded), identities)
        levels.judge_later(self.feeds, heads)
        for stream, head in heads.items():
            if stream in self.feeds:
                self.feeds[stream].check(head)
            doubtful |= {feed.stream for feed in self._guarded.get(stream, ()) if feed.doubt(head.head)}
        for stream in doubtful & set(self.feeds):
            await self.feeds[stream].look_at_rights()
        for socket in list(self._following):
            if socket.identity is not None and socket.identity.session_id in ended:
                self._kick([socket], "all")

    def _look(
        self, followers: dict[str, list[Follower]], guards: list[str], identities: set[Identity]
    ) -> tuple[dict[str, Head], set[str], set[UUID]]:
        """Heads, streams on which somebody's rights have changed though no guard says so, and sessions that ended."""
        heads = streams.heads([*followers, *guards])
        pairs: dict[source.Source, set[tuple[UUID, UUID]]] = defaultdict(set)
        for stream, present in followers.items():
            origin, key = source.split(stream)
            pairs[origin] |= {(key, follower.user.user_id) for follower in present}
        allowed = {origin: origin.rights(wanted) for origin, wanted in pairs.items()}
        doubtful = set()
        for stream, present in followers.items():
            origin, key = source.split(stream)
            if any(allowed[origin].get((key, one.user.user_id)) != one.rights for one in present):
                doubtful.add(stream)
        return heads, doubtful, self._ended(identities)


def account_stream(identity: Identity) -> str:
    """The stream of a user, on which each of his sockets hears that it is to close."""
    return f"u:{identity.user_id}"


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  # the database may be away
        logger.warning("left undone", extra={"error": type(error).__name__})
