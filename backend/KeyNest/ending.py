"""Between SIGTERM and the end of a web process: it is not ready any more, and its sockets go elsewhere in turn."""

import asyncio
import signal
import threading
from collections.abc import Callable, Collection
from types import FrameType
from typing import Any

from django.conf import settings

from kernel.sockets import draining
from kernel.sockets.socket import Socket

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Stands before the server's own handlers of signals, which drop all connections at once."""

    def __init__(self, present: Callable[[], Collection[Socket]]) -> None:
        self._present = present
        self._before: dict[int, Any] = {}
        self._drained: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Be told first from now on. Only the main thread can; servers inside of others end as they like."""
        if threading.current_thread() is threading.main_thread():
            self._loop = asyncio.get_running_loop()
            for number in SIGNALS:
                self._before[number] = signal.signal(number, self._told)

    def _told(self, number: int, frame: FrameType | None) -> None:
        if draining.began() and number == signal.SIGINT:
            self._before[number](number, frame)  # whoever presses Ctrl-C twice does not want to wait
        else:
            self._loop.call_soon_threadsafe(self._begin, number)

    def _begin(self, number: int) -> None:
        if self._drained is None:
            self._drained = self._loop.create_task(self._drain(number))

    async def _drain(self, number: int) -> None:
        try:
            await draining.drain(self._present, settings.DRAIN_SECONDS)
        finally:
            self._before[number](number, None)
