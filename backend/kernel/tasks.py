"""The kernel's jobs: draining the outbox, and throwing away what has expired. Each may run twice, or side by side."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from kernel import clock, delivery, mail, nudge, outbox, subscriptions
from kernel.deletion import delete_some
from kernel.http import idempotency
from kernel.jobs import Overlapping
from kernel.models import OneTimeToken, RememberedAnswer
from kernel.operating import nodes, presence

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 60
PURGE_SECONDS = 120
# A used or expired link is still told apart from one that never was, in a report of a fault, for a day.
KEEP_TOKENS = timedelta(days=1)


class _Lane:
    """Lets one run at a time through, in this process; whoever comes meanwhile makes the running one look again."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._asked = threading.Event()

    def run(self, work: Callable[[], bool]) -> bool:
        """Do the work unless it is being done; answer whether something was left."""
        left = False
        self._asked.set()
        while self._asked.is_set() and self._busy.acquire(blocking=False):
            try:
                self._asked.clear()
                left = work()
            finally:
                self._busy.release()
        return left


# Mail waits for a server that may be slow, so what only touches the database overtakes it in a lane of its own; and a
# mail that somebody waits for overtakes a thousand that can wait. One run in each lane of a process: a process that is
# killed has at most one mail of each lane in flight, whatever its number of threads.
SLOW = frozenset({"mail"})
AT_ONCE, IN_TURN = (delivery.EVERY_PRIORITY[0], outbox.URGENT), (outbox.URGENT + 1, delivery.EVERY_PRIORITY[1])
_quick_lane, _urgent_lane, _slow_lane = _Lane(), _Lane(), _Lane()
_ending, _heard = threading.Event(), threading.Event()
# The clock asks every five seconds, by way of the broker.
SILENCE_SECONDS = 15


@shared_task(name="outbox.drain", base=Overlapping, soft_time_limit=200, time_limit=240)
def drain(**_: Any) -> None:
    """Deliver what is due. What is left after a minute is left to another run, so that no run comes near its limit."""
    _heard.set()
    nudge.taken()
    until = time.monotonic() + DRAIN_SECONDS

    def enough() -> bool:
        return _ending.is_set() or time.monotonic() > until

    quick = subscriptions.table().DELIVERIES.keys() - SLOW
    try:
        left = _quick_lane.run(lambda: delivery.drain(quick, enough=enough))
        left |= _urgent_lane.run(lambda: delivery.drain(SLOW, enough=enough, priorities=AT_ONCE))
        left |= _slow_lane.run(lambda: delivery.drain(SLOW, enough=enough, priorities=IN_TURN))
    except delivery.LOST:
        logger.warning("nothing is delivered: the database can't be reached")
        return
    finally:
        mail.hang_up()
    if left and not _ending.is_set():
        nudge.request()


@shared_task(name="kernel.purge")
def purge(**_: Any) -> None:
    """Delete in small steps, so that no lock is held long; what is not reached now is reached by the next run."""
    until = time.monotonic() + PURGE_SECONDS
    for rows in _expired():
        while delete_some(rows) and time.monotonic() < until:
            continue


def _expired() -> Iterator[QuerySet[Any]]:
    moment = clock.now()
    yield OneTimeToken.objects.filter(expires_at__lt=moment - KEEP_TOKENS)
    yield RememberedAnswer.objects.filter(created_at__lt=moment - idempotency.KEPT_FOR)
    yield outbox.expired(moment)
    yield presence.forgotten(moment)
    yield nodes.forgotten(moment)


@worker_ready.connect
def begin_with_what_is_left(**_: object) -> None:
    """A worker that starts does not wait for the clock: something may lie there since before it died."""
    nudge.request()
    threading.Thread(target=_keep_hold, name="lease", daemon=True).start()
    threading.Thread(target=_look_by_itself, name="silence", daemon=True).start()


@worker_shutting_down.connect
def come_to_an_end(**_: object) -> None:
    """The mail in flight is finished; the rest is given back at once, however long that mail takes."""
    _ending.set()
    threading.Thread(target=_let_go, name="give back", daemon=True).start()


def _keep_hold() -> None:
    """Renew the leases of this process for as long as it lives: also when it ends, a mail may still be in flight."""
    while True:
        time.sleep(settings.OUTBOX_LEASE.total_seconds() / 3)
        try:
            delivery.renew_all()
        except delivery.LOST:
            connection.close()


def _look_by_itself() -> None:
    """Where neither clock nor nudges are heard, the broker is away: what is in the outbox leaves all the same."""
    while not _ending.wait(SILENCE_SECONDS):
        if not _heard.is_set():
            drain.run()
            connection.close()
        _heard.clear()


def _let_go() -> None:
    try:
        delivery.give_back_all()
    except delivery.LOST:
        logger.warning("what was claimed is free when its lease ends: the database can't be reached")
    finally:
        connection.close()
