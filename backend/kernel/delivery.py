"""How workers deliver the outbox: rows are claimed for a while (the lease), delivered one by one, and marked.

A mail is marked before the next one is handed over, so that a worker that dies has at most one that left unmarked.
What may be delivered twice without harm is marked together. A worker renews what it holds; when it dies, its rows are
the others' as soon as the lease ends. One that slept past it finds that out before it hands anything over.
"""

import logging
import os
import random
import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.db.models import F

from kernel import clock, leases, logs, outbox, subscriptions
from kernel.models import OutboxMessage
from kernel.operating.tally import tally
from kernel.statements import Statement

logger = logging.getLogger(__name__)

BATCH = 20
# What is marked together is claimed by as many as take about a second, so that no kind waits long for another.
FEWEST, FIRST, MOST = 20, 250, 1000
PACE_SECONDS = 1.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
# That a server is away is not the fault of the one message that noticed it.
TRIES_OF_THE_UNREACHABLE = 3
GIVE_UP_AFTER = timedelta(days=3)
# The last: a server that only reads, as during a failover.
LOST = (OperationalError, InterfaceError, InternalError)
EVERY_PRIORITY = (-32768, 32767)

DONE = (
    "UPDATE kernel_outbox SET state = 'done', claimed_by = '', held_until = NULL, last_error = '',"
    " finished_at = %(now)s"
)
# Whoever holds the row: what has left need not leave again.
_DONE = Statement(
    DONE + ", recipient = %(recipient)s WHERE id = %(id)s AND state = 'pending'",
    now="timestamptz",
    recipient="text",
    id="uuid",
)
_ALL_DONE = Statement(
    DONE + " WHERE id = ANY(%(ids)s::uuid[]) AND state = 'pending'",
    now="timestamptz",
    ids="uuid[]",
)


