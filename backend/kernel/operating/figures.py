"""How the outbox, its workers and the clock stand: few figures, each by an index, since pages ask every few seconds.

What gets dear all the same, as with very much in the outbox, is remembered for a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min, Q

from kernel import clock
from kernel.models import Job, OutboxMessage, Suppression, WorkerProcess
from kernel.operating.reasons import OF_LAST_ERROR
from kernel.operating.unhurried import Unhurried
from kernel.outbox import BULK, NORMAL, URGENT

State = OutboxMessage.State
NAMES = {URGENT: "urgent", NORMAL: "normal", BULK: "bulk"}
WINDOWS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
FAILURES_OF, FAILURES_SHOWN = timedelta(days=1), 20
# A job is late when two of its periods went by without a success, and a little more.
PERIODS, GRACE = 2, timedelta(minutes=1)
# Where the last letter is looked for: among so many rows that were finished last.
LOOK_BACK = 20_000

LAST_ACCEPTED = """
SELECT max(finished_at) FROM (
    SELECT finished_at, state, kind, recipient FROM kernel_outbox
    WHERE state <> 'pending' ORDER BY finished_at DESC LIMIT %s
) latest WHERE kind = 'mail' AND state = 'done' AND recipient <> ''
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """What waits of one kind at one priority.

    Of what waits some is due, some for later; what a worker holds does not wait. `oldest_waiting_at` looks at all that
    is due, in a worker's hands, or was tried before: what somebody may be waiting for.
    """

    kind: str
    priority: str
    waiting: int
    held: int
    due: int
    delayed: int
    oldest_waiting_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """How many mails fail for one class of reasons."""

    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class JobFigure:
    """A job of the clock with its last run, if there was one."""

    name: str
    label: str
    every: timedelta
    run: Job | None
    late: bool


@Unhurried
def lanes() -> list[Lane]:
    """What is in the outbox and has not left, most urgent first."""
    moment = clock.now()
    held, due = Q(held_until__gt=moment), Q(available_at__lte=moment)
    rows = (
        OutboxMessage.objects.filter(state=State.PENDING)
        .values("kind", "priority")
        .annotate(
            due=Count("pk", filter=due & ~held),
            delayed=Count("pk", filter=~due & ~held),
            held=Count("pk", filter=held),
            oldest=Min("created_at", filter=due | Q(attempts__gt=0)),
        )
        .order_by("priority", "kind")
    )
    return [
        Lane(
            kind=row["kind"],
            priority=name_of(row["priority"]),
            waiting=row["due"] + row["delayed"],
            held=row["held"],
            due=row["due"],
            delayed=row["delayed"],
            oldest_waiting_at=row["oldest"],
        )
        for row in rows
    ]


def name_of(priority: int) -> str:
    """What a priority is called; one between two names is called by the later."""
    return next((name for most, name in NAMES.items() if priority <= most), NAMES[BULK])


@Unhurried
def rate() -> dict[str, dict[str, int]]:
    """How many messages were delivered, and given up, in the last minute and hour."""
    moment = clock.now()
    counts: dict[str, Any] = {}
    for name, length in WINDOWS.items():
        lately = Q(finished_at__gt=moment - length)
        counts[f"delivered_{name}"] = Count("pk", filter=lately & Q(state=State.DONE))
        counts[f"failed_{name}"] = Count("pk", filter=lately & Q(state=State.DEAD))
    rows = OutboxMessage.objects.exclude(state=State.PENDING).filter(finished_at__gt=moment - max(WINDOWS.values()))
    found = rows.aggregate(**counts)
    return {name: {what: found[f"{what}_{name}"] for what in ("delivered", "failed")} for name in WINDOWS}


def workers() -> list[WorkerProcess]:
    """All that have been heard within a day, the latest first."""
    return list(WorkerProcess.objects.order_by("-seen_at", "name")[:200])


def jobs() -> list[JobFigure]:
    """Each job that the clock asks for, also one that it has never asked for."""
    moment, since = clock.now(), _in_place_since()
    rows = {row.name: row for row in Job.objects.all()}
    return [_job(label, entry, rows.get(entry["task"]), moment, since) for label, entry in _schedule()]


@Unhurried
def last_accepted_at() -> datetime | None:
    """When the mail server last took a letter, if that was lately."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_ACCEPTED, [LOOK_BACK])
        found: datetime | None = cursor.fetchone()[0]
    return found


@Unhurried
def failures() -> list[Failure]:
    """Why mails wait for another try, or were given up within a day, the most frequent first.

    `last_at` is when the latest of them was put in, or given up.
    """
    mails = OutboxMessage.objects.filter(kind="mail")
    retried = mails.filter(state=State.PENDING, attempts__gt=0).exclude(last_error="")
    buried = mails.filter(state=State.DEAD, finished_at__gt=clock.now() - FAILURES_OF)
    found: dict[str, Failure] = {}
    # Two questions: each has an index of its own, which one for both would not use.
    for rows, moment in ((retried, "created_at"), (buried, "finished_at")):
        for row in rows.values(reason=OF_LAST_ERROR).annotate(count=Count("pk"), last_at=Max(moment)):
            before = found.get(row["reason"], Failure(row["reason"], 0, row["last_at"]))
            found[before.reason] = Failure(
                before.reason, before.count + row["count"], max(before.last_at, row["last_at"])
            )
    return sorted(found.values(), key=lambda failure: (-failure.count, failure.reason))[:FAILURES_SHOWN]


@Unhurried
def dead() -> int:
    """How many messages were given up, and wait for somebody to look at them."""
    return OutboxMessage.objects.filter(state=State.DEAD).count()


def suppressed() -> int:
    """How many mailboxes get no mail that can wait."""
    return Suppression.objects.count()


def _schedule() -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(settings.CELERY_BEAT_SCHEDULE.items(), key=lambda entry: str(entry[1]["task"]))


def _job(label: str, entry: Mapping[str, Any], run: Job | None, moment: datetime, since: datetime) -> JobFigure:
    every = timedelta(seconds=entry["schedule"])
    good = max(run.succeeded_at, since) if run and run.succeeded_at else since
    return JobFigure(entry["task"], label, every, run, late=moment - good > PERIODS * every + GRACE)


def _in_place_since() -> datetime:
    """When this version's tables were made: no job can have been done before there was anything to do."""
    found = MigrationRecorder(connection).migration_qs.aggregate(at=Max("applied"))["at"]
    return found or clock.now()
