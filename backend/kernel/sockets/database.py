"""The sockets' way to the database: a few threads of a pool of their own, each of which keeps its connection.

Channels' own helper puts all synchronous code of a process into one thread, where one slow query stops every socket
(REALTIME.md 4.4).
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections

from kernel.sockets import figures

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 4
WRITERS = 4
SECONDS = 10.0
CHECK_SECONDS = 1.0

_thread = threading.local()
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sockets-db")
_writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="sockets-writing")


async def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a synchronous function beside the event loop.

    Raises:
        TimeoutError: after ten seconds; the thread goes on, the caller doesn't wait for it.
    """
    return await _run(_threads, function, *args, **kwargs)


async def write(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same of what may have to wait for somebody's locks: by threads for which nobody waits who only reads."""
    return await _run(_writers, function, *args, **kwargs)


async def _run(threads: ThreadPoolExecutor, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    asked = time.monotonic()
    async with asyncio.timeout(SECONDS):
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, lambda: _call(asked, function, *args, **kwargs))


def _call(asked: float, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    moment = time.monotonic()
    figures.queries.add(moment - asked)
    if moment > getattr(_thread, "checked", 0.0) + CHECK_SECONDS:
        close_old_connections()  # a server that was restarted in the meantime costs a reconnection, not an error
        _thread.checked = moment
    try:
        return function(*args, **kwargs)
    except (DatabaseError, InterfaceError):
        _thread.checked = 0.0
        raise
