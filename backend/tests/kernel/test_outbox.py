"""The outbox: what was accepted leaves once, whoever dies, refuses or is away."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kernel import clock, delivery, memory, nudge, outbox, tasks
from kernel.delivery import Worker
from kernel.models import OneTimeToken, OutboxMessage, RememberedAnswer
from kernel.outbox import Permanent, Temporary, Unreachable

State = OutboxMessage.State
KINDS = {"test", "other"}


class Post:
    """Delivers to a list; `fails` says what happens to a message instead."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.fails: Callable[[int], None] = lambda n: None
        self.MAILS: dict[str, Any] = {}
        self.DELIVERIES = {"test": self.deliver, "other": self.deliver, "cheap": self.deliver}
        self.REPEATABLE = {"cheap"}

    def deliver(self, payload: dict[str, int], message: OutboxMessage) -> None:
        self.fails(payload["n"])
        self.sent.append(payload["n"])


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr("kernel.subscriptions.table", lambda: post)
    return post


def put(*numbers: int, kind: str = "test", **options: Any) -> None:
    for n in numbers:
        outbox.put(kind, {"n": n}, **options)


def raising(error: Exception) -> Callable[[int], None]:
    def fail(n: int) -> None:
        raise error

    return fail


def due_now() -> None:
    OutboxMessage.objects.update(available_at=clock.now())


def leases_end() -> None:
    OutboxMessage.objects.update(held_until=clock.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_what_was_put_is_delivered_once(post):
    put(*range(45))
    assert delivery.drain(KINDS) is False
    assert sorted(post.sent) == list(range(45))
    delivery.drain(KINDS)
    assert len(post.sent) == 45
    assert set(OutboxMessage.objects.values_list("state", "claimed_by", "attempts")) == {("done", "", 1)}


@pytest.mark.django_db
def test_what_is_urgent_goes_first(post):
    put(1, priority=outbox.BULK)
    put(2)
    put(3, priority=outbox.URGENT)
    delivery.drain(KINDS)
    assert post.sent == [3, 2, 1]


@pytest.mark.django_db
def test_a_key_makes_a_message_unique(post):
    put(1, key="same")
    put(2, key="same")
    delivery.drain(KINDS)
    assert post.sent == [1]


@pytest.mark.django_db
def test_what_is_put_for_later_waits(post):
    put(1, delay=timedelta(minutes=1))
    delivery.drain(KINDS)
    assert post.sent == []


@pytest.mark.django_db
def test_an_undone_transaction_leaves_no_message(post):
    with pytest.raises(RuntimeError), transaction.atomic():
        put(1)
        raise RuntimeError
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_failure_for_now_is_tried_again_later_and_later(post):
    post.fails = raising(Temporary("450 busy"))
    put(1)
    waits = []
    for _ in range(6):
        due_now()
        delivery.drain(KINDS)
        row = OutboxMessage.objects.get()
        assert (row.state, row.last_error, row.claimed_by) == (State.PENDING, "450 busy", "")
        waits.append((row.available_at - clock.now()).total_seconds())
    assert row.attempts == 6
    for attempt, wait in enumerate(waits):
        assert 2.5 * 2**attempt - 1 <= wait <= 5 * 2**attempt
    post.fails = lambda n: None
    due_now()
    delivery.drain(KINDS)
    assert post.sent == [1]


def test_the_wait_has_an_end():
    assert all(timedelta(minutes=7) < delivery.wait_after(n) <= timedelta(minutes=15) for n in (9, 50, 30_000))


@pytest.mark.django_db
def test_a_failure_for_good_is_kept_with_its_reason_and_can_be_sent_again(post):
    post.fails = raising(Permanent("550 no such mailbox, quoting https://here/activate#token=abcdefg"))
    put(1)
    delivery.drain(KINDS)
    row = OutboxMessage.objects.get()
    assert (row.state, row.last_error) == (
        State.DEAD,
        "550 no such mailbox, quoting https://here/activate#token=[redacted]",
    )
    post.fails = lambda n: None
    delivery.drain(KINDS)
    assert post.sent == []
    assert outbox.revive([row.pk]) == [row]
    delivery.drain(KINDS)
    assert post.sent == [1]


@pytest.mark.django_db
def test_after_three_days_it_is_given_up_and_kept(post):
    post.fails = raising(Temporary("450 busy"))
    put(1)
    OutboxMessage.objects.update(created_at=clock.now() - timedelta(days=3, minutes=1))
    delivery.drain(KINDS)
    row = OutboxMessage.objects.get()
    assert row.state == State.DEAD
    assert row.last_error == "given up after 1 attempts: 450 busy"


@pytest.mark.django_db
def test_a_fault_of_ours_leaves_its_name_but_not_its_words(post, caplog):
    post.fails = raising(ValueError("the value is hunter2"))
    put(1)
    delivery.drain(KINDS)
    assert OutboxMessage.objects.get().last_error == "ValueError"


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_once_and_other_kinds_go_on(post):
    asked = []

    def away(n: int) -> None:
        if n < 100:
            asked.append(n)
            raise Unreachable("ConnectionRefusedError")

    post.fails = away
    put(*range(30), priority=outbox.URGENT)
    put(100, 101, kind="other")
    delivery.drain(KINDS)
    assert len(asked) == 1
    assert post.sent == [100, 101]
    assert OutboxMessage.objects.filter(state=State.PENDING, attempts=0, claimed_by="").count() == 29


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_free_when_the_lease_ends(post, settings):
    put(1)
    settings.OUTBOX_LEASE = timedelta(minutes=2)
    assert len(Worker("test").claim()) == 1
    delivery.drain(KINDS)
    assert post.sent == []
    leases_end()
    delivery.drain(KINDS)
    assert post.sent == [1]


@pytest.mark.django_db
def test_past_half_of_the_lease_the_rest_is_claimed_afresh(post, settings):
    settings.OUTBOX_LEASE = timedelta(seconds=0.2)
    post.fails = lambda n: time.sleep(0.04)
    put(*range(10))
    claims = []
    original = Worker.claim
    Worker.claim = lambda self: claims.append(1) or original(self)  # type: ignore[method-assign]
    try:
        delivery.drain(KINDS)
    finally:
        Worker.claim = original  # type: ignore[method-assign]
    assert sorted(post.sent) == list(range(10))
    assert len(claims) > 2
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_many_workers_never_deliver_the_same_message(post):
    put(*range(200))

    def work() -> None:
        delivery.drain(KINDS)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(post.sent) == list(range(200))


@pytest.mark.django_db
def test_a_worker_that_is_told_to_end_gives_back_what_it_has_not_tried(post):
    put(*range(10))
    delivery.drain(KINDS, enough=lambda: len(post.sent) >= 3)
    assert len(post.sent) == 3
    assert OutboxMessage.objects.filter(state=State.PENDING, attempts=0, claimed_by="").count() == 7


@pytest.mark.django_db
def test_the_task_drains_every_kind_there_is_and_takes_unknown_arguments(post):
    post.DELIVERIES["mail"] = post.deliver
    put(1)
    put(2, kind="mail")
    tasks.drain(something="new")
    assert post.sent == [1, 2]


def test_a_lane_lets_one_run_through_and_looks_again_for_those_who_came_meanwhile():
    lane, begun, go_on, runs = tasks._Lane(), threading.Event(), threading.Event(), []

    def work() -> bool:
        runs.append(1)
        begun.set()
        go_on.wait(5)
        return False

    thread = threading.Thread(target=lane.run, args=[work])
    thread.start()
    begun.wait(5)
    for _ in range(3):
        lane.run(lambda: pytest.fail("two at once"))
    go_on.set()
    thread.join()
    assert len(runs) == 2


def test_nudges_never_pile_up_while_the_worker_has_not_answered(monkeypatch):
    messages = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: messages.append(name))
    assert [nudge.send() for _ in range(100)].count(True) == 1
    nudge.taken()
    nudge.send()
    assert messages == ["outbox.drain"] * 2
    assert 0 < memory.client().ttl(nudge.MARK) <= nudge.MARK_SECONDS


