"""Queueing digests: whoever's hour has come gets one mail of what has waited for it."""

import time
from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from core.notifications.models import DigestPlan
from core.notifications.selectors import digests
from core.notifications.selectors.digests import Due
from kernel import outbox

# What is not reached in this time is reached by the next run.
QUEUE_SECONDS = 120

TAKE = """
UPDATE core_digest_entry AS entry SET digest = due.digest
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS due (user_id, digest, slot)
WHERE entry.user_id = due.user_id AND entry.digest IS NULL AND entry.created_at <= due.slot
RETURNING entry.user_id
"""


def queue_due() -> int:
    """Queue the digests that are due; answer how many. No event: nothing was decided."""
    until, queued = time.monotonic() + QUEUE_SECONDS, 0
    for some in digests.due():
        queued += _queue(some)
        if time.monotonic() > until:
            break
    return queued


@transaction.atomic
def _queue(some: Collection[Due]) -> int:
    """Give the entries to their digests, note up to when that is done, and put the mails, all or nothing."""
    ours = digests.still_due(some)
    taken = _take(ours)
    for one in ours:
        if one.user_id in taken:
            payload = {"template": "digest", "user": str(one.user_id), "digest": str(one.digest)}
            outbox.put("mail", payload, priority=outbox.BULK, key=f"digest:{one.digest}")
    DigestPlan.objects.bulk_create(
        [DigestPlan(user_id=one.user_id, queued_until=one.slot) for one in ours],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["queued_until"],
    )
    return len(taken)


def _take(ours: Collection[Due]) -> set[UUID]:
    """For whom there was something that no digest had taken."""
    if not ours:
        return set()
    users, taken, slots = zip(*((str(one.user_id), str(one.digest), one.slot) for one in ours), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [list(users), list(taken), list(slots)])
        return {user_id for (user_id,) in cursor.fetchall()}
