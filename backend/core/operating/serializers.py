"""The shapes of the operator's page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from rest_framework import serializers

from core.invitations.serializers import Address
from kernel import clock
from kernel.http.parsing import Body, Id, PageQuery, Query, Text
from kernel.models import Job, OutboxMessage, WorkerProcess
from kernel.operating import broker, figures, nodes, presence
from kernel.operating.figures import NAMES, JobFigure
from kernel.operating.live import brief

MOST_AT_ONCE = 1000
STATES = [state.value for state in OutboxMessage.State]
PRIORITIES = list(NAMES.values())
THEMES = ["light", "dark"]
LANGUAGES = [code for code, _ in settings.LANGUAGES]


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


class MessageOut(serializers.Serializer[Any]):
    """A message of the outbox. `cause` is the id of the request that it began with; `template` is a mail's."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    template = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(STATES)
    priority = serializers.ChoiceField(PRIORITIES)
    attempts = serializers.IntegerField()
    recipient = serializers.CharField()
    cause = serializers.CharField()
    last_error = serializers.CharField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    available_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    claimed_by = serializers.CharField()


class WholeMessageOut(MessageOut):
    """With its payload, which names things by their ids and holds nothing secret."""

    key = serializers.CharField(allow_null=True)
    payload = serializers.JSONField()


class SuppressionOut(serializers.Serializer[Any]):
    """A mailbox that gets no mail that can wait; `message_id` is the mail that its server refused."""

    id = serializers.IntegerField()
    address = serializers.CharField()
    reason = serializers.CharField()
    message_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class SpecimenOut(serializers.Serializer[Any]):
    """A letter that there is."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    languages = serializers.ListField(child=serializers.CharField())


class RenderedOut(serializers.Serializer[Any]):
    """What a letter says with made-up contents. The HTML loads nothing."""

    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()


class CountOut(serializers.Serializer[Any]):
    """How many it was done to."""

    count = serializers.IntegerField()


class MessagesQuery(PageQuery):
    """A page of the outbox. `q` finds a whole address or request id; in what has not left also parts, and reasons."""

    state = serializers.ChoiceField(STATES, required=False)
    kind = serializers.CharField(max_length=32, required=False)
    template = serializers.CharField(max_length=48, required=False)
    q = serializers.CharField(max_length=254, required=False)


class SuppressionsQuery(PageQuery):
    """A page of suppressed mailboxes; `q` is a part of the address or the reason."""

    q = serializers.CharField(max_length=254, required=False)


class SpecimenQuery(Query):
    """In which language, and under which of a mail program's two themes."""

    language = serializers.ChoiceField(LANGUAGES, required=False)
    theme = serializers.ChoiceField(THEMES, required=False)


class IdsIn(Body):
    """Messages of the outbox."""

    ids = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_AT_ONCE)


class ReasonIn(Body):
    """The class of reasons, as `reason` of a message and of a failure; all where it is left out."""

    reason = Text(max_length=64, required=False)


class SuppressionIn(Body):
    """A mailbox, and why."""

    address = Address()
    reason = Text(max_length=200)


class LanguageIn(Body):
    """In which language; the own where it is left out."""

    language = serializers.ChoiceField(LANGUAGES, required=False)


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


def messages_out(rows: Sequence[OutboxMessage]) -> list[dict[str, Any]]:
    """A page of them."""
    return [dict(MessageOut(_message(row)).data) for row in rows]


def message_out(row: OutboxMessage) -> dict[str, Any]:
    """One, with all that is kept of it."""
    return dict(WholeMessageOut(_message(row)).data)


def suppressions_out(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """A page of them."""
    return list(SuppressionOut(rows, many=True).data)


def specimens_out(names: Sequence[str]) -> list[dict[str, Any]]:
    """The letters by name, called by what their names say."""
    return [{"name": name, "label": name.replace("_", " ").capitalize(), "languages": LANGUAGES} for name in names]


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


def _message(row: OutboxMessage) -> dict[str, Any]:
    fields = ("id", "kind", "state", "attempts", "recipient", "cause", "last_error", "key", "payload", "claimed_by")
    moments = ("created_at", "available_at", "finished_at")
    return {
        **{name: getattr(row, name) for name in (*fields, *moments)},
        "template": row.payload.get("template"),
        "priority": figures.name_of(row.priority),
        "reason": row.reason if row.last_error else "",  # type: ignore[attr-defined]  # the selector adds it
    }
