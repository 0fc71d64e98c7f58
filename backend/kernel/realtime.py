"""From commit to the bus: one event-loop thread a process publishes; no request opens a connection or waits."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import Any

from channels.layers import get_channel_layer

from kernel.events import Recorded

logger = logging.getLogger(__name__)


def announce(recorded: Sequence[Recorded]) -> None:
    """Wake whoever follows these events' streams. Called after commit; it never blocks and never fails."""
    for entry in recorded:
        publish(entry.event.stream, {"type": "stream.moved", "s": entry.event.stream, "seq": entry.seq})


def publish(stream: str, message: dict[str, Any]) -> None:
    """Send a message to the sockets that follow a stream, in every process."""
    _bus.send("stream." + stream.replace(":", "."), message)


class _Bus:
    """The thread and its loop, made on first use and again after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def send(self, group: str, message: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(self._publish(group, message), self._running())

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._thread is None or not self._thread.is_alive():
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="bus", daemon=True)
                self._thread.start()
            return self._loop

    async def _publish(self, group: str, message: dict[str, Any]) -> None:
        try:
            await get_channel_layer().group_send(group, message)
        except Exception as error:  # noqa: BLE001  # a lost wake-up is repaired by the reconcile query (REALTIME.md 3.2)
            logger.warning("nothing published", extra={"error": type(error).__name__})


_bus = _Bus()
