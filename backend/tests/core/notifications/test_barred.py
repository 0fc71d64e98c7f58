"""Whoever lacks the second factor that an organization asks for reads nothing of what happened there, told or not."""

import pytest

from authentication.models import User
from core.notifications.serializers.inbox import HIDDEN, since
from core.tenancy.models import Membership, Organization
from kernel import clock, tasks
from tests.core.notifications.conftest import create_project, inbox
from tests.world import World


@pytest.fixture(autouse=True)
def _told_before_it_asked(world: World) -> None:
    create_project(world, name="Secret Ambition")
    Organization.objects.filter(pk=world.organization.pk).update(require_mfa=True)


def test_its_words_are_hidden_and_its_number_stays(world: World):
    (seen,) = inbox(world.owner)
    assert {name: seen[name] for name in HIDDEN} == HIDDEN
    assert "Ambition" not in str(seen)
    assert (seen["seq"], seen["read_at"]) == (1, None)


def test_the_stream_hides_them_too(world: World):
    ((number, seen),) = since(world.owner.user.id, 0, 10)
    assert (number, seen["title"], seen["actor"]) == (1, HIDDEN["title"], None)


def test_leaving_is_no_way_around_it(world: World):
    Membership.objects.filter(user=world.viewer.user).delete()
    assert inbox(world.viewer)[0]["title"] == HIDDEN["title"]


def test_a_second_factor_brings_them_back(world: World):
    User.objects.filter(pk=world.owner.user.pk).update(second_factor_at=clock.now())
    assert "Secret Ambition" in inbox(world.owner)[0]["title"]


def test_hidden_ones_can_be_read_away(world: World):
    answer = world.owner.client.post("/api/core/notifications/read/", {"all": True}, format="json")
    assert answer.json() == {"unread": 0}


def test_who_was_removed_is_told_so_all_the_same(world: World):
    User.objects.filter(pk=world.owner.user.pk).update(second_factor_at=clock.now())
    path = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    assert world.owner.client.delete(path).status_code == 204
    tasks.drain()
    newest, older = inbox(world.viewer)
    assert newest["title"] == "You no longer belong to Acme"
    assert older["title"] == HIDDEN["title"]


def test_what_happened_to_the_account_is_never_hidden(world: World):
    world.owner.user.notifications.update(organization=None, kind="security.session_reuse", title="Look")
    assert inbox(world.owner)[0]["title"] == "Look"
