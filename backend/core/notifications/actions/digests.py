"""Queueing digests: whoever's hour has come gets one mail of what has waited for it."""

from django.db import transaction

from core.notifications.models import DigestEntry, DigestPlan
from core.notifications.selectors import digests
from core.notifications.selectors.digests import Due
from kernel import outbox


def queue_due() -> int:
    """Queue the digests that are due; answer how many. No event: nothing was decided."""
    return sum(_queue(some) for some in digests.due() if some)


@transaction.atomic
def _queue(some: list[Due]) -> int:
    """Give the entries to their digests, note up to when that is done, and put the mails, all or nothing."""
    ours = digests.still_due(some)
    queued = sum(_put(one) for one in ours)
    DigestPlan.objects.bulk_create(
        [DigestPlan(user_id=one.user_id, queued_until=one.slot) for one in ours],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["queued_until"],
    )
    return queued


def _put(one: Due) -> bool:
    waiting = DigestEntry.objects.filter(user_id=one.user_id, digest=None, created_at__lte=one.slot)
    if not waiting.update(digest=one.digest):
        return False
    payload = {"template": "digest", "user": str(one.user_id), "digest": str(one.digest)}
    outbox.put("mail", payload, priority=outbox.BULK, key=f"digest:{one.digest}")
    return True
