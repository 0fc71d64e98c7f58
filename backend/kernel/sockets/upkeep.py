"""The clock that looks after sockets: it closes what has expired or is stuck, and keeps the others awake."""

import asyncio
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from kernel import clock
from kernel.sockets import figures
from kernel.sockets.socket import Close, Socket, dump

if TYPE_CHECKING:
    from kernel.sockets.hub import Hub

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 25.0
EXPIRY_NOTICE_SECONDS = 60.0


async def tick(hub: "Hub") -> None:
    """Once a second: close what has expired, announce what is about to, and keep the others awake."""
    while True:
        await asyncio.sleep(1)
        moment, now = asyncio.get_running_loop().time(), clock.now().timestamp()
        for socket, followed in list(hub.following.items()):
            if socket.identity is not None:
                left = socket.identity.expires_at - now
                try:
                    _look_after(hub, socket, followed, left, due=moment >= socket.next_ping)
                except Exception:  # whatever is wrong with one, the others are looked after
                    logger.exception("a socket was not looked after")


def _look_after(hub: "Hub", socket: Socket, followed: Collection[str], left: float, *, due: bool) -> None:
    if socket.is_stuck():
        socket.give_up()
    elif left <= 0:
        socket.shut(Close.UNAUTHORIZED, "token_expired", "The access token has expired.")
    elif left <= EXPIRY_NOTICE_SECONDS and not socket.warned:
        socket.warned = True
        socket.tell("token_expiring", **{"in": int(left)})
    if due:
        socket.next_ping += HEARTBEAT_SECONDS
        heads = {stream: hub.feeds[stream].last for stream in followed}
        figures.sent["ping",] += 1
        socket.push(dump({"type": "ping", "t": int(clock.now().timestamp() * 1000), "heads": heads}))
