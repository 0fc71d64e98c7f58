"""The same figures for Prometheus: read when they are asked for, so that every web process answers alike.

What processes count themselves, others tell up to ten seconds late (ADR 40). Labels are kinds, queues, tasks, workers,
nodes, types of frames, close codes and classes of reasons. No address, no text of a server, nothing of a letter.
(Not `job`, which is Prometheus' own word for what it scrapes.)
"""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from kernel import clock
from kernel.operating import broker, figures, live, nodes, presence

STATES = ("due", "delayed", "held")


class Figures(Collector):
    """Everything, from the database, the broker and the disk; what can't be reached is said to be down."""

    def collect(self) -> Iterator[Metric]:
        """One family after the other."""
        yield from _broker()
        yield from _disk()
        try:
            found = [*_outbox(), *_mail(), *_workers(), *_jobs()]
            told = nodes.others(clock.now())
        except Error:
            connection.close()
            found, told = [], []
        yield _gauge("database_up", "Whether PostgreSQL answers.", float(bool(found)))
        yield from found
        yield from live.families([nodes.mine.now(), *told])


def registry() -> CollectorRegistry:
    """What an exposition is written from."""
    made = CollectorRegistry()
    made.register(Figures())
    return made


def _broker() -> Iterator[Metric]:
    depths = broker.depths()
    yield _gauge("broker_up", "Whether Redis answers.", float(depths is not None))
    queues = _labelled("queue_messages", "Nudges and the clock's wishes in Celery's queues.", "queue")
    for name, depth in (depths or {}).items():
        queues.add_metric([name], depth)
    yield queues


def _disk() -> Iterator[Metric]:
    usage = shutil.disk_usage(settings.BACKEND)
    yield _gauge("disk_size_bytes", "The disk that this web process lies on.", usage.total)
    yield _gauge("disk_free_bytes", "What is free on it.", usage.free)


def _outbox() -> Iterator[Metric]:
    moment = clock.now()
    messages = _labelled("outbox_messages", "What has not left the outbox.", "kind", "priority", "state")
    oldest = _labelled("outbox_oldest_seconds", "Age of the oldest that is due or was tried.", "kind", "priority")
    for lane in figures.lanes():
        for state in STATES:
            messages.add_metric([lane.kind, lane.priority, state], getattr(lane, state))
        if lane.oldest_waiting_at is not None:
            oldest.add_metric([lane.kind, lane.priority], (moment - lane.oldest_waiting_at).total_seconds())
    yield messages
    yield oldest
    yield _gauge("outbox_dead", "Messages that were given up.", figures.dead())
    rates = figures.rate()
    lately = _labelled("outbox_lately", "What became of messages in the last minute and hour.", "window", "outcome")
    for window, counts in rates.items():
        for outcome, count in counts.items():
            lately.add_metric([window, outcome], count)
    yield lately


def _mail() -> Iterator[Metric]:
    failing = _labelled("mail_failures", "Mails that wait for another try, or were given up within a day.", "reason")
    for failure in figures.failures():
        failing.add_metric([failure.reason], failure.count)
    yield failing
    yield _gauge("suppressed_mailboxes", "Mailboxes that get no mail that can wait.", figures.suppressed())
    if (accepted := figures.last_accepted_at()) is not None:
        said = "When the mail server last took a letter."
        yield _gauge("mail_last_accepted_timestamp_seconds", said, accepted.timestamp())


def _workers() -> Iterator[Metric]:
    moment, rows = clock.now(), figures.workers()
    alive = [row for row in rows if presence.is_alive(row, moment)]
    yield _gauge("workers_alive", "Workers that were heard in the last half minute.", len(alive))
    seen = _labelled("worker_seen_seconds", "How long a worker was not heard.", "worker")
    delivered = _counter("outbox_delivered", "Messages that a worker delivered.", "worker")
    failed = _counter("outbox_failed", "Tries of a worker that failed, for now or for good.", "worker")
    for row in rows:
        seen.add_metric([row.name], (moment - row.seen_at).total_seconds())
        delivered.add_metric([row.name], row.delivered)
        failed.add_metric([row.name], row.failed)
    yield from (seen, delivered, failed)


def _jobs() -> Iterator[Metric]:
    success = _labelled("job_last_success_timestamp_seconds", "When a job of the clock last went well.", "task")
    late = _labelled("job_late", "Whether two of its periods and a minute went by without a success.", "task")
    failures = _counter("job_failures", "Runs of a job that failed.", "task")
    for job in figures.jobs():
        late.add_metric([job.name], float(job.late))
        failures.add_metric([job.name], job.run.failures if job.run else 0)
        if job.run and job.run.succeeded_at:
            success.add_metric([job.name], job.run.succeeded_at.timestamp())
    yield from (success, late, failures)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"keynest_{name}", said, value)


def _labelled(name: str, said: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"keynest_{name}", said, labels=labels)


def _counter(name: str, said: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(f"keynest_{name}", said, labels=labels)
