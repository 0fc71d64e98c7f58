"""The program's time: Python's, never the database's, so that tests can move it as a whole."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond."""
    return timezone.now()


def zone(name: str) -> ZoneInfo:
    """The time zone; the installation's own where there is none of this name, as names of zones come and go."""
    for one in (name, settings.MAIL_TIME_ZONE):
        try:
            return ZoneInfo(one)
        except (ValueError, KeyError, OSError):
            continue
    return ZoneInfo("UTC")
