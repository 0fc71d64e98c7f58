"""The outbox over HTTP: found by what operators know, sent again once, dropped for good, and each step on record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord, OutboxMessage
from kernel.operating import actions
from tests.factories import actor_of

State = OutboxMessage.State
OUTBOX = "/api/operator/outbox/"


def found(operator, **query):
    response = operator.client.get(OUTBOX, query)
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def events(verb):
    return EventRecord.objects.filter(stream__key="s:outbox", verb=f"operating.message.{verb}")


def test_a_message_says_what_it_is_why_it_failed_and_which_request_it_began_with(operator, message):
    row = message(key="welcome:7")
    (seen,) = operator.client.get(OUTBOX).json()["results"]
    assert seen["template"] == "welcome"
    assert (seen["state"], seen["priority"], seen["recipient"]) == ("dead", "normal", "anna@example.com")
    assert (seen["reason"], seen["cause"]) == ("550 5.1.1", "request-1")
    assert seen["last_error"] == "550 5.1.1 <anna@example.com> unknown"
    whole = operator.client.get(f"{OUTBOX}{row.pk}/").json()
    assert whole == seen | {"key": "welcome:7", "payload": {"template": "welcome", "user": "7"}}


def test_the_newest_come_first_a_page_at_a_time(operator):
    from kernel import outbox

    for number in range(5):
        outbox.put("mail", {"template": f"t{number}"})
    first = operator.client.get(OUTBOX, {"limit": 3}).json()
    rest = operator.client.get(first["next"]).json()
    names = [row["template"] for row in first["results"] + rest["results"]]
    assert sorted(names) == [f"t{number}" for number in range(5)]
    moments = [row["created_at"] for row in first["results"] + rest["results"]]
    by_millisecond = [moment[:23] for moment in moments]
    assert by_millisecond == sorted(by_millisecond, reverse=True)


def test_it_is_found_by_state_kind_and_template(operator, message):
    dead, waiting = message(), message(State.PENDING)
    other = message(State.DONE, kind="notify", payload={"event": "1"}, recipient="")
    assert found(operator, state="dead") == [str(dead.pk)]
    assert found(operator, state="pending") == [str(waiting.pk)]
    assert found(operator, kind="notify") == [str(other.pk)]
    assert set(found(operator, template="welcome")) == {str(dead.pk), str(waiting.pk)}
    assert found(operator, template="welcome", state="done") == []


@pytest.mark.parametrize("text", ["Anna@Example.com", "request-1"])
def test_what_has_left_is_found_by_the_whole_address_or_request(operator, message, text):
    done = message(State.DONE)
    message(State.DONE, recipient="berta@example.com", cause="request-2")
    assert found(operator, q=text) == [str(done.pk)]
    assert found(operator, q=text[:-1]) == []


@pytest.mark.parametrize("text", ["anna@", "quest-1", "5.1.1", "unknown", "WELC"])
def test_what_was_given_up_is_found_by_parts_of_what_is_known(operator, message, text):
    dead = message()
    message(recipient="berta@example.com", cause="x", last_error="421 later", payload={"template": "digest"})
    assert found(operator, q=text) == [str(dead.pk)]


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "a" * 254, "\u200b"])
def test_odd_searches_find_nothing_and_break_nothing(operator, message, text):
    message()
    assert found(operator, q=text) == []


def test_what_was_given_up_is_sent_again_and_dropped(operator, message):
    again, gone = message(), message()
    count = operator.client.post(f"{OUTBOX}resend/", {"ids": [str(again.pk), str(uuid4())]}, format="json").json()
    assert count == {"count": 1}
    assert operator.client.post(f"{OUTBOX}drop/", {"ids": [str(gone.pk)]}, format="json").json() == {"count": 1}
    states = {row.pk: row.state for row in OutboxMessage.objects.all()}
    assert states == {again.pk: State.PENDING, gone.pk: State.DROPPED}
    assert [event.actor_id for event in events("resent")] == [operator.user.pk]
    assert [event.target_id for event in events("dropped")] == [gone.pk]


def test_dropped_stays_dropped(operator, message):
    row = message(State.DROPPED)
    body = {"ids": [str(row.pk)]}
    assert operator.client.post(f"{OUTBOX}resend/", body, format="json").json() == {"count": 0}
    assert operator.client.post(f"{OUTBOX}resend-dead/", {}, format="json").json() == {"count": 0}
    row.refresh_from_db()
    assert row.state == State.DROPPED
    assert not events("resent").exists()


def test_all_that_was_given_up_for_one_reason_is_sent_again(operator, message):
    refused = [message(), message(last_error="given up after 40 attempts: 550-5.1.1 who?")]
    message(last_error="550 no reason"), message(last_error="given up after 40 attempts: ConnectionRefusedError")
    body = {"reason": "550 5.1.1"}
    assert operator.client.post(f"{OUTBOX}resend-dead/", body, format="json").json() == {"count": 2}
    assert set(OutboxMessage.objects.filter(state=State.PENDING)) == set(refused)
    assert operator.client.post(f"{OUTBOX}resend-dead/", {}, format="json").json() == {"count": 2}
    assert events("resent").count() == 4


def test_so_many_at_once_and_no_more(operator, message, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 2)
    rows = [message(finished_at=clock.now() - timedelta(hours=age)) for age in (1, 3, 2)]
    assert operator.client.post(f"{OUTBOX}resend-dead/", {}, format="json").json() == {"count": 2}
    assert OutboxMessage.objects.get(state=State.DEAD) == rows[0], "the oldest go first"
    ids = [str(uuid4()) for _ in range(1001)]
    assert operator.client.post(f"{OUTBOX}resend/", {"ids": ids}, format="json").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_operators_at_once_send_each_message_again_once(operator, message):
    ids = [message().pk for _ in range(40)]

    def resend(actor: Actor) -> int:
        try:
            return actions.resend(actor, ids=ids) + actions.resend_dead(actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(resend, [actor_of(operator.user)] * 4))
    assert sum(counts) == len(ids)
    assert events("resent").count() == len(ids)
    assert OutboxMessage.objects.filter(state=State.PENDING, attempts=0).count() == len(ids)


def test_a_message_that_is_not_there_is_not_found(operator):
    assert operator.client.get(f"{OUTBOX}{uuid4()}/").status_code == 404
