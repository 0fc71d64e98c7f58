"""Mailboxes: none is filled in a short time, none that is gone is written to for ever, and no mail is lost by it."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from kernel import clock, delivery, mail, mailboxes, onetime, outbox
from kernel.mail import Letter
from kernel.models import OneTimeToken, OutboxMessage, Suppression
from tests.smtp import Sink, listening

pytestmark = pytest.mark.django_db
State = OutboxMessage.State
CONTEXT = {"title": "T", "body": "", "organization": None, "label": "Open", "url": mail.link("/"), "mandatory": True}


class Post:
    """One letter with a token in it, to whom the payload says."""

    DELIVERIES = {"mail": mail.deliver}
    REPEATABLE: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.MAILS = {"test": self.compose}

    def compose(self, payload: dict[str, str]) -> Letter:
        onetime.issue("test", payload["to"], ttl=timedelta(hours=1))
        return Letter(payload["to"], "notification", CONTEXT)


@pytest.fixture(autouse=True)
def sink(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    monkeypatch.setattr("kernel.subscriptions.table", Post)
    mail.hang_up()
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    with listening() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
        mail.hang_up()


def write(*addresses: str, priority: int = outbox.NORMAL) -> None:
    for address in addresses:
        outbox.put("mail", {"template": "test", "to": address}, priority=priority)
    delivery.drain(["mail"])


def test_the_row_knows_the_mailbox_by_its_key():
    write("Anna@Exämple.org")
    assert OutboxMessage.objects.get().recipient == "anna@xn--exmple-cua.org"


def test_many_mails_to_one_mailbox_are_spread_and_none_is_lost(sink, settings):
    settings.RATES = settings.RATES | {"mail_mailbox": "3/10m"}
    write(*["anna@example.com"] * 5, "bert@example.com")
    assert len(sink.received) == 4
    waiting = OutboxMessage.objects.filter(state=State.PENDING)
    assert {row.attempts for row in waiting} == {0}
    assert all(timedelta(minutes=9) < row.available_at - clock.now() <= timedelta(minutes=10) for row in waiting)
    OutboxMessage.objects.filter(state=State.DONE).update(finished_at=clock.now() - timedelta(minutes=11))
    waiting.update(available_at=clock.now())
    delivery.drain(["mail"])
    assert len(sink.received) == 6


def test_a_letter_that_is_held_back_mints_no_token(settings):
    settings.RATES = settings.RATES | {"mail_mailbox": "1/10m"}
    write(*["anna@example.com"] * 3)
    assert OneTimeToken.objects.count() == 1


def test_what_somebody_waits_for_is_never_held_back(sink, settings):
    settings.RATES = settings.RATES | {"mail_mailbox": "1/10m"}
    write("anna@example.com")
    write("Anna@example.com", "anna@example.com", priority=outbox.URGENT)
    assert len(sink.received) == 3


def test_a_mailbox_that_does_not_exist_gets_no_mail_that_can_wait(sink):
    sink.answers["RCPT"] = "550 5.1.1 no such mailbox, said https://here/activate#token=abcdefg"
    write("Gone@example.com")
    sink.answers.clear()
    write("gone@example.com")
    assert sink.received == []
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.DEAD}
    held = Suppression.objects.get()
    assert (held.address, held.reason) == (
        "gone@example.com",
        "550 5.1.1 no such mailbox, said https://here/activate#token=[redacted]",
    )
    assert OutboxMessage.objects.filter(last_error__startswith="suppressed: 550 5.1.1").count() == 1


@pytest.mark.parametrize("said", ["550 5.7.1 relaying denied", "550 rejected", "552 5.2.2 full", "450 4.1.1 try later"])
def test_a_refusal_that_is_not_about_the_mailbox_suppresses_nothing(sink, said):
    sink.answers["RCPT"] = said
    write("anna@example.com")
    assert not Suppression.objects.exists()


def test_a_letter_that_is_refused_as_a_whole_is_no_word_about_the_mailbox(sink):
    sink.answers["DATA"] = "550 5.1.1 no such mailbox"
    write("anna@example.com")
    assert not Suppression.objects.exists()


def test_what_somebody_waits_for_is_tried_all_the_same_and_shows_that_the_mailbox_is_back(sink):
    sink.answers["RCPT"] = "550 5.1.1 no such mailbox"
    write("anna@example.com")
    write("anna@example.com", priority=outbox.URGENT)
    assert Suppression.objects.count() == 1
    sink.answers.clear()
    write("anna@example.com", priority=outbox.URGENT)
    write("anna@example.com")
    assert len(sink.received) == 2
    assert not Suppression.objects.exists()


def test_what_was_suppressed_by_hand_stays_so_though_the_mailbox_takes_what_is_urgent(sink):
    mailboxes.suppress("anna@example.com", "she complained")
    write("anna@example.com", priority=outbox.URGENT)
    assert len(sink.received) == 1
    assert Suppression.objects.exists()


def test_a_letter_that_left_is_no_failure_though_the_database_was_lost_just_then(sink, monkeypatch):
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("kernel.mailboxes._LIFT", SimpleNamespace(rows=lost))
    write("anna@example.com", priority=outbox.URGENT)
    assert len(sink.received) == 1
    assert OutboxMessage.objects.get().state == State.DONE


@pytest.mark.parametrize("address", ["", "nobody", "a@example.com\r\nBcc: b@example.com"])
def test_what_is_no_address_is_given_up(address):
    write(address)
    assert OutboxMessage.objects.get().last_error == "this is no address"
