"""The clock settles invitations that nobody answered in time, once, and says so in the audit log."""

from datetime import timedelta

from core.invitations import tasks
from core.invitations.models import Invitation
from kernel import clock
from kernel.models import EventRecord
from tests.core.invitations.stage import invite


def test_what_nobody_answered_in_time_is_settled_once_and_recorded(world):
    invite(world, "late@example.com"), invite(world, "open@example.com")
    Invitation.objects.filter(email="late@example.com").update(expires_at=clock.now() - timedelta(seconds=1))
    tasks.expire()
    tasks.expire()
    states = dict(Invitation.objects.values_list("email", "state"))
    assert states == {"late@example.com": "expired", "open@example.com": "pending"}
    event = EventRecord.objects.get(verb="invitations.invitation.expired")
    assert (event.actor_kind, event.actor_label, event.target_label) == ("system", "the clock", "late@example.com")
    assert event.stream.key == f"o:{world.organization.id}"
    assert Invitation.objects.get(email="late@example.com").settled_at is not None


def test_whoever_is_invited_again_afterwards_gets_a_new_invitation(world):
    invite(world)
    Invitation.objects.update(expires_at=clock.now())
    tasks.expire()
    assert invite(world).status_code == 201


def test_an_answer_that_came_first_stands(world):
    invite(world)
    Invitation.objects.update(expires_at=clock.now(), state="accepted", settled_at=clock.now())
    tasks.expire()
    assert Invitation.objects.get().state == "accepted"
