"""A worker's row: renewed while it lives, gone when it ends, forgotten a day after it fell silent."""

from datetime import timedelta

import pytest

from kernel import clock, delivery, outbox, tasks
from kernel.models import WorkerProcess
from kernel.operating import presence
from kernel.operating.presence import Presence
from kernel.operating.tally import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tally(monkeypatch) -> Tally:
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # a test keeps its transaction
    fresh = Tally()
    monkeypatch.setattr(presence, "tally", fresh)
    monkeypatch.setattr(delivery, "tally", fresh)
    return fresh


def test_each_sign_of_life_renews_the_row(tally):
    mine = Presence(["mail", "default"], 6)
    mine.beat()
    WorkerProcess.objects.update(seen_at=clock.now() - timedelta(minutes=5))
    tally.good(), tally.good(), tally.bad()
    mine.beat()
    row = WorkerProcess.objects.get()
    assert (row.name, row.queues, row.threads) == (mine.name, "default,mail", 6)
    assert (row.delivered, row.failed) == (2, 1)
    assert presence.is_alive(row, clock.now())
    assert not presence.is_alive(row, clock.now() + timedelta(seconds=31))


def test_who_ends_is_gone_and_no_late_sign_brings_it_back():
    mine = Presence(["mail"], 6)
    mine.beat()
    mine.leave()
    mine.beat()
    assert not WorkerProcess.objects.exists()


def test_who_has_the_number_of_a_dead_one_takes_its_place():
    dead, other = Presence(["mail"], 6, name="host:1:aaa"), Presence(["mail"], 6, name="host:10:bbb")
    dead.beat(), other.beat()
    Presence(["mail"], 6, name="host:1:ccc")._replace_predecessor()
    assert WorkerProcess.objects.get().name == "host:10:bbb"


def test_without_a_database_the_worker_works_on(monkeypatch, caplog):
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError("gone")

    mine = Presence(["mail"], 6)
    mine._quietly(away)
    assert "no sign of life" in caplog.text


def test_the_silent_are_forgotten_after_a_day():
    moment = clock.now()
    for name, age in {"long": timedelta(hours=25), "short": timedelta(hours=23)}.items():
        seen = moment - age
        WorkerProcess.objects.create(name=name, queues="mail", threads=1, started_at=seen, seen_at=seen)
    tasks.purge()
    assert WorkerProcess.objects.get().name == "short"


def test_deliveries_and_failures_are_counted(monkeypatch, tally):
    def fails(error: Exception):
        def deliver(payload: object, row: object) -> None:
            raise error

        return deliver

    class Table:
        REPEATABLE: frozenset[str] = frozenset()
        DELIVERIES = {
            "good": lambda payload, row: None,
            "later": fails(outbox.Temporary("421")),
            "never": fails(outbox.Permanent("550")),
            "broken": fails(ValueError("x")),
            "turn": fails(outbox.Later(clock.now() + timedelta(hours=1), "wait")),
        }

    monkeypatch.setattr("kernel.subscriptions.table", Table)
    for kind in Table.DELIVERIES:
        outbox.put(kind, {})
    delivery.drain(list(Table.DELIVERIES))
    assert (tally.delivered, tally.failed) == (1, 3)
