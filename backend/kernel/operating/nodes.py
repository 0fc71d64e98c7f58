"""What each process has counted, in a row of its own that it renews: so each can tell of all of them (ADR 40).

A process that ends takes its row away. One that was killed falls silent, and is not told of after half a minute.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import Error
from django.db.models import QuerySet

from kernel import clock
from kernel.delivery import a_name
from kernel.models import Node
from kernel.sockets import database, figures, levels

logger = logging.getLogger(__name__)

TELL_SECONDS = 10.0
SILENT_AFTER = timedelta(seconds=30)
KEEP = timedelta(days=1)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a process says of itself: its name, and what it has counted since it began."""

    name: str
    kind: str
    started_at: datetime
    seen_at: datetime
    figures: dict[str, Any]


@dataclass
class Telling:
    """This process, telling."""

    kind: str
    name: str = field(default_factory=a_name)
    started_at: datetime = field(default_factory=clock.now)
    has_begun: bool = False
    _ended: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> Told:
        """What it has counted up to this moment."""
        return Told(self.name, self.kind, self.started_at, clock.now(), figures.snapshot())

    def tell(self) -> None:
        """Renew the row; without a database the others do not hear of us for a while."""
        with self._lock, _quietly():
            if self._ended:
                return
            told = self.now()
            row = Node(name=told.name, kind=told.kind, started_at=told.started_at, seen_at=told.seen_at)
            row.figures = told.figures
            fields = ["seen_at", "figures"]
            Node.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=fields)

    def begin(self) -> None:
        """Take the place of who had our number before, as in a container, and tell for the first time."""
        self.has_begun = True
        machine_and_process = self.name.rpartition(":")[0] + ":"
        with _quietly():
            Node.objects.filter(name__startswith=machine_and_process).exclude(name=self.name).delete()
        self.tell()

    def leave(self) -> None:
        """Be gone at once."""
        with self._lock, _quietly():
            self._ended = True
            Node.objects.filter(name=self.name).delete()


mine = Telling("web")


async def tell_always() -> None:
    """Tell of this process from its event loop, until cancelled; the row goes with it."""
    watching = asyncio.get_running_loop().create_task(levels.watch_the_loop())
    try:
        await _patiently(mine.begin)
        while True:
            await asyncio.sleep(TELL_SECONDS)
            await _patiently(mine.tell)
    finally:
        watching.cancel()
        await _patiently(mine.leave)


def everybody() -> list[Told]:
    """This process as it is now, if it serves anybody, and all others that were heard lately."""
    return [*([mine.now()] if mine.has_begun else []), *others(clock.now())]


def others(moment: datetime) -> list[Told]:
    """As they last said."""
    rows = Node.objects.filter(seen_at__gt=moment - SILENT_AFTER).exclude(name=mine.name).order_by("name")[:SHOWN]
    return [Told(row.name, row.kind, row.started_at, row.seen_at, row.figures) for row in rows]


def forgotten(moment: datetime) -> QuerySet[Node]:
    """Those that have been silent for so long that nobody asks for them any more."""
    return Node.objects.filter(seen_at__lt=moment - KEEP)


async def _patiently(step: Any) -> None:
    with contextlib.suppress(TimeoutError):
        await database.run(step)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    try:
        yield
    except Error as error:
        logger.warning("figures are not told", extra={"error": type(error).__name__})