def a_name() -> str:
    """Who this is: the machine, the process, and which of its runs."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


_at_work: "WeakSet[Worker]" = WeakSet()
_at_the_door = threading.Lock()  # such a set can't be walked through while somebody enters


@dataclass(eq=False)
class Worker:
    """One run through one kind of message; its name marks the rows that it holds, `enough` tells when it should end."""

    kind: str
    enough: Callable[[], bool] = lambda: False
    priorities: tuple[int, int] = EVERY_PRIORITY
    name: str = field(default_factory=a_name)
    stopped: bool = False
    _untried: deque[OutboxMessage] = field(default_factory=deque)
    _done: list[OutboxMessage] = field(default_factory=list)
    _held: list[UUID] = field(default_factory=list)
    _claimed_at: float = 0.0
    _pace: int = FIRST
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        with _at_the_door:
            _at_work.add(self)

    @property
    def together(self) -> bool:
        """Whether what was delivered is marked in batches, because delivering it twice does no harm."""
        return self.kind in subscriptions.table().REPEATABLE

    def claim(self, limit: int | None = None) -> list[OutboxMessage]:
        """Take what is due for the length of the lease, most urgent first. What others hold is passed over."""
        # Before the statement, which may take long: the lease can only end later than we think.
        self._claimed_at = time.monotonic()
        limit = limit or (self._pace if self.together else BATCH)
        claimed = leases.claim(self.name, self.kind, self.priorities, limit)
        self._held = [message.pk for message in claimed]
        return claimed

    def work(self, batch: Collection[OutboxMessage]) -> None:
        """Deliver a batch, and give back what was not come to."""
        began = marked = time.monotonic()
        tried = 0
        # Past half of the lease the rest is left to a fresh claim, so that nobody else can hold it at the same time.
        until = self._claimed_at + settings.OUTBOX_LEASE.total_seconds() / 2
        self._untried.extend(batch)
        try:
            while not (self.stopped or self.enough() or time.monotonic() > until):
                message = self._take()
                if message is None:
                    break
                self.deliver(message)
                tried += 1
                if time.monotonic() - marked > PACE_SECONDS:
                    self._mark_done()
                    marked = time.monotonic()
        finally:
            self._mark_done()
            self.give_back()
            self._held = []
        if tried:
            a_second = int(tried * PACE_SECONDS / (time.monotonic() - began))
            self._pace = min(MOST, max(FEWEST, a_second))

    def deliver(self, message: OutboxMessage) -> None:
        """Deliver one message and write down what became of it. Its log lines carry the request that caused it."""
        cause = logs.request_id.set(message.cause)
        try:
            self._deliver(message)
        finally:
            logs.request_id.reset(cause)

    def _deliver(self, message: OutboxMessage) -> None:
        try:
            subscriptions.table().DELIVERIES[message.kind](message.payload, message)
        except outbox.Permanent as error:
            tally.bad()
            self._bury(message, str(error))
        except outbox.Temporary as error:
            self._postpone(message, str(error), wait_after(message.attempts))
        except outbox.Unreachable as error:
            self.stopped = True
            self._postpone(message, str(error), wait_after(min(message.attempts, TRIES_OF_THE_UNREACHABLE)))
        except outbox.Later as error:
            self._settle(message, available_at=error.moment, attempts=F("attempts") - 1, last_error=_short(str(error)))
        except outbox.NotHeld:
            logger.warning("a lease ran out before the delivery", extra=_about(message, ""))
            leases.release(self.name, [message.pk])
        except Exception as error:
            # A fault of ours: its wording may repeat what it stumbled over, so only its name is kept.
            logger.exception("a delivery failed", extra={"kind": message.kind, "message_id": str(message.id)})
            self._postpone(message, type(error).__name__, wait_after(message.attempts))
        else:
            tally.good()
            self._done.append(message)
            if not self.together:
                self._mark_done()

    def give_back(self) -> None:
        """Let others have what was not tried; so it is no attempt. Also called while another thread delivers."""
        with self._lock:
            untried = [message.pk for message in self._untried]
            self._untried.clear()
        if untried:
            leases.release(self.name, untried)

    def renew(self) -> None:
        """Hold what is held for another lease. What has waited long behind a slow one is for whoever is free."""
        if time.monotonic() - self._claimed_at > settings.OUTBOX_LEASE.total_seconds() / 2:
            self.give_back()
        if held := self._held:
            leases.renew(self.name, held)

    def _take(self) -> OutboxMessage | None:
        with self._lock:
            return self._untried.popleft() if self._untried else None

    def _postpone(self, message: OutboxMessage, reason: str, wait: timedelta) -> None:
        tally.bad()
        if clock.now() - message.created_at > GIVE_UP_AFTER:
            self._bury(message, f"given up after {message.attempts} attempts: {reason}")
            return
        logger.warning("a delivery waits", extra=_about(message, reason))
        self._settle(message, available_at=clock.now() + wait, last_error=_short(reason))

    def _bury(self, message: OutboxMessage, reason: str) -> None:
        logger.error("a delivery is given up", extra=_about(message, reason))
        self._settle(message, state=outbox.State.DEAD, finished_at=clock.now(), last_error=_short(reason))

    def _settle(self, message: OutboxMessage, **fields: Any) -> None:
        """Only while the row is still ours: after a lease that ran out it is somebody else's to judge."""
        mine = leases.held(self.name, [message.pk])
        self._insist(lambda: mine.update(claimed_by="", held_until=None, recipient=message.recipient, **fields))

    def _mark_done(self) -> None:
        done, self._done = self._done, []
        if self.together and done:
            ids = "{" + ",".join(str(message.pk) for message in done) + "}"
            self._insist(lambda: _ALL_DONE.run({"now": clock.now(), "ids": ids}))
        else:
            for message in done:
                row = {"recipient": message.recipient, "id": message.pk}
                self._insist(lambda row=row: _DONE.run(row | {"now": clock.now()}))  # type: ignore[misc]

    def _insist(self, write: Callable[[], object]) -> None:
        """A letter that left must not leave again because the database was restarted just then: write until it is."""
        until = time.monotonic() + settings.OUTBOX_LEASE.total_seconds()
        while True:
            try:
                write()
            except LOST:
                if connection.in_atomic_block or time.monotonic() > until:
                    raise
                connection.close()
                time.sleep(0.2)
            else:
                return


def drain(
    kinds: Collection[str],
    *,
    enough: Callable[[], bool] = lambda: False,
    priorities: tuple[int, int] = EVERY_PRIORITY,
) -> bool:
    """Deliver what is due of these kinds, a batch of each in turn, until nothing is left or it is enough.

    Answers whether more may be left.
    """
    workers, found = [Worker(kind, enough, priorities) for kind in kinds], True
    while found and not enough():
        found = False
        for worker in workers:
            if not (worker.stopped or enough()) and (batch := worker.claim()):
                worker.work(batch)
                found = True  # one delivery may have put another
    return enough()


def give_back_all() -> None:
    """This process ends: what it has claimed and not begun is for others, at once."""
    for worker in _all():
        worker.give_back()


def renew_all() -> None:
    """This process lives: what it holds stays its own."""
    for worker in _all():
        worker.renew()


def _all() -> list[Worker]:
    with _at_the_door:
        return list(_at_work)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: doubled each time, half of it by chance, so that no herd comes back."""
    full = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 16), LONGEST_WAIT)
    return full * random.uniform(0.5, 1.0)  # noqa: S311  # spreads load, protects nothing


def _about(message: OutboxMessage, reason: str) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "message_id": str(message.id),
        "attempts": message.attempts,
        "reason": _short(reason),
    }


def _short(reason: str) -> str:
    """What a server said, without the links that it may have quoted from a letter."""
    return logs.redacted(reason.replace("\x00", ""))[:500]
