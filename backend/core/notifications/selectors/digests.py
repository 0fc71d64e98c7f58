"""What waits for digests, for whom one is due, and what its reader may see of it."""

from datetime import timedelta

from django.db.models import QuerySet

from core.notifications.models import DigestEntry
from kernel import clock

KEEP = timedelta(days=30)


def forgettable() -> QuerySet[DigestEntry]:
    """Entries whose digest, if any, has left long ago."""
    return DigestEntry.objects.filter(created_at__lt=clock.now() - KEEP)
