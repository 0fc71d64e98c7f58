"""What becomes of organizations when an account is deleted: no team is left without an owner."""

import pytest

from core.tenancy.models import Membership, Organization
from kernel.models import EventRecord
from KeyNest.subscriptions import LEAVING, PERMISSIONS
from tests.world import make_organization


def test_a_sole_owner_of_others_is_held_back(world):
    (fault,) = LEAVING(world.owner.actor, world.owner.user.id)
    assert fault.code == "sole_owner"
    assert "Acme" in fault.message


@pytest.mark.parametrize("who", ["admin", "viewer"])
def test_whoever_is_no_sole_owner_leaves(world, who):
    assert LEAVING(world[who].actor, world[who].user.id) == []
    assert not Membership.objects.filter(user=world[who].user).exists()
    assert EventRecord.objects.get().verb == "tenancy.member.left"


def test_an_organization_of_one_goes_with_its_owner(world):
    assert LEAVING(world.outsider.actor, world.outsider.user.id) == []
    assert not Organization.objects.filter(slug="elsewhere").exists()
    assert EventRecord.objects.get().verb == "tenancy.organization.deleted"
    assert Organization.objects.filter(slug="acme").exists()


def test_a_token_shows_the_role_in_each_organization(world):
    second = make_organization("Second", owner=world.viewer.user)
    assert PERMISSIONS(world.viewer.user.id) == {str(world.organization.id): "viewer", str(second.id): "owner"}
