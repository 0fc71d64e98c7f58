"""The jobs of notifications."""

from typing import Any

from celery import shared_task

from core.notifications.actions import digests, reading


@shared_task(name="notifications.purge")
def purge(**_: Any) -> None:
    """Forget what was read long ago, and what is older still. Twice at once, the second finds nothing."""
    while reading.forget_old():
        continue


@shared_task(name="notifications.digest")
def digest(**_: Any) -> None:
    """Queue the digests whose hour has come. Twice at once, each digest is queued by one of both."""
    digests.queue_due()
