"""A stream that is followed in this process: one reader for all its followers, each of whom gets every number once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from kernel.sockets import database, source
from kernel.sockets.socket import Identity, Socket, dump
from kernel.sockets.source import Opening, Passage, Rights
from kernel.streams import Head

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Follower:
    """A socket on a stream: the last number that it was given, and what it may see."""

    socket: Socket
    user: Identity
    last: int
    rights: Rights


class Feed:
    """Reads a stream's new rows once per process, whoever says that there are any, and hands them to the followers.

    `head` is hearsay (from the bus, the reconcile query, or an opening); `last` is what all followers were given.
    """

    def __init__(self, stream: str, lost: Callable[[Follower, str], None]) -> None:
        self.stream = stream
        self.followers: set[Follower] = set()
        self.held = 0
        self.last = 0
        self._lost = lost
        self._looking = asyncio.Lock()
        self._head = self._told = 0
        self._epoch = ""
        self._reading: asyncio.Task[None] | None = None

    def moved(self, head: int) -> None:
        """Somebody says that the stream has come to this number."""
        self._told += 1
        self._head = max(self._head, head)
        if self._head > self.last and self.followers and (self._reading is None or self._reading.done()):
            self._reading = asyncio.get_running_loop().create_task(self._catch_up())

    def check(self, head: Head) -> None:
        """The database says where the stream stands."""
        if self._epoch and head.epoch != self._epoch:
            self._restart(head)
        self.moved(head.head)

    async def attach(
        self, socket: Socket, user: Identity, since: int | None, epoch: str, greet: Callable[[Opening], None]
    ) -> Follower:
        """Let a socket follow: greet it, replay what it missed, and go on from there without a hole.

        Raises:
            Problem: `not_found`, for who may not.
        """
        opening = await database.run(source.opening, self.stream, user.user_id, since, epoch)
        greet(opening)
        follower = Follower(socket, user, opening.last, opening.rights)
        for row in opening.rows:
            await socket.put(row.seen(self.stream, follower.rights))
        while follower.last < self.last and socket.closing is None:
            await self._approach(follower)
        self._epoch = self._epoch or opening.head.epoch
        if not self.followers:
            self.last = max(self.last, follower.last)
        self.followers.add(follower)
        self.moved(opening.head.head)
        return follower

    async def look_at_rights(self) -> None:
        """Read the followers' rights anew and go by them; who has none left follows no longer."""
        origin, key = source.split(self.stream)
        async with self._looking:  # so that what was read earlier is never applied later
            followers = list(self.followers)
            found = await database.run(origin.rights, [(key, follower.user.user_id) for follower in followers])
            for follower in followers:
                rights = found.get((key, follower.user.user_id))
                if rights is not None:
                    follower.rights = rights
                elif follower in self.followers:
                    self._lost(follower, self.stream)

    async def _approach(self, follower: Follower) -> None:
        """Others have been given more in the meantime: read on until there is no difference."""
        found = await database.run(source.passage, self.stream, follower.last)
        if not found.rows:
            follower.last = self.last
        if any(row.regrants for row in found.rows):
            opening = await database.run(source.opening, self.stream, follower.user.user_id)
            follower.rights = opening.rights
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
                if any(row.regrants for row in found.rows):
                    await self.look_at_rights()
                self._deliver(found)
                if not found.rows and told == self._told:
                    self._head = self.last  # there is nothing more, whatever was said before we looked
                await asyncio.sleep(0)  # let the writers empty the outboxes before more is put into them
        except Exception as error:  # noqa: BLE001  # the next wake-up or reconcile query tries again
            logger.warning("a stream was not read", extra={"stream": self.stream, "error": type(error).__name__})

    def _deliver(self, found: Passage) -> None:
        for row in found.rows:
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
            follower.last = head.head
            follower.socket.push(text)
