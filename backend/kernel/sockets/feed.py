"""A stream that is followed in this process: one reader for all its followers, each of whom gets every number once."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kernel.errors import not_found
from kernel.sockets import database, figures, source
from kernel.sockets.socket import Identity, Socket, dump, kind_of
from kernel.sockets.source import Asked, Opening, Passage, Rights
from kernel.streams import Head

logger = logging.getLogger(__name__)

Begin = Callable[[Asked], Awaitable[Opening]]


@dataclass(eq=False, slots=True)
class Follower:
    """A socket on a stream: the last number that it was given, and what it may see by rights read `as_of` its guard."""

    socket: Socket
    user: Identity
    last: int
    rights: Rights
    as_of: int


class Feed:
    """Reads a stream's new rows once per process, whoever says that there are any, and hands them to the followers.

    `head` is hearsay (from the bus, the reconcile query, or an opening); `last` is what all followers were given. Rows
    are handed out only by rights that were read since the guard came to where it stood after the rows were read.
    """

    def __init__(self, stream: str, lost: Callable[[Follower, str], None], begin: Begin) -> None:
        self.stream = stream
        self.followers: set[Follower] = set()
        self.held = 0
        self.last = 0
        self.guard = ""
        self.heard = 0  # the highest number that the bus, or an opening, has told
        self._said_at = 0.0
        self._lost, self._begin = lost, begin
        self._looking = asyncio.Lock()
        self._head = self._told = 0
        self._as_of = self._doubts = 0
        self._epoch = ""
        self._reading: asyncio.Task[None] | None = None

    def moved(self, head: int) -> None:
        """Somebody says that the stream has come to this number."""
        self._told += 1
        self._head = max(self._head, head)
        if self._head > self.last and self.followers and (self._reading is None or self._reading.done()):
            self._reading = asyncio.get_running_loop().create_task(self._catch_up())

    def hear(self, head: int, at: float) -> None:
        """The bus says so, of what was committed at that moment."""
        self.heard = max(self.heard, head)
        if head > self.last:
            self._said_at = self._said_at or at
        self.moved(head)

    def check(self, head: Head) -> None:
        """The database says where the stream stands; it may have looked before our first follower began the stream."""
        if self._epoch and head.epoch and head.epoch != self._epoch:
            self._restart(head)
        self.moved(head.head)

    async def attach(
        self, socket: Socket, user: Identity, since: int | None, epoch: str, greet: Callable[[Opening], None]
    ) -> Follower:
        """Let a socket follow: greet it, replay what it missed, and go on from there without a hole.

        Raises:
            Problem: `not_found`, for who may not.
        """
        opening = await self._begin(Asked(self.stream, user.user_id, since, epoch))
        greet(opening)
        self.guard = opening.guard
        self.heard = max(self.heard, opening.head.head)
        figures.resumed[opening.lost or ("resumed" if opening.resumed else "fresh"),] += 1
        figures.replayed[()] += len(opening.rows)
        follower = Follower(socket, user, opening.last, opening.rights, opening.as_of)
        for row in opening.rows:
            await socket.put(row.seen(self.stream, follower.rights))
        while follower.last < self.last and socket.closing is None:
            await self._approach(follower)
        self._epoch = self._epoch or opening.head.epoch
        if not self.followers:
            self.last = max(self.last, follower.last)
        if follower.as_of < self._as_of:  # we have heard of changes that it has not
            self._doubts += 1
        self._as_of = min(self._as_of, follower.as_of) if self.followers else follower.as_of
        self.followers.add(follower)
        self.moved(opening.head.head)
        return follower

    @property
    def doubtful(self) -> bool:
        """Whether rights may be others than those that we know."""
        return self._doubts > 0

    def doubt(self, as_of: int) -> bool:
        """Somebody says that the guard has come to this number; True if rights have to be looked at."""
        if self._as_of < as_of:
            self._doubts += 1
        return self.doubtful

    async def look_at_rights(self) -> None:
        """Read the followers' rights anew and go by them; who has none left follows no longer."""
        async with self._looking:  # so that what was read earlier is never applied later
            as_of = await self._look()
            while self._as_of < as_of:  # somebody came meanwhile with older rights
                await self._look()

    def pass_on(self, text: str, needs: str, but_user: str) -> None:
        """Hand out what has no number and may be lost: to nobody while rights are in doubt."""
        told = 0
        for follower in self.followers if not self._doubts else ():
            if (not needs or needs in follower.rights) and str(follower.user.user_id) != but_user:
                follower.socket.offer(text)
                told += 1
        if told:
            figures.sent[kind_of(text),] += told

    async def _look(self) -> int:
        doubts, followers = self._doubts, list(self.followers)
        users = {follower.user.user_id for follower in followers}
        as_of, found = await database.run(source.allowed, self.stream, users)
        for follower in followers:
            rights = found.get(follower.user.user_id)
            if rights is not None:
                follower.rights, follower.as_of = rights, as_of
            elif follower in self.followers:
                self._lost(follower, self.stream)
        self._as_of = min((follower.as_of for follower in self.followers), default=as_of)
        if doubts == self._doubts:
            self._doubts = 0  # there is nothing more, whatever was said before we looked
        return as_of

    async def _approach(self, follower: Follower) -> None:
        """Others have been given more in the meantime: read on until there is no difference."""
        found = await database.run(source.passage, self.stream, follower.last)
        if not found.rows:
            follower.last = self.last
        if follower.as_of < found.as_of:
            follower.as_of, allowed = await database.run(source.allowed, self.stream, [follower.user.user_id])
            if follower.user.user_id not in allowed:
                raise not_found()
            follower.rights = allowed[follower.user.user_id]
        for row in found.rows:
            await follower.socket.put(row.seen(self.stream, follower.rights))
            follower.last = row.seq

    async def _catch_up(self) -> None:
        try:
            while self.followers and self.last < self._head:
                told = self._told
                found = await database.run(source.passage, self.stream, self.last)
                if found.head.epoch != self._epoch:
                    self._restart(found.head)
                    return
                if self._as_of < found.as_of:
                    await self.look_at_rights()
                self._deliver(found)
                if not found.rows and told == self._told:
                    self._head = self.last  # there is nothing more, whatever was said before we looked
                await asyncio.sleep(0)  # let the writers empty the outboxes before more is put into them
        except Exception as error:  # noqa: BLE001  # the next wake-up or reconcile query tries again
            logger.warning("a stream was not read", extra={"stream": self.stream, "error": type(error).__name__})

    def _deliver(self, found: Passage) -> None:
        if found.rows and self._said_at:
            figures.on_the_way.add(time.time() - self._said_at)
            self._said_at = 0.0
        for row in found.rows:
            figures.sent[kind_of(row.text),] += len(self.followers)
            for follower in self.followers:
                if row.seq > follower.last:
                    follower.socket.push(row.seen(self.stream, follower.rights))
                    follower.last = row.seq
            self.last = max(self.last, row.seq)

    def _restart(self, head: Head) -> None:
        """The numbering was lost (a restored backup): everybody reloads and goes on from the new head."""
        self._epoch, self.last, self._head = head.epoch, head.head, head.head
        text = dump({"type": "resync", "s": self.stream, "reason": "epoch", "epoch": head.epoch, "head": head.head})
        for follower in self.followers:
            follower.last, follower.as_of = head.head, -1
            follower.socket.push(text)
        self._as_of = -1  # the guard's numbers are others as well
