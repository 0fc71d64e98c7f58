"""The transactional outbox: what must leave the process is first a row of the same transaction.

A worker claims rows for a while (the lease), delivers them one by one and marks each as done on its own. A worker that
dies leaves its rows to the others when the lease ends, and at most one of them had already left.
"""

import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from kernel import clock, nudge, subscriptions
from kernel.logs import redacted
from kernel.models import OutboxMessage

logger = logging.getLogger(__name__)

URGENT, NORMAL, BULK = 10, 50, 90
BATCH = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=3)
KEEP_DONE, KEEP_DEAD = timedelta(days=7), timedelta(days=90)


class Temporary(Exception):  # says how the failure is taken
    """This message could not be delivered now; it is tried again."""


class Permanent(Exception):
    """This message will never be delivered; it is kept with the reason."""


class Unreachable(Exception):
    """Nothing of this kind can be delivered now: the rest of it waits without being tried."""


def put(
    kind: str,
    payload: Mapping[str, Any],
    *,
    priority: int = NORMAL,
    delay: timedelta = timedelta(),
    key: str | None = None,
) -> None:
    """Queue a message for the worker, in the caller's transaction.

    `payload` names things by id and holds no secret. `key` makes it unique: a second put with the same key is
    silently the same message. A lower `priority` goes first.
    """
    moment = clock.now()
    message = OutboxMessage(
        kind=kind,
        payload=dict(payload),
        key=key,
        priority=priority,
        created_at=moment,
        available_at=moment + delay,
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=key is not None)
    if not delay:
        transaction.on_commit(nudge.request, robust=True)


CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM kernel_outbox
    WHERE state = 'pending' AND available_at <= %(now)s AND kind = ANY(%(kinds)s)
    ORDER BY priority, available_at LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE kernel_outbox o SET claimed_by = %(worker)s, available_at = %(until)s, attempts = attempts + 1
FROM due WHERE o.id = due.id
RETURNING o.*
"""


def _a_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


@dataclass
class Worker:
    """One run through the outbox; its name marks the rows that it holds, `enough` tells when it should end."""

    kinds: set[str]
    enough: Callable[[], bool] = lambda: False
    name: str = field(default_factory=_a_name)

    def claim(self, limit: int = BATCH) -> list[OutboxMessage]:
        """Take what is due for the length of the lease, most urgent first. What others hold is passed over."""
        moment = clock.now()
        values = {
            "now": moment,
            "until": moment + settings.OUTBOX_LEASE,
            "worker": self.name,
            "kinds": list(self.kinds),
            "limit": limit,
        }
        claimed = list(OutboxMessage.objects.raw(CLAIM, values))
        return sorted(claimed, key=lambda message: (message.priority, message.created_at))

    def work(self, batch: Collection[OutboxMessage]) -> None:
        """Deliver a batch, and give back what was not come to."""
        began = time.monotonic()
        # Past half of the lease the rest is left to a fresh claim, so that nobody else can hold it at the same time.
        half = settings.OUTBOX_LEASE.total_seconds() / 2
        untried = {message.pk for message in batch}
        try:
            for message in batch:
                if self.enough() or time.monotonic() - began > half:
                    break
                if message.kind in self.kinds:
                    untried.discard(message.pk)
                    self.deliver(message)
        finally:
            self.release(untried)

    def deliver(self, message: OutboxMessage) -> None:
        """Deliver one message and write down what became of it."""
        try:
            subscriptions.table().DELIVERIES[message.kind](message.payload, message)
        except Permanent as error:
            self._bury(message, str(error))
        except Temporary as error:
            self._postpone(message, str(error))
        except Unreachable as error:
            self.kinds.discard(message.kind)
            self._postpone(message, str(error))
        except Exception as error:
            # A fault of ours: its wording may repeat what it stumbled over, so only its name is kept.
            logger.exception("a delivery failed", extra={"kind": message.kind, "message_id": str(message.id)})
            self._postpone(message, type(error).__name__)
        else:
            self._settle(message, state=OutboxMessage.State.DONE, finished_at=clock.now(), last_error="")

    def release(self, untried: Collection[UUID]) -> None:
        """Give back what was not tried; so it is no attempt."""
        if untried:
            mine = OutboxMessage.objects.filter(pk__in=untried, claimed_by=self.name)
            mine.update(claimed_by="", available_at=clock.now(), attempts=F("attempts") - 1)

    def _postpone(self, message: OutboxMessage, reason: str) -> None:
        if clock.now() - message.created_at > GIVE_UP_AFTER:
            self._bury(message, f"given up after {message.attempts} attempts: {reason}")
            return
        logger.warning("a delivery waits", extra=_about(message, reason))
        again = clock.now() + wait_after(message.attempts)
        self._settle(message, available_at=again, last_error=_short(reason))

    def _bury(self, message: OutboxMessage, reason: str) -> None:
        logger.error("a delivery is given up", extra=_about(message, reason))
        dead = OutboxMessage.State.DEAD
        self._settle(message, state=dead, finished_at=clock.now(), last_error=_short(reason))

    def _settle(self, message: OutboxMessage, **fields: Any) -> None:
        """Only while the row is still ours: after a lease that ran out it is somebody else's to judge."""
        mine = OutboxMessage.objects.filter(pk=message.pk, claimed_by=self.name, state=OutboxMessage.State.PENDING)
        mine.update(claimed_by="", **fields)


def drain(kinds: Collection[str], *, enough: Callable[[], bool] = lambda: False) -> bool:
    """Deliver what is due of these kinds until nothing is left or it is enough; answer whether more may be left."""
    worker = Worker(set(kinds), enough)
    while worker.kinds and not enough():
        batch = worker.claim()
        if not batch:
            return False
        worker.work(batch)
    return bool(worker.kinds)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: doubled each time, half of it by chance, so that no herd comes back."""
    full = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 16), LONGEST_WAIT)
    return full * random.uniform(0.5, 1.0)  # noqa: S311  # spreads load, protects nothing


def revive(ids: Collection[UUID]) -> int:
    """Send dead messages again, at an operator's word; answer how many."""
    moment = clock.now()
    dead = OutboxMessage.objects.filter(pk__in=ids, state=OutboxMessage.State.DEAD)
    revived = dead.update(
        state=OutboxMessage.State.PENDING, attempts=0, created_at=moment, available_at=moment, finished_at=None
    )
    transaction.on_commit(nudge.request, robust=True)
    return revived


def expired(moment: datetime) -> QuerySet[OutboxMessage]:
    """Finished rows that nobody needs any more."""
    done = OutboxMessage.objects.filter(state=OutboxMessage.State.DONE, finished_at__lt=moment - KEEP_DONE)
    dead = OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD, finished_at__lt=moment - KEEP_DEAD)
    return done | dead


def _about(message: OutboxMessage, reason: str) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "message_id": str(message.id),
        "attempts": message.attempts,
        "reason": _short(reason),
    }


def _short(reason: str) -> str:
    """What a server said, without the links that it may have quoted from a letter."""
    return redacted(reason.replace("\x00", ""))[:500]
