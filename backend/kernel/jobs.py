"""What the clock asks for: done by one worker at a time, however many clocks there are, and the last run on record."""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import Task
from django.conf import settings
from django.db import connection
from django.db.models import F

from kernel import clock
from kernel.delivery import a_name
from kernel.models import Job

logger = logging.getLogger(__name__)

# After so long a run whose worker has died is somebody else's.
HOLD = timedelta(minutes=10)
# A job that runs every few seconds is noted so often.
NOTE_SECONDS = 30

BEGIN = """
INSERT INTO kernel_job AS job (name, worker, outcome, started_at, held_until)
VALUES (%(name)s, %(worker)s, 'running', %(now)s, %(until)s)
ON CONFLICT (name) DO UPDATE SET worker = EXCLUDED.worker, outcome = 'running', error = '',
    started_at = EXCLUDED.started_at, held_until = EXCLUDED.held_until
WHERE (job.held_until IS NULL OR job.held_until <= %(now)s) AND job.started_at <= %(before)s
RETURNING name
"""


class Scheduled(Task):  # type: ignore[type-arg]  # Celery has no such subscript at run time
    """The class of all our tasks: those of the clock's table are recorded.

    `exclusive` ones are passed over while another worker is at it, or has just been. The others may overlap.
    """

    exclusive = True
    noted = 0.0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Celery calls this in a worker. Called directly it is the plain function."""
        every = period(self.name)
        if every is None or self.request.called_directly:
            return self.run(*args, **kwargs)
        if self.exclusive:
            return self._alone(every, *args, **kwargs)
        began = clock.now()
        result = self.run(*args, **kwargs)
        if time.monotonic() - self.noted > NOTE_SECONDS:
            self.noted = time.monotonic()
            _begin(self.name, began, timedelta())
            _end(self.name, began)
        return result

    def _alone(self, every: timedelta, *args: Any, **kwargs: Any) -> Any:
        began = clock.now()
        # Two clocks ask twice in each period.
        if not _begin(self.name, began, every / 2):
            return None
        try:
            result = self.run(*args, **kwargs)
        except BaseException as error:
            _end(self.name, began, error=type(error).__name__)
            raise
        _end(self.name, began)
        return result


class Overlapping(Scheduled):
    """One whose runs keep apart by themselves."""

    exclusive = False


def period(name: str) -> timedelta | None:
    """How often the clock asks for a task; None for those that it does not know."""
    table = settings.CELERY_BEAT_SCHEDULE.values()
    return next((timedelta(seconds=entry["schedule"]) for entry in table if entry["task"] == name), None)


def _begin(name: str, moment: datetime, pace: timedelta) -> bool:
    values: dict[str, str | datetime]
    values = {"name": name, "worker": a_name(), "now": moment, "until": moment + HOLD, "before": moment - pace}
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, values)
        return cursor.fetchone() is not None


def _end(name: str, began: datetime, *, error: str = "") -> None:
    """Only while the run is ours: one that took longer than HOLD was begun by another."""
    moment = clock.now()
    facts: dict[str, Any] = {"outcome": Job.Outcome.FAILED, "error": error[:200], "failures": F("failures") + 1}
    if not error:
        facts = {"outcome": Job.Outcome.DONE, "error": "", "succeeded_at": moment}
    Job.objects.filter(name=name, started_at=began).update(
        finished_at=moment,
        held_until=None,
        milliseconds=int((moment - began).total_seconds() * 1000),
        runs=F("runs") + 1,
        **facts,
    )
