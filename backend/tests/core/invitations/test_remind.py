"""An invitation that ends within a day and was not answered is mailed once more."""

from datetime import timedelta

import pytest
from django.core import mail

from core.invitations import tasks as invitation_tasks
from core.invitations.models import Invitation
from kernel import clock, tasks
from kernel.models import OutboxMessage
from tests.core.invitations.stage import TOKEN, answer, invite, url_of
from tests.factories import client_of, make_user


@pytest.fixture
def invitation(world):
    invite(world)
    tasks.drain()
    mail.outbox.clear()
    return Invitation.objects.get()


def ends_in(invitation, **time):
    invitation.expires_at = clock.now() + timedelta(**time)
    invitation.save()


def remind():
    invitation_tasks.remind()
    tasks.drain()
    letters = list(mail.outbox)
    mail.outbox.clear()
    return letters


def test_it_comes_once_when_a_day_is_left(invitation):
    ends_in(invitation, hours=24, seconds=1)
    assert remind() == []
    ends_in(invitation, hours=24)
    (letter,) = remind()
    assert (letter.to, letter.subject) == (
        ["new@example.com"],
        "Reminder: your invitation to Acme ends soon",
    )
    assert "List-Unsubscribe" in letter.extra_headers
    assert remind() == []


def test_its_link_works_and_proves_the_mailbox_as_the_first_one_does(world, invitation):
    ends_in(invitation, hours=5)
    (letter,) = remind()
    token = TOKEN.search(letter.body)[1]
    guest = make_user("new@example.com")
    shown = answer(client_of(guest), "preview", token).json()
    assert (shown["email"], shown["account_exists"]) == ("new@example.com", True)
    assert answer(client_of(guest), "accept", token).status_code == 200


@pytest.mark.parametrize("state", ["accepted", "declined", "revoked", "expired"])
def test_what_is_settled_needs_none(invitation, state):
    ends_in(invitation, hours=5)
    Invitation.objects.update(state=state, settled_at=clock.now())
    assert remind() == []


def test_what_has_ended_needs_none(invitation):
    ends_in(invitation, seconds=-1)
    assert remind() == []


def test_what_is_answered_between_queueing_and_mailing_gets_none(invitation):
    ends_in(invitation, hours=5)
    invitation_tasks.remind()
    Invitation.objects.update(state="declined", settled_at=clock.now())
    tasks.drain()
    assert mail.outbox == []
    assert not OutboxMessage.objects.filter(state="pending").exists()


def test_sent_again_it_is_reminded_of_its_new_end(world, invitation):
    ends_in(invitation, hours=5)
    assert len(remind()) == 1
    assert world.admin.client.post(url_of(world, invitation.id, "resend"), {}, format="json").status_code == 200
    tasks.drain()
    mail.outbox.clear()
    assert remind() == []
    invitation.refresh_from_db()
    ends_in(invitation, hours=6)
    assert len(remind()) == 1


def test_there_may_be_many(world, monkeypatch):
    monkeypatch.setattr("core.invitations.actions.REMINDERS_AT_ONCE", 3)
    moment = clock.now()
    Invitation.objects.bulk_create(
        Invitation(
            organization=world.organization,
            email=f"person{number}@example.com",
            email_key=f"person{number}@example.com",
            role="viewer",
            created_at=moment,
            expires_at=moment + timedelta(hours=1),
        )
        for number in range(10)
    )
    assert len({letter.to[0] for letter in remind()}) == 10


def test_its_reader_reads_it_in_their_language(invitation):
    make_user("new@example.com", language="de", time_zone="Asia/Tokyo")
    ends_in(invitation, hours=5)
    (letter,) = remind()
    assert letter.extra_headers["Content-Language"] == "de"
    assert "Asia/Tokyo" in letter.body or "JST" in letter.body
