"""The kernel's jobs: draining the outbox, and throwing away what has expired. Each may run twice, or side by side."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.db.models import QuerySet

from kernel import clock, mail, nudge, outbox, subscriptions
from kernel.http import idempotency
from kernel.models import OneTimeToken, RememberedAnswer

DRAIN_SECONDS = 60
PURGE_SECONDS = 120
ROWS_AT_ONCE = 2000
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


# Mail waits for a server that may be slow, so it has a lane of its own: what only touches the database overtakes it.
# One run a process: a process that is killed has at most one mail in flight, whatever its number of threads.
SLOW = frozenset({"mail"})
_slow_lane, _quick_lane = _Lane(), _Lane()
_ending = threading.Event()


@shared_task(name="outbox.drain", soft_time_limit=200, time_limit=240)
def drain(**_: Any) -> None:
    """Deliver what is due. What is left after a minute is left to another run, so that no run comes near its limit."""
    nudge.taken()
    until = time.monotonic() + DRAIN_SECONDS

    def enough() -> bool:
        return _ending.is_set() or time.monotonic() > until

    quick = subscriptions.table().DELIVERIES.keys() - SLOW
    left = _quick_lane.run(lambda: outbox.drain(quick, enough=enough))
    try:
        left |= _slow_lane.run(lambda: outbox.drain(SLOW, enough=enough))
    finally:
        mail.hang_up()
    if left:
        nudge.request()


@shared_task(name="kernel.purge")
def purge(**_: Any) -> None:
    """Delete in small steps, so that no lock is held long; what is not reached now is reached by the next run."""
    until = time.monotonic() + PURGE_SECONDS
    for rows in _expired():
        while time.monotonic() < until:
            ids = list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE])
            rows.model._default_manager.filter(pk__in=ids).delete()
            if len(ids) < ROWS_AT_ONCE:
                break


def _expired() -> Iterator[QuerySet[Any]]:
    moment = clock.now()
    yield OneTimeToken.objects.filter(expires_at__lt=moment - KEEP_TOKENS)
    yield RememberedAnswer.objects.filter(created_at__lt=moment - idempotency.KEPT_FOR)
    yield outbox.expired(moment)


@worker_ready.connect
def begin_with_what_is_left(**_: object) -> None:
    """A worker that starts does not wait for the clock: something may lie there since before it died."""
    nudge.request()


@worker_shutting_down.connect
def come_to_an_end(**_: object) -> None:
    """The mail in flight is finished, the rest is given back for the next worker."""
    _ending.set()
