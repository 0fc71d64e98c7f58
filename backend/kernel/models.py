"""The kernel's tables: numbered and chained events, the outbox, one-time tokens, remembered answers, jobs, workers."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Stream(models.Model):
    """A counter and the head of a hash chain. Nothing else lives in the row, so that its updates stay HOT."""

    key = models.CharField(max_length=64, unique=True)
    epoch = models.CharField(max_length=16)
    head = models.BigIntegerField(default=0)
    min = models.BigIntegerField(default=1)
    hash = models.BinaryField()

    class Meta:
        db_table = "kernel_stream"

    def __str__(self) -> str:
        return f"{self.key}@{self.head}"


class EventRecord(models.Model):
    """One thing that happened. Rows are written by `kernel_append` in the database and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="events")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=320)
    target_kind = models.CharField(max_length=32)
    target_id = models.UUIDField(null=True)
    target_label = models.CharField(max_length=320)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=256)
    request_id = models.CharField(max_length=64)
    data = models.JSONField()
    digest = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "kernel_event"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_number_once")]
        indexes = [
            models.Index(fields=["stream", "verb", "seq"], name="event_by_verb"),
            models.Index(fields=["stream", "actor_id", "seq"], name="event_by_actor"),
            models.Index(fields=["stream", "target_id", "seq"], name="event_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.seq}"


class OutboxMessage(models.Model):
    """Something that must leave the process, kept until it has. Its payload names things and never holds a secret."""

    class State(models.TextChoices):
        """Where a message stands."""

        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=32)
    payload = models.JSONField()
    key = models.CharField(max_length=160, null=True)
    priority = models.SmallIntegerField(default=50)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    available_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, default="")
    # In no index, as all that a claim changes.
    held_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, default="")
    # The id of the request that it began with: what people quote, and what every line of its log carries.
    cause = models.CharField(max_length=64, default="", db_default="")
    # The key of the mailbox that it was for, known once a letter was composed.
    recipient = models.CharField(max_length=254, default="", db_default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_outbox"
        # Not `unique` of the field, which would bring a second index for patterns that nobody asks for.
        constraints = [models.UniqueConstraint(fields=["key"], name="kernel_outbox_key_key")]
        indexes = [
            models.Index(fields=["kind", "priority", "available_at"], name="outbox_due", condition=Q(state="pending")),
            models.Index(fields=["finished_at"], name="outbox_finished", condition=~Q(state="pending")),
            models.Index(fields=["recipient", "finished_at"], name="outbox_mailbox", condition=~Q(recipient="")),
            models.Index(
                fields=["state", "finished_at"], name="outbox_given_up", condition=Q(state__in=["dead", "dropped"])
            ),
            models.Index(fields=["cause"], name="outbox_cause", condition=~Q(state="pending") & ~Q(cause="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Suppression(models.Model):
    """A mailbox that its own server says does not exist: nothing is sent there but what somebody waits for."""

    address = models.CharField(max_length=254, unique=True)
    reason = models.CharField(max_length=500)
    message_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_suppression"

    def __str__(self) -> str:
        return self.address


class Job(models.Model):
    """What the clock asks for: when it was last done, how long it took, what became of it, and who is at it now."""

    class Outcome(models.TextChoices):
        """How the last run ended; `running` also of one whose worker died, until another takes it up."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=64, primary_key=True)
    worker = models.CharField(max_length=80)
    outcome = models.CharField(max_length=8, choices=Outcome)
    error = models.CharField(max_length=200, default="", db_default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    milliseconds = models.IntegerField(null=True)
    runs = models.BigIntegerField(default=0, db_default=0)
    failures = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "kernel_job"

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"


class WorkerProcess(models.Model):
    """A worker that says every few seconds that it lives. It goes when it ends; one that was killed falls silent."""

    name = models.CharField(max_length=80, primary_key=True)
    queues = models.CharField(max_length=200)
    threads = models.SmallIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    delivered = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)

    class Meta:
        db_table = "kernel_worker"

    def __str__(self) -> str:
        return self.name


class Node(models.Model):
    """A process that says every few seconds how it stands with live updates: a web process, or a worker."""

    name = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "kernel_node"

    def __str__(self) -> str:
        return self.name


class OneTimeToken(models.Model):
    """A token that works once. Only its SHA-256 is kept, so the table is of no use to a thief."""

    digest = models.BinaryField(unique=True)
    purpose = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    consumed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_one_time_token"
        indexes = [models.Index(fields=["purpose", "subject"], name="one_time_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.subject}"


class RememberedAnswer(models.Model):
    """What a POST with an Idempotency-Key was answered, so that its repetition does nothing and says the same."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=128)
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_remembered_answer"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
