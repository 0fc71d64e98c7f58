"""Leases: what a worker holds is its own for a while, and nothing is handed over that another may hold by now."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kernel import clock, delivery, leases, mail, outbox
from kernel.delivery import Worker
from kernel.mail import Letter
from kernel.models import OutboxMessage
from tests.smtp import Sink, listening

pytestmark = pytest.mark.django_db
State = OutboxMessage.State
CONTEXT = {"title": "T", "body": "", "organization": None, "label": "Open", "url": mail.link("/"), "mandatory": True}


class Post:
    """One letter, or something cheap; `meanwhile` happens while it is composed."""

    REPEATABLE = frozenset({"cheap"})

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None
        self.MAILS = {"test": self.compose}
        self.DELIVERIES = {"mail": mail.deliver, "cheap": self.fail}

    def compose(self, payload: dict[str, str]) -> Letter:
        self.meanwhile()
        return Letter(payload["to"], "notification", CONTEXT)

    def fail(self, *_: Any) -> None:
        raise outbox.Temporary("not now")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr("kernel.subscriptions.table", lambda: post)
    return post


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    mail.hang_up()
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    with listening() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
        mail.hang_up()


def write(number: int = 1) -> None:
    for n in range(number):
        outbox.put("mail", {"template": "test", "to": f"anna{n}@example.com"})


def lease_ends(after: float = -1) -> None:
    OutboxMessage.objects.update(held_until=clock.now() + timedelta(seconds=after))


def test_what_somebody_else_has_taken_over_meanwhile_is_not_handed_over(post, sink):
    write()
    slow, quick = Worker("mail"), Worker("mail")

    def sleep() -> None:
        post.meanwhile = lambda: None
        lease_ends()
        quick.work(quick.claim())

    post.meanwhile = sleep
    slow.work(slow.claim())
    row = OutboxMessage.objects.get()
    assert (len(sink.received), row.state, row.attempts) == (1, State.DONE, 2)


def test_what_is_held_hardly_any_longer_is_let_go_and_no_attempt(post, sink, settings):
    write()
    settings.OUTBOX_LEASE = timedelta(seconds=30)
    post.meanwhile = lambda: lease_ends(5)
    worker = Worker("mail")
    worker.work(worker.claim())
    row = OutboxMessage.objects.get()
    assert (sink.received, row.state, row.claimed_by, row.held_until, row.attempts) == ([], State.PENDING, "", None, 0)


def test_a_claim_that_itself_took_long_is_worth_nothing(post, sink, settings, monkeypatch):
    write(3)
    settings.OUTBOX_LEASE = timedelta(seconds=0.2)
    claim = leases.claim

    def starved(*asked: Any) -> list[OutboxMessage]:
        found = claim(*asked)
        worker._claimed_at -= 0.15  # as if it had begun so much earlier
        return found

    monkeypatch.setattr(leases, "claim", starved)
    worker = Worker("mail")
    worker.work(worker.claim())
    assert sink.received == []
    assert set(OutboxMessage.objects.values_list("claimed_by", "attempts")) == {("", 0)}


def test_a_failure_is_judged_by_who_holds_the_row(post):
    outbox.put("cheap", {})
    slow, quick = Worker("cheap"), Worker("cheap")
    (message,) = slow.claim()
    lease_ends()
    quick.claim()
    slow.deliver(message)
    row = OutboxMessage.objects.get()
    assert (row.claimed_by, row.last_error) == (quick.name, "")


def test_what_has_left_is_marked_whoever_holds_the_row_by_now(post, sink, monkeypatch):
    write()
    slow, quick = Worker("mail"), Worker("mail")

    def taken_over(*_: Any) -> None:
        lease_ends()
        quick.claim()

    monkeypatch.setattr("kernel.mailboxes.lives", taken_over)  # called when the server has accepted a letter
    slow.work(slow.claim())
    row = OutboxMessage.objects.get()
    assert (len(sink.received), row.state, row.claimed_by, row.held_until) == (1, State.DONE, "", None)
    assert row.recipient == "anna0@example.com"


def test_claiming_writes_to_no_index(post):
    write(200)
    before = updated()
    assert len(Worker("mail").claim(200)) == 200
    assert [now - then for now, then in zip(updated(), before, strict=True)] == [200, 200]


def updated() -> tuple[int, int]:
    """How many rows this transaction has updated, and how many of them without an index."""
    counts = "pg_stat_get_xact_tuples_updated(oid), pg_stat_get_xact_tuples_hot_updated(oid)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM pg_class WHERE oid = 'kernel_outbox'::regclass")
        found: tuple[int, int] = cursor.fetchone()
    return found


def test_a_claimed_message_has_its_other_fields_when_they_are_asked_for(post):
    outbox.put("mail", {"template": "test", "n": [1, "zwei"]}, key="once")
    (message,) = Worker("mail").claim()
    assert (message.key, message.state, message.finished_at) == ("once", State.PENDING, None)
    assert message == OutboxMessage.objects.get()
    assert message.payload == {"template": "test", "n": [1, "zwei"]}
    assert not message._state.adding
    assert delivery.drain([]) is False
