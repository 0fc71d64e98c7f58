"""How it stands with the sockets of this process, looked at when somebody asks; and how late its event loop is."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings

from kernel.sockets import figures
from kernel.sockets.figures import Labels, Levels

if TYPE_CHECKING:
    from kernel.sockets.feed import Feed
    from kernel.sockets.hub import Hub
    from kernel.streams import Head

LOOK_SECONDS = 0.5
PATIENCE = 1.0
DOOR = "waiting"  # the door of requests that wait in the place of a socket
KEEP_LOOKS = 30  # what was worst in the last quarter of a minute, so that no look from outside misses it

connections: Counter[str] = Counter()
_lags = [0.0]


def of(hub: "Hub") -> Levels:
    """What the figures call levels. Any thread may ask: what it looks at is copied first."""
    depths = sorted(socket.depth for socket in list(hub.present())) or [0]
    found: dict[str, dict[Labels, float]] = {
        "ws_connections": {(door,): count for door, count in list(connections.items())},
        "ws_connections_most": {(): settings.WEBSOCKETS_PER_PROCESS},
        "ws_outbox_depth": {("worst",): depths[-1], ("p99",): depths[int(len(depths) * 0.99)]},
        "rt_bus_up": {(): float(hub.bus.hearing)},
        "rt_streams": {(): len(hub.feeds)},
    }
    if hub.bus.delay is not None:
        found["rt_canary_seconds"] = {(): hub.bus.delay}
    return found


def judge_later(feeds: Mapping[str, "Feed"], heads: Mapping[str, "Head"]) -> None:
    """Count what the database knows and the bus has not told, once it has had a moment to tell it."""
    here = {stream: head.head for stream, head in heads.items() if stream in feeds}
    unheard = {stream: head for stream, head in here.items() if feeds[stream].heard < head}
    if unheard:
        asyncio.get_running_loop().call_later(PATIENCE, _judge, feeds, unheard)


def _judge(feeds: Mapping[str, "Feed"], unheard: Mapping[str, int]) -> None:
    for stream, head in unheard.items():
        feed = feeds.get(stream)
        if feed is not None and feed.heard < head:
            figures.gaps["reconcile",] += 1
            feed.heard = head


async def watch_the_loop() -> None:
    """Be woken twice a second, and note how late that was."""
    figures.look_at("loop", lambda: {"ws_loop_lag_seconds": {(): max(list(_lags))}})
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        _lags.append(max(0.0, loop.time() - due))
        del _lags[:-KEEP_LOOKS]
