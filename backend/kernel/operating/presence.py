"""A worker's signs of life: a row of its own that it renews every few seconds and takes away when it ends.

A worker that was killed, or that hangs with all its threads, falls silent; after half a minute it counts as dead.
"""

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from celery.signals import worker_ready, worker_shutdown
from django.db import Error, connection
from django.db.models import QuerySet

from kernel import clock
from kernel.delivery import a_name
from kernel.models import WorkerProcess
from kernel.operating.nodes import Telling
from kernel.operating.tally import tally

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
SILENT_AFTER = timedelta(seconds=30)
KEEP = timedelta(days=1)


@dataclass
class Presence:
    """One process that says that it lives."""

    queues: Collection[str]
    threads: int
    name: str = field(default_factory=a_name)
    started_at: datetime = field(default_factory=clock.now)
    _ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._telling = Telling("worker", self.name, self.started_at)  # a worker publishes and takes numbers, too

    def stay(self) -> None:
        """Say so until the end."""
        self._quietly(self._replace_predecessor)
        self._quietly(self._telling.begin)
        self._quietly(self.beat)
        while not self._ended.wait(BEAT_SECONDS):
            self._quietly(self.beat)
            self._quietly(self._telling.tell)

    def leave(self) -> None:
        """Be gone at once; a sign of life that is on its way does not come back after it."""
        self._ended.set()
        with self._lock:
            self._quietly(WorkerProcess.objects.filter(name=self.name).delete)
        self._quietly(self._telling.leave)

    def beat(self) -> None:
        """One sign of life, with what was done so far."""
        row = WorkerProcess(
            name=self.name,
            queues=",".join(sorted(self.queues))[:200],
            threads=self.threads,
            started_at=self.started_at,
            seen_at=clock.now(),
            delivered=tally.delivered,
            failed=tally.failed,
        )
        told = ["seen_at", "delivered", "failed"]
        with self._lock:
            if not self._ended.is_set():
                WorkerProcess.objects.bulk_create(
                    [row], update_conflicts=True, unique_fields=["name"], update_fields=told
                )

    def _replace_predecessor(self) -> None:
        """On one machine a number belongs to one process: who had it before, as in a container, is dead."""
        machine_and_process = self.name.rpartition(":")[0] + ":"
        WorkerProcess.objects.filter(name__startswith=machine_and_process).exclude(name=self.name).delete()

    def _quietly(self, step: Any) -> None:
        """Without the database nobody can be told; the connection is given back, for it is needed rarely."""
        try:
            step()
        except Error as error:
            logger.warning("no sign of life: the database can't be reached", extra={"error": type(error).__name__})
        finally:
            connection.close()


def is_alive(row: WorkerProcess, moment: datetime) -> bool:
    """Whether it was heard lately."""
    return row.seen_at > moment - SILENT_AFTER


def forgotten(moment: datetime) -> QuerySet[WorkerProcess]:
    """Those that have been silent for so long that nobody asks for them any more."""
    return WorkerProcess.objects.filter(seen_at__lt=moment - KEEP)


_mine: list[Presence] = []


@worker_ready.connect
def appear(sender: Any = None, **_: object) -> None:
    """This process works from now on."""
    mine = Presence(list(sender.app.amqp.queues.consume_from), int(sender.pool.limit or 1))
    _mine.append(mine)
    threading.Thread(target=mine.stay, name="presence", daemon=True).start()


@worker_shutdown.connect
def disappear(**_: object) -> None:
    """It has ended its work."""
    while _mine:
        _mine.pop().leave()
