"""From commit to the bus: one event-loop thread per process publishes, so that no request opens a connection or waits.

The bus is only an alarm clock: it says that a stream has moved and to which number, never what happened. Whoever
follows the stream reads the rows from PostgreSQL, so a message that gets lost delays and never loses (REALTIME.md 3.2).
"""

import asyncio
import atexit
import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any
from uuid import UUID

import orjson
from channels.layers import get_channel_layer

from kernel.events import Recorded
from kernel.sockets import figures

logger = logging.getLogger(__name__)

BACKLOG = 1000
SECONDS = 2.0


def announce(recorded: Sequence[Recorded]) -> None:
    """Wake whoever follows these events' streams. Called after commit; it never blocks and never fails."""
    for stream, seq in {entry.event.stream: entry.seq for entry in recorded}.items():
        moved(stream, seq)


def moved(stream: str, seq: int) -> None:
    """Say that a stream has come to this number; call it after the commit that took it there."""
    publish(stream, {"type": "stream.moved", "seq": seq})


def publish(stream: str, message: dict[str, Any]) -> None:
    """Send a message to all processes whose sockets follow a stream: from views, tasks and coroutines alike.

    It only hands the message to the publishing thread. What can't be published is dropped and counted in the log.
    """
    _bus.send(group_of(stream), message | {"s": stream, "at": time.time()})


def pass_on(stream: str, frame: Mapping[str, Any], *, needs: str = "", but_user: UUID | None = None) -> None:
    """Send a frame without a number (somebody types) to all who follow a stream and have the right `needs`.

    It may be lost, and waits for no one. `but_user` is who knows it already. In coroutines: `hub.pass_on`.
    """
    publish(stream, passing(stream, frame, needs=needs, but_user=but_user))


def passing(stream: str, frame: Mapping[str, Any], *, needs: str, but_user: UUID | None) -> dict[str, Any]:
    """The bus's message for a passing frame; its text is written here, once for all who get it."""
    text = orjson.dumps({"type": frame["type"], "s": stream, **frame}, default=str, option=orjson.OPT_UTC_Z).decode()
    return {"type": "stream.passes", "s": stream, "text": text, "needs": needs, "but": str(but_user or "")}


def group_of(stream: str) -> str:
    """The bus's name for a stream; Channels allows no colon in it."""
    return "stream." + stream.replace(":", ".")


class _Bus:
    """The thread and its loop, made on first use, and forgotten by a forked child, which makes its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending: set[Future[None]] = set()
        self._failing = False

    def send(self, group: str, message: dict[str, Any]) -> None:
        if len(self._pending) >= BACKLOG:
            self._note(failing=True, error="backlog")
            return
        future = asyncio.run_coroutine_threadsafe(self._publish(group, message), self._running())
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def flush(self) -> None:
        """Give what is under way a moment, at the end of a process that ends right after its last commit."""
        for future in list(self._pending):
            try:
                future.result(timeout=0.5)
            except Exception:  # noqa: BLE001  # nothing more can be done about it here
                return

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="bus", daemon=True).start()
            return self._loop

    async def _publish(self, group: str, message: dict[str, Any]) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(SECONDS):
                await get_channel_layer().group_send(group, message)
            figures.publishing.add(time.monotonic() - began)
        except Exception as error:  # noqa: BLE001  # a lost wake-up is repaired by the reconcile query (REALTIME.md 3.2)
            self._note(failing=True, error=type(error).__name__)
        else:
            self._note(failing=False)

    def _note(self, *, failing: bool, error: str = "") -> None:
        """Log the beginning and the end of an outage, not each message of it."""
        figures.unpublished[()] += failing
        if failing is not self._failing:
            self._failing = failing
            if failing:
                logger.warning("nothing can be published; sockets catch up by themselves", extra={"error": error})
            else:
                logger.info("publishing again")


_bus = _Bus()


def _forget() -> None:
    global _bus  # noqa: PLW0603  # a thread does not survive a fork, and its lock may be held for ever
    _bus = _Bus()


def _flush() -> None:
    _bus.flush()


os.register_at_fork(after_in_child=_forget)
atexit.register(_flush)
