"""The transactional outbox: what must leave the process is first a row of the same transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from kernel import clock, nudge
from kernel.models import OutboxMessage

URGENT, NORMAL, BULK = 10, 50, 90


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