@pytest.mark.django_db
def test_a_nudge_waits_for_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("kernel.nudge.request", lambda: asked.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        put(1)
        assert asked == []
    assert asked == [1]


@pytest.mark.django_db
def test_the_purge_takes_what_has_expired_and_nothing_else():
    moment = clock.now()

    def message(state: str, days: int) -> None:
        finished = moment - timedelta(days=days)
        OutboxMessage.objects.create(
            kind="test", payload={}, state=state, created_at=finished, available_at=finished, finished_at=finished
        )

    def token(number: int, hours: int) -> None:
        OneTimeToken.objects.create(
            digest=bytes([number]),
            purpose="t",
            subject="s",
            created_at=moment,
            expires_at=moment - timedelta(hours=hours),
        )

    def answer(key: str, hours: int) -> None:
        RememberedAnswer.objects.create(actor="a", key=key, fingerprint=b"", created_at=moment - timedelta(hours=hours))

    for state, days in ((State.DONE, 6), (State.DONE, 8), (State.DEAD, 89), (State.DEAD, 91)):
        message(state, days)
    OutboxMessage.objects.create(kind="test", payload={}, created_at=moment - timedelta(days=200), available_at=moment)
    token(1, 25), token(2, 1)
    answer("old", 25), answer("new", 1)
    tasks.purge()
    tasks.purge()
    assert sorted(OutboxMessage.objects.values_list("state", flat=True)) == ["dead", "done", "pending"]
    assert [bytes(row.digest) for row in OneTimeToken.objects.all()] == [bytes([2])]
    assert [row.key for row in RememberedAnswer.objects.all()] == ["new"]
