"""Jobs of accounts. Each may run twice, or at the same time."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet

from authentication.models import Registration, Session
from kernel import clock

ROWS_AT_ONCE = 2000
KEEP_ENDED = timedelta(days=1)


@shared_task(name="authentication.purge")
def purge(**_: Any) -> None:
    """Delete, in small steps, what has ended: sessions, registrations that nobody confirmed, old guesses."""
    moment = clock.now()
    _delete(Session.objects.filter(idle_expires_at__lt=moment - KEEP_ENDED))
    _delete(Session.objects.filter(revoked_at__lt=moment - settings.JWT_REFRESH_TTL))
    _delete(Registration.objects.filter(created_at__lt=moment - settings.ACTIVATION_TTL - KEEP_ENDED))
    _delete(AccessAttempt.objects.filter(attempt_time__lt=moment - settings.AXES_COOLOFF_TIME))


def _delete(rows: QuerySet[Any]) -> None:
    while ids := list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        rows.model._default_manager.filter(pk__in=ids).delete()
