"""Jobs of accounts. Each may run twice, or at the same time."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session as AdminSession
from django.db.models import QuerySet

from authentication.actions import keys
from authentication.models import Device, Registration, Session, SigningKey
from authentication.selectors import BROWSER_KNOWN_FOR
from kernel import clock
from kernel.actor import Actor
from kernel.deletion import delete_some

KEEP_ENDED = timedelta(days=1)


@shared_task(name="authentication.purge")
def purge(**_: Any) -> None:
    """Delete, in small steps, what has ended: sessions, registrations that nobody confirmed, old guesses."""
    moment = clock.now()
    _delete(Session.objects.filter(idle_expires_at__lt=moment - KEEP_ENDED))
    _delete(Session.objects.filter(revoked_at__lt=moment - settings.JWT_REFRESH_TTL))
    _delete(Device.objects.filter(last_used_at__lt=moment - BROWSER_KNOWN_FOR))
    _delete(Registration.objects.filter(created_at__lt=moment - settings.ACTIVATION_TTL - KEEP_ENDED))
    _delete(AdminSession.objects.filter(expire_date__lt=moment))
    _delete(AccessAttempt.objects.filter(attempt_time__lt=moment - settings.AXES_COOLOFF_TIME))
    # A key of the settings has nothing here but its end, which must not be forgotten.
    _delete(SigningKey.objects.filter(retires_at__lt=moment - KEEP_ENDED, sealed_key__isnull=False))


@shared_task(name="authentication.renew_keys")
def renew_keys(**_: Any) -> None:
    """Make a new signing key when the present one has served its time."""
    keys.renew_if_old(Actor.system("the clock"))


def _delete(rows: QuerySet[Any]) -> None:
    while delete_some(rows):
        continue
