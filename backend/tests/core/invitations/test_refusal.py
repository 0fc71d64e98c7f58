"""A mailbox that takes no invitations: none is mailed there, whoever asks, and in the app all goes on."""

import re

import pytest
from django.core import mail

from core.invitations import tasks as invitation_tasks
from core.invitations.models import Invitation, Refusal
from kernel import clock, mailboxes, tasks
from kernel.models import OneTimeToken
from tests.core.invitations.stage import answer, invite, url_of
from tests.factories import client_of, make_user
from tests.world import make_organization

PREFERENCES = "/api/core/notifications/preferences/"
UNSUBSCRIBE = "/api/core/unsubscribe/"


def listed(world, email="new@example.com"):
    rows = world.admin.client.get(url_of(world)).json()["results"]
    return next(row for row in rows if row["email"] == email)


@pytest.fixture
def refused(world, api):
    """The owner of the mailbox has followed the link of an invitation's letter."""
    assert invite(world, "first@example.com").json()["mail_refused"] is False
    assert invite(world).status_code == 201
    tasks.drain()
    letter = next(letter for letter in mail.outbox if letter.to == ["new@example.com"])
    address = re.fullmatch(r"<http://localhost:8000(.*)>", letter.extra_headers["List-Unsubscribe"])[1]
    done = api.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert done.status_code == 200, done.json()
    mail.outbox.clear()


def test_no_organization_reaches_it_by_mail_and_each_is_told(world, refused):
    other = make_organization("Other", owner=world.owner.user)
    path = f"/api/core/organizations/{other.id}/invitations/"
    made = world.owner.client.post(path, {"email": "New@Example.com", "role": "member"}, format="json")
    assert (made.status_code, made.json()["mail_refused"]) == (201, True)
    before = OneTimeToken.objects.count()
    tasks.drain()
    assert mail.outbox == []
    assert OneTimeToken.objects.count() == before
    assert listed(world)["mail_refused"] is True
    assert listed(world, "first@example.com")["mail_refused"] is False


def test_the_invitation_stays_and_can_be_handed_over_and_accepted(world, refused):
    invitation = Invitation.objects.get(email="new@example.com")
    assert world.admin.client.post(url_of(world, invitation.id, "resend"), {}, format="json").status_code in {200, 429}
    link = world.admin.client.post(url_of(world, invitation.id, "link"), {}, format="json").json()["url"]
    guest = make_user("new@example.com")
    assert answer(client_of(guest), "accept", link.partition("token=")[2]).status_code == 200
    assert listed(world)["mail_refused"] is False  # it is answered: nothing is mailed for it any more


def test_many_at_once_say_it_of_each(world, refused):
    body = {
        "invitations": [
            {"email": "NEW@example.com", "role": "viewer"},
            {"email": "third@example.com", "role": "viewer"},
        ]
    }
    Invitation.objects.filter(email="new@example.com").update(state="revoked")
    results = world.admin.client.post(url_of(world), body, format="json").json()["results"]
    assert [one["invitation"]["mail_refused"] for one in results] == [True, False]


def test_its_owner_is_told_in_the_app_and_can_take_it_back_there(world, refused):
    guest = make_user("new@example.com")
    client = client_of(guest)
    assert client.get(PREFERENCES).json()["invitation_mails"] is False
    assert client.put(PREFERENCES, {"invitation_mails": True}, format="json").json()["invitation_mails"] is True
    assert not Refusal.objects.exists()
    assert client.put(PREFERENCES, {"invitation_mails": False}, format="json").json()["invitation_mails"] is False
    assert Refusal.objects.get().email_key == "new@example.com"


def test_nobody_speaks_for_a_mailbox_that_they_have_not_shown_to_read(world):
    guest = make_user("new@example.com", verified=False)
    said = client_of(guest).put(PREFERENCES, {"invitation_mails": False}, format="json")
    assert (said.status_code, said.json()["code"]) == (403, "email_unconfirmed")
    assert not Refusal.objects.exists()


def test_other_mail_to_it_still_comes(world, refused, api):
    make_user("new@example.com")
    assert api.post("/api/auth/password-reset/", {"email": "new@example.com"}, format="json").status_code == 202
    tasks.drain()
    assert [letter.to for letter in mail.outbox] == [["new@example.com"]]


def test_a_mailbox_that_does_not_exist_is_not_told_to_who_invites(world):
    """Whoever invites could otherwise find out which mailboxes there are, and where our mail has failed."""
    mailboxes.suppress("gone@example.com", "550 5.1.1 no such user")
    made = invite(world, "gone@example.com").json()
    tasks.drain()
    seen = listed(world, "gone@example.com")
    plain = invite(world, "there@example.com").json()
    assert {name: made[name] for name in ("state", "mail_refused")} == {"state": "pending", "mail_refused": False}
    assert set(seen) == set(made) == set(plain)
    assert (seen["state"], seen["mail_refused"]) == (plain["state"], plain["mail_refused"])
    assert mail.outbox == []


def test_it_is_not_reminded_either(world, refused):
    Invitation.objects.update(expires_at=clock.now() + invitation_tasks.actions.selectors.REMIND_BEFORE / 2)
    invitation_tasks.remind()
    tasks.drain()
    assert [letter.to for letter in mail.outbox] == [["first@example.com"]]
