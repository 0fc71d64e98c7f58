"""Workers at the outbox: what is marked together, what is given back, what a restart of the database does not undo."""

import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InternalError, OperationalError, connection

from kernel import clock, delivery, outbox, tasks
from kernel.delivery import Worker
from kernel.models import OutboxMessage

State = OutboxMessage.State


class Post:
    """Delivers to a list; `then` is done with each message."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.then: Callable[[int], None] = lambda n: None
        self.DELIVERIES = dict.fromkeys(("mail", "cheap"), self.deliver)
        self.REPEATABLE = {"cheap"}
        self.MAILS: dict[str, Any] = {}

    def deliver(self, payload: dict[str, int], message: OutboxMessage) -> None:
        self.then(payload["n"])
        self.sent.append(payload["n"])


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr("kernel.subscriptions.table", lambda: post)
    return post


def put(*numbers: int, kind: str = "mail", **options: Any) -> None:
    for n in numbers:
        outbox.put(kind, {"n": n}, **options)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def done() -> int:
    return OutboxMessage.objects.filter(state=State.DONE).count()


@pytest.mark.django_db
def test_a_mail_is_marked_before_the_next_one_is_handed_over(post):
    marked = []
    post.then = lambda n: marked.append(done())
    put(*range(5))
    delivery.drain(["mail"])
    assert marked == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_what_may_be_repeated_is_marked_together_with_few_statements(post, django_assert_num_queries):
    put(*range(250), kind="cheap")
    with django_assert_num_queries(3):  # claim, mark, and a look that finds nothing more
        delivery.drain(["cheap"])
    assert (done(), post.sent[-1]) == (250, 249)


@pytest.mark.django_db
def test_one_that_fails_among_many_fails_alone(post):
    def fail(n: int) -> None:
        if n == 7:
            raise outbox.Temporary("later")

    post.then = fail
    put(*range(20), kind="cheap")
    delivery.drain(["cheap"])
    assert done() == 19
    assert OutboxMessage.objects.get(state=State.PENDING).payload == {"n": 7}


@pytest.mark.django_db
def test_what_is_marked_together_is_marked_every_second(post, monkeypatch):
    monkeypatch.setattr(delivery, "PACE_SECONDS", 0.0)
    marked = []
    post.then = lambda n: marked.append(done())
    put(*range(3), kind="cheap")
    delivery.drain(["cheap"])
    assert marked == [0, 1, 2]


@pytest.mark.django_db
def test_what_one_delivery_puts_is_delivered_in_the_same_run(post):
    post.then = lambda n: put(2) if n == 1 else None
    put(1, kind="cheap")
    delivery.drain(["mail", "cheap"])
    assert post.sent == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_flood_that_waits_for_a_slow_server_does_not_hold_up_what_is_urgent(post):
    slow, go_on = threading.Event(), threading.Event()

    def wait(n: int) -> None:
        if n < 100:
            slow.set()
            go_on.wait(10)

    post.then = wait
    put(*range(50), priority=outbox.BULK)
    flood = in_thread(tasks.drain.run)
    assert slow.wait(10)
    put(100, priority=outbox.URGENT)
    in_thread(tasks.drain.run).join(10)
    assert post.sent == [100]
    go_on.set()
    flood.join(20)
    assert len(post.sent) == 51


@pytest.mark.django_db(transaction=True)
def test_who_is_asked_to_end_gives_back_at_once_even_while_a_mail_takes_long(post):
    slow, go_on = threading.Event(), threading.Event()

    def wait(n: int) -> None:
        slow.set()
        go_on.wait(10)

    post.then = wait
    put(*range(10))
    run = in_thread(lambda: delivery.drain(["mail"], enough=go_on.is_set))
    assert slow.wait(10)
    tasks._let_go()
    assert OutboxMessage.objects.filter(state=State.PENDING, attempts=0, claimed_by="").count() == 9
    go_on.set()
    run.join(10)
    assert (len(post.sent), done()) == (1, 1)


@pytest.mark.django_db
def test_a_worker_that_lives_keeps_what_it_holds_and_nothing_else(settings):
    settings.OUTBOX_LEASE = timedelta(minutes=5)
    put(1, 2)
    mine, theirs = Worker("mail"), Worker("mail")
    (row,) = mine.claim(1)
    (other,) = theirs.claim(1)
    soon = clock.now() + timedelta(seconds=1)
    OutboxMessage.objects.update(held_until=soon)
    mine.renew()
    row.refresh_from_db(), other.refresh_from_db()
    assert row.held_until > clock.now() + timedelta(minutes=4)
    assert other.held_until == soon


@pytest.mark.django_db(transaction=True)
def test_what_waits_long_behind_a_slow_one_is_for_others_and_the_slow_one_stays_held(post, settings):
    settings.OUTBOX_LEASE = timedelta(seconds=60)
    slow, go_on = threading.Event(), threading.Event()

    def wait(n: int) -> None:
        slow.set()
        go_on.wait(10)

    post.then = wait
    put(*range(10))
    run = in_thread(lambda: delivery.drain(["mail"], enough=go_on.is_set))
    assert slow.wait(10)
    delivery.renew_all()
    assert Worker("mail").claim() == []
    for worker in delivery._at_work:
        worker._claimed_at -= 31
    delivery.renew_all()
    assert len(Worker("mail").claim()) == 9
    go_on.set()
    run.join(10)
    assert (len(post.sent), done()) == (1, 1)


@pytest.mark.django_db
def test_a_flood_of_one_kind_holds_up_no_other(post):
    put(*range(600), kind="cheap")
    put(1000)
    delivery.drain(["cheap", "mail"])
    assert post.sent.index(1000) == delivery.FIRST
    assert len(post.sent) == 601


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_left_is_marked_though_the_database_was_away_just_then(post, monkeypatch):
    failures = [OperationalError("the server closed the connection"), OperationalError("starting up")]
    run = delivery._DONE.run

    def fragile(row: dict[str, Any]) -> None:
        if failures:
            raise failures.pop()
        run(row)

    monkeypatch.setattr(delivery._DONE, "run", fragile)
    put(1)
    delivery.drain(["mail"])
    assert (post.sent, done(), failures) == ([1], 1, [])


@pytest.mark.parametrize("lost", [OperationalError, InternalError])
def test_who_keeps_the_leases_goes_on_whatever_the_database_says(lost, monkeypatch):
    tried: list[int] = []

    def away() -> None:
        tried.append(1)
        raise lost("cannot execute UPDATE in a read-only transaction")

    def sleep(_: float) -> None:
        if len(tried) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("kernel.delivery.renew_all", away)
    monkeypatch.setattr("kernel.tasks.connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr("kernel.tasks.time", SimpleNamespace(sleep=sleep))
    with pytest.raises(KeyboardInterrupt):
        tasks._keep_hold()


def test_leases_are_kept_while_others_begin_to_work():
    crowd, ended = [Worker("mail") for _ in range(3000)], threading.Event()

    def begin() -> None:
        while not ended.is_set():
            crowd.append(Worker("mail"))

    thread, interval = threading.Thread(target=begin), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that the two really take turns
    thread.start()
    try:
        for _ in range(20):
            delivery.renew_all()
    finally:
        sys.setswitchinterval(interval)
        ended.set()
        thread.join()
    assert len(crowd) > 3000, "others began meanwhile, and none of the rounds minded"


@pytest.mark.django_db
def test_a_server_that_is_away_costs_the_one_that_noticed_it_no_long_wait(post):
    def away(n: int) -> None:
        raise outbox.Unreachable("ConnectionRefusedError")

    post.then = away
    put(1)
    for _ in range(12):
        OutboxMessage.objects.update(available_at=clock.now())
        delivery.drain(["mail"])
    assert OutboxMessage.objects.get().available_at - clock.now() <= timedelta(seconds=20)


@pytest.mark.django_db
def test_a_message_whose_turn_it_is_not_has_used_no_attempt(post):
    def wait(n: int) -> None:
        raise outbox.Later(clock.now() + timedelta(minutes=3), "too much at once")

    post.then = wait
    put(1)
    delivery.drain(["mail"])
    row = OutboxMessage.objects.get()
    assert (row.attempts, row.last_error, row.claimed_by) == (0, "too much at once", "")
    assert timedelta(minutes=2) < row.available_at - clock.now() <= timedelta(minutes=3)


@pytest.mark.django_db
def test_a_worker_without_a_database_says_so_and_waits_for_the_next_ask(post, monkeypatch, caplog):
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(Worker, "claim", lost)
    began = time.monotonic()
    tasks.drain()
    assert time.monotonic() - began < 1
    assert "the database can't be reached" in caplog.text
