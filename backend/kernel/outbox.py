"""The transactional outbox: what must leave the process is first a row of the same transaction.

Here rows are put, kept, sent again, dropped and forgotten; `kernel.delivery` is how workers take and deliver them.
"""

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kernel import clock, logs, nudge
from kernel.models import OutboxMessage
from kernel.statements import Statement

State = OutboxMessage.State

# Urgent is what somebody waits for, or must know at once: neither other mail nor a limit of mailboxes holds it up.
URGENT, NORMAL, BULK = 10, 50, 90
KEEP_DONE, KEEP_DEAD = timedelta(days=7), timedelta(days=90)

_PUT = Statement(
    "INSERT INTO kernel_outbox (id, kind, payload, key, priority, state, attempts, available_at, claimed_by,"
    " last_error, cause, recipient, created_at)"
    " VALUES (%(id)s, %(kind)s, %(payload)s, %(key)s, %(priority)s, 'pending', 0, %(available_at)s, '',"
    " '', %(cause)s, '', %(created_at)s) ON CONFLICT (key) DO NOTHING",
    id="uuid",
    kind="text",
    payload="jsonb",
    key="text",
    priority="smallint",
    cause="text",
    available_at="timestamptz",
    created_at="timestamptz",
)

Delivery = Callable[[Mapping[str, Any], OutboxMessage], None]


class Temporary(Exception):  # says how the failure is taken
    """This message could not be delivered now; it is tried again."""


class Permanent(Exception):
    """This message will never be delivered; it is kept with the reason."""


class Unreachable(Exception):
    """Nothing of this kind can be delivered now: the rest of it waits without being tried."""


class Later(Exception):
    """It is not this message's turn before `moment`; nothing was tried, so it is no failure."""

    def __init__(self, moment: datetime, reason: str) -> None:
        super().__init__(reason)
        self.moment = moment


class NotHeld(Exception):
    """Its lease is over: another worker may have it by now, so nothing was handed over."""


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
    silently the same message. A lower `priority` goes first. The request that it is put in becomes its cause; what a
    delivery puts has the cause of what was delivered.
    """
    moment = clock.now()
    row = {
        "id": _an_id(moment),
        "kind": kind,
        "payload": json.dumps(dict(payload)),
        "key": key,
        "priority": priority,
        "cause": logs.request_id.get(),
        "available_at": moment + delay,
        "created_at": moment,
    }
    _PUT.run(row)
    if not delay:
        transaction.on_commit(nudge.request, robust=True)


def revive(ids: Collection[UUID]) -> list[OutboxMessage]:
    """Send again, at once: what was given up, with all its time before it, and what waits for another try."""
    moment = clock.now()
    dead, waiting = Q(state=State.DEAD), Q(state=State.PENDING, claimed_by="", available_at__gt=moment)
    found = list(OutboxMessage.objects.select_for_update(skip_locked=True).filter(dead | waiting, pk__in=ids))
    rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in found])
    rows.filter(state=State.DEAD).update(
        state=State.PENDING, attempts=0, created_at=moment, available_at=moment, finished_at=None, claimed_by=""
    )
    rows.update(available_at=moment)
    transaction.on_commit(nudge.request, robust=True)
    return found


def drop(ids: Collection[UUID]) -> list[OutboxMessage]:
    """Give up for good: what was given up already, and what waits in nobody's hands."""
    dead, waiting = Q(state=State.DEAD), Q(state=State.PENDING, claimed_by="")
    found = list(OutboxMessage.objects.select_for_update(skip_locked=True).filter(dead | waiting, pk__in=ids))
    rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in found])
    rows.update(state=State.DROPPED, finished_at=clock.now())
    return found


def _an_id(moment: datetime) -> UUID:
    """In the order of time (RFC 9562, version 7): what was put last is found by the key itself, and stored together."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))


def expired(moment: datetime) -> QuerySet[OutboxMessage]:
    """Finished rows that nobody needs any more."""
    done = Q(state=State.DONE, finished_at__lt=moment - KEEP_DONE)
    given_up = Q(state__in=[State.DEAD, State.DROPPED], finished_at__lt=moment - KEEP_DEAD)
    return OutboxMessage.objects.filter(done | given_up)
