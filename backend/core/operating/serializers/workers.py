"""How everything stands: queues, outbox, workers, sockets, jobs."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from kernel import clock
from kernel.models import Job, WorkerProcess
from kernel.operating import broker, figures, nodes, presence
from kernel.operating.figures import NAMES, JobFigure
from kernel.operating.live import brief

PRIORITIES = list(NAMES.values())


class QueueOut(serializers.Serializer[Any]):
    """A queue of Celery's; `waiting` is null while the broker is away."""

    name = serializers.CharField()
    waiting = serializers.IntegerField(allow_null=True)


class LaneOut(serializers.Serializer[Any]):
    """What waits of one kind at one priority: `due` now, or `delayed` to a later try. `held` is in a worker's hands.

    `oldest_waiting_at` looks at what is due, held, or was tried before.
    """

    kind = serializers.CharField()
    priority = serializers.ChoiceField(PRIORITIES)
    waiting = serializers.IntegerField()
    held = serializers.IntegerField()
    due = serializers.IntegerField()
    delayed = serializers.IntegerField()
    oldest_waiting_at = serializers.DateTimeField(allow_null=True)


class RateOut(serializers.Serializer[Any]):
    """What became of messages lately. `failed` are those that were given up; what is tried again waits in a lane."""

    delivered = serializers.IntegerField()
    failed = serializers.IntegerField()


class RatesOut(serializers.Serializer[Any]):
    """The last minute, and the last hour."""

    minute = RateOut()
    hour = RateOut()


class WorkerOut(serializers.Serializer[Any]):
    """A worker. One that ends goes from the list; one that was killed is not `alive` after half a minute."""

    name = serializers.CharField()
    queues = serializers.ListField(child=serializers.CharField())
    threads = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    alive = serializers.BooleanField()
    delivered = serializers.IntegerField()
    failed = serializers.IntegerField()


class NodeOut(serializers.Serializer[Any]):
    """A web process and its sockets, as it said at `seen_at`. `bus_up` is null before its first socket."""

    node = serializers.CharField()
    started_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    connections = serializers.IntegerField()
    waiting = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True)
    streams = serializers.IntegerField()
    bus_up = serializers.BooleanField(allow_null=True)
    bus_ms = serializers.FloatField(allow_null=True)
    lag_ms = serializers.FloatField(allow_null=True)
    behind = serializers.IntegerField()
    gaps = serializers.IntegerField()


class SocketsOut(serializers.Serializer[Any]):
    """Live updates, by web process."""

    nodes = NodeOut(many=True)


class JobOut(serializers.Serializer[Any]):
    """A job of the clock and its last run. It is `late` two periods and a minute after its last success."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the framework has an attribute of that name
    every_seconds = serializers.IntegerField()
    outcome = serializers.ChoiceField(Job.Outcome.values, allow_null=True)
    worker = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    milliseconds = serializers.IntegerField(allow_null=True)
    succeeded_at = serializers.DateTimeField(allow_null=True)
    runs = serializers.IntegerField()
    failures = serializers.IntegerField()
    error = serializers.CharField()
    late = serializers.BooleanField()


class FailureOut(serializers.Serializer[Any]):
    """Mails that failed for one class of reasons, like `550 5.1.1`; `last_at`: the latest was put in, or given up."""

    reason = serializers.CharField()
    count = serializers.IntegerField()
    last_at = serializers.DateTimeField()


class MailServerOut(serializers.Serializer[Any]):
    """The mail server. `failures`: what waits for another try, and what was given up within a day."""

    host = serializers.CharField()
    last_accepted_at = serializers.DateTimeField(allow_null=True)
    failures = FailureOut(many=True)


class WorkersOut(serializers.Serializer[Any]):
    """All figures at once."""

    queues = QueueOut(many=True)
    lanes = LaneOut(many=True)
    rate = RatesOut()
    workers = WorkerOut(many=True)
    sockets = SocketsOut()
    jobs = JobOut(many=True)
    broker = serializers.ChoiceField([broker.OK, broker.AWAY])
    mail = MailServerOut()
    dead = serializers.IntegerField()
    suppressed = serializers.IntegerField()


def workers_out() -> dict[str, Any]:
    """All figures, each asked for now."""
    depths = broker.depths()
    return {
        "queues": [{"name": name, "waiting": depths[name] if depths else None} for name in broker.queues()],
        "lanes": LaneOut(figures.lanes(), many=True).data,
        "rate": figures.rate(),
        "workers": [_worker(row) for row in figures.workers()],
        "sockets": {"nodes": [NodeOut(brief(told)).data for told in nodes.everybody() if told.kind == "web"]},
        "jobs": [_job(job) for job in figures.jobs()],
        "broker": broker.AWAY if depths is None else broker.OK,
        "mail": {
            "host": settings.EMAIL_HOST,
            "last_accepted_at": figures.last_accepted_at(),
            "failures": FailureOut(figures.failures(), many=True).data,
        },
        "dead": figures.dead(),
        "suppressed": figures.suppressed(),
    }


def _worker(row: WorkerProcess) -> dict[str, Any]:
    fields = ("name", "threads", "started_at", "seen_at", "delivered", "failed")
    more = {"queues": row.queues.split(","), "alive": presence.is_alive(row, clock.now())}
    return {name: getattr(row, name) for name in fields} | more


def _job(job: JobFigure) -> dict[str, Any]:
    run = job.run or Job()
    fields = ("worker", "started_at", "finished_at", "milliseconds", "succeeded_at", "runs", "failures", "error")
    return {
        "name": job.name,
        "label": job.label,
        "every_seconds": int(job.every.total_seconds()),
        "outcome": run.outcome or None,
        **{name: getattr(run, name) for name in fields},
        "late": job.late,
    }
