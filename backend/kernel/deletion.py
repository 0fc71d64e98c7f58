"""Deleting what has expired: in small steps, and side by side with whoever else is at it."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

ROWS_AT_ONCE = 2000


def delete_some(rows: QuerySet[Any]) -> int:
    """Delete some of these rows, so that no lock is held long; answer how many.

    Those that somebody else holds, or is deleting, are passed over: two who delete the same never wait for each other.
    """
    with transaction.atomic():
        ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:ROWS_AT_ONCE])
        rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
