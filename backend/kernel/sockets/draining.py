"""The end of a process without a herd: its sockets are sent elsewhere one after the other, newcomers at once."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection

from django.conf import settings

from kernel.sockets.socket import Close, Socket

logger = logging.getLogger(__name__)

# Who is sent away comes back within this time: at once would be as one, where many are sent away at the same moment.
SPREAD_MS = 1000
FAREWELL_SECONDS = 2.0
LOOK_SECONDS = 0.05

_beginnings: list[float] = []


def began() -> bool:
    """Whether this process is about to end: it takes no more sockets, and is not ready."""
    return bool(_beginnings)


async def drain(present: Callable[[], Collection[Socket]], seconds: float) -> None:
    """Send all of them away, evenly over so many seconds and in no order, and return when they have been told."""
    loop = asyncio.get_running_loop()
    _beginnings.append(loop.time())
    told = list(present())
    random.shuffle(told)
    logger.info("draining", extra={"sockets": len(told), "seconds": seconds if told else 0})
    for number, socket in enumerate(told):
        await asyncio.sleep(_beginnings[0] + seconds * number / len(told) - loop.time())
        send_away(socket, "restart")
    for socket in set(present()).difference(told):  # whose handshakes were under way
        send_away(socket, "restart")
    given_up_at = loop.time() + FAREWELL_SECONDS
    while present() and loop.time() < given_up_at:
        await asyncio.sleep(LOOK_SECONDS)


def send_away(socket: Socket, reason: str) -> None:
    """Tell a client when to come back, and close: soon when we restart, for then another process is there."""
    busy = reason == "overload"
    least, most = (SPREAD_MS * 2, SPREAD_MS * 15) if busy else (0, SPREAD_MS)
    socket.tell("reconnect", after_ms=random.randint(least, most), reason=reason)  # noqa: S311  # jitter
    socket.shut(Close.OVERLOAD if busy else Close.DRAINING)


def is_full(present: int) -> bool:
    """Whether this process has as many sockets as it may."""
    return present >= settings.WEBSOCKETS_PER_PROCESS


def turned_away(newcomer: Socket, present: int) -> bool:
    """Whether a newcomer can't stay, for this process ends, or has as many sockets as it may; it has been told then."""
    if began():
        send_away(newcomer, "restart")
    elif is_full(present):
        send_away(newcomer, "overload")
    return newcomer.closing is not None
