"""What operators do by hand: only what stands still is touched, and each step says who did it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kernel import clock, delivery, logs, outbox
from kernel.actor import Actor, ActorKind, Origin
from kernel.delivery import Worker
from kernel.errors import Problem
from kernel.models import EventRecord, OutboxMessage, Suppression
from kernel.operating import actions

pytestmark = pytest.mark.django_db
State = OutboxMessage.State
OPERATOR = Actor(ActorKind.USER, uuid4(), "ada@example.com", Origin("127.0.0.1", "tests", "request-2"))


def message(state: str = State.DEAD, *, held: bool = False) -> OutboxMessage:
    moment = clock.now()
    return OutboxMessage.objects.create(
        kind="mail",
        payload={"template": "welcome"},
        state=state,
        cause="request-1",
        created_at=moment - timedelta(days=4),
        available_at=moment + timedelta(minutes=5),
        claimed_by="somebody" if held else "",
    )


def recorded(verb: str) -> list[EventRecord]:
    return list(EventRecord.objects.filter(verb=f"operating.{verb}", stream__key="s:outbox"))


def test_what_was_given_up_or_waits_is_sent_again_at_once_and_it_is_recorded():
    dead, waiting, held, done = message(), message(State.PENDING), message(State.PENDING, held=True), message("done")
    assert actions.resend(OPERATOR, ids=[row.pk for row in (dead, waiting, held, done)]) == 2
    assert {row.pk for row in Worker("mail").claim()} == {dead.pk, waiting.pk}
    dead.refresh_from_db()
    assert clock.now() - dead.created_at < timedelta(minutes=1), "it has three days again"
    events = recorded("message.resent")
    assert {event.target_id: event.data for event in events} == {
        dead.pk: {"state": "dead", "cause": "request-1"},
        waiting.pk: {"state": "pending", "cause": "request-1"},
    }
    assert {(event.actor_label, event.target_label, event.request_id) for event in events} == {
        ("ada@example.com", "welcome", "request-2")
    }


def test_what_was_given_up_or_waits_is_dropped_for_good():
    dead, waiting, held, done = message(), message(State.PENDING), message(State.PENDING, held=True), message("done")
    ids = [row.pk for row in (dead, waiting, held, done)]
    assert actions.drop(OPERATOR, ids=ids) == 2
    assert set(OutboxMessage.objects.filter(state=State.DROPPED)) == {dead, waiting}
    assert actions.resend(OPERATOR, ids=[dead.pk, waiting.pk]) == 0
    assert len(recorded("message.dropped")) == 2


def test_a_worker_that_finds_its_message_dropped_leaves_it_so():
    row = message(State.PENDING)
    actions.drop(OPERATOR, ids=[row.pk])
    delivery.drain(["mail"])
    row.refresh_from_db()
    assert row.state == State.DROPPED


def test_a_suppression_is_made_and_lifted_by_hand():
    held = actions.suppress(OPERATOR, address="Anna@Example.com", reason="she asked for it")
    assert actions.suppress(OPERATOR, address="anna@example.com", reason="again") == held
    actions.lift(OPERATOR, suppression_id=held.pk)
    assert not Suppression.objects.exists()
    assert [event.target_label for event in recorded("mailbox.suppressed")] == ["anna@example.com"]
    assert [event.data for event in recorded("suppression.lifted")] == [{"reason": "she asked for it"}]


def test_what_is_not_there_is_said():
    with pytest.raises(Problem, match="nothing here"):
        actions.lift(OPERATOR, suppression_id=0)
    with pytest.raises(Problem, match="no e-mail address"):
        actions.suppress(OPERATOR, address="nobody", reason="")


def test_a_message_knows_the_request_that_caused_it_and_hands_that_on(monkeypatch):
    seen = []

    class Post:
        REPEATABLE: frozenset[str] = frozenset()

        @staticmethod
        def first(payload: object, row: OutboxMessage) -> None:
            seen.append(logs.request_id.get())
            outbox.put("second", {})

        DELIVERIES = {"first": first, "second": lambda payload, row: seen.append(row.cause)}

    monkeypatch.setattr("kernel.subscriptions.table", Post)
    token = logs.request_id.set("request-1")
    outbox.put("first", {})
    logs.request_id.reset(token)
    delivery.drain(["first", "second"])
    assert seen == ["request-1", "request-1"]
    assert logs.request_id.get() == ""
