"""Looking at the truth from time to time, in case that the bus has lost a message: heads, rights and sessions."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from uuid import UUID

from kernel import streams
from kernel.sockets import database, levels, source
from kernel.sockets.feed import Follower
from kernel.sockets.socket import Identity
from kernel.streams import Head

if TYPE_CHECKING:
    from kernel.sockets.hub import Hub

logger = logging.getLogger(__name__)

RECONCILE_SECONDS = 10.0

Ended = Callable[[Collection[Identity]], set[UUID]]


class Reconciling:
    """Every ten seconds, and as soon as the bus is back. `ended` tells which sessions live no longer."""

    def __init__(self, hub: "Hub", ended: Ended) -> None:
        self._hub = hub
        self._ended = ended
        self._soon = asyncio.Event()

    def begin_soon(self) -> None:
        """Don't wait for the time to come."""
        self._soon.set()

    async def go_on(self) -> None:
        """For ever."""
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
        hub = self._hub
        if not hub.following:
            return
        identities = {socket.identity for socket in hub.following if socket.identity is not None}
        followers = {stream: list(feed.followers) for stream, feed in hub.feeds.items()}
        heads, doubtful, ended = await database.run(self._look, followers, list(hub.guarded), identities)
        levels.judge_later(hub.feeds, heads)
        for stream, head in heads.items():
            if stream in hub.feeds:
                hub.feeds[stream].check(head)
            doubtful |= {feed.stream for feed in hub.guarded.get(stream, ()) if feed.doubt(head.head)}
        for stream in doubtful & set(hub.feeds):
            await hub.feeds[stream].look_at_rights()
        for socket in list(hub.following):
            if socket.identity is not None and socket.identity.session_id in ended:
                hub.kick([socket], "all")

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
