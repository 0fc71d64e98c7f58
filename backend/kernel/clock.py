"""The program's time: Python's, never the database's, so that tests can move it as a whole."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond."""
    return timezone.now()
