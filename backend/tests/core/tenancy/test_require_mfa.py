"""An organization may ask its members for a second factor (C3): without one every door but the way out is shut."""

from datetime import timedelta

import pytest

from authentication.models import User
from core.tenancy.models import Organization
from core.vault import grants as vault
from kernel import clock, delivery, subscriptions
from kernel.models import EventRecord
from tests.core.invitations.stage import mailed_token
from tests.factories import client_of, make_user

ORGANIZATIONS = "/api/core/organizations/"


def arm(*people) -> None:
    """Let these people have a second factor."""
    for person in people:
        User.objects.filter(pk=person.user.pk).update(second_factor_at=clock.now())


def demand(organization, *, required=True) -> None:
    Organization.objects.filter(pk=organization.pk).update(require_mfa=required)


def url(world) -> str:
    return f"{ORGANIZATIONS}{world.organization.id}/"


def switch(world, who="owner", *, on=True):
    return world[who].client.patch(url(world), {"require_mfa": on}, format="json")


def shut(response) -> bool:
    return (response.status_code, response.json()["code"]) == (403, "mfa_required")


def test_switching_it_on_shuts_out_at_once_whoever_has_none(world):
    arm(world.owner, world.viewer)
    assert world.member.client.get(url(world)).status_code == 200
    answer = switch(world)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["require_mfa"], answer.json()["locked"]) == (True, False)
    assert shut(world.member.client.get(url(world)))
    assert world.viewer.client.get(url(world)).status_code == 200
    event = EventRecord.objects.get(verb="tenancy.organization.changed")
    assert event.data == {"require_mfa": {"was": False, "is": True}}


def test_a_second_factor_opens_it_again_and_switching_it_off_does(world):
    arm(world.owner)
    switch(world)
    arm(world.member)
    assert world.member.client.get(url(world)).status_code == 200
    assert shut(world.viewer.client.get(url(world)))
    assert switch(world, on=False).status_code == 200
    assert world.viewer.client.get(url(world)).status_code == 200


def test_who_asks_others_has_one(world):
    answer = switch(world)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["errors"][0]["code"] == "second_factor_missing"
    assert not Organization.objects.get(pk=world.organization.pk).require_mfa


def test_it_is_for_admins_and_owners(world):
    arm(*world.people.values())
    assert [switch(world, who).status_code for who in ("member", "viewer", "admin", "outsider")] == [403, 403, 200, 404]


@pytest.mark.parametrize("value", [None, 1, 0, "true", "", [], {}])
def test_it_is_true_or_false(world, value):
    arm(world.owner)
    assert world.owner.client.patch(url(world), {"require_mfa": value}, format="json").status_code == 400


def test_to_say_it_again_changes_nothing(world):
    assert switch(world, on=False).status_code == 200
    assert not EventRecord.objects.exists()


def test_the_list_shows_it_locked(world):
    demand(world.organization)
    (row,) = world.member.client.get(ORGANIZATIONS).json()["results"]
    assert (row["slug"], row["require_mfa"], row["locked"]) == ("acme", True, True)
    arm(world.member)
    (row,) = world.member.client.get(ORGANIZATIONS).json()["results"]
    assert (row["require_mfa"], row["locked"]) == (True, False)
    (row,) = world.outsider.client.get(ORGANIZATIONS).json()["results"]
    assert (row["require_mfa"], row["locked"]) == (False, False)


def test_one_may_leave(world):
    demand(world.organization)
    assert world.member.client.post(url(world) + "leave/", {}, format="json").status_code == 204
    assert world.member.client.get(ORGANIZATIONS).json()["results"] == []


def test_one_may_still_join_and_finds_it_locked(world):
    arm(world.owner)
    switch(world)
    newcomer = make_user("new@acme.example")
    body = {"email": newcomer.email, "role": "member"}
    assert world.owner.client.post(url(world) + "invitations/", body, format="json").status_code == 201
    token = mailed_token(newcomer.email)
    client = client_of(newcomer)
    assert client.post("/api/core/invitations/preview/", {"token": token}, format="json").status_code == 200
    accepted = client.post("/api/core/invitations/accept/", {"token": token}, format="json")
    assert accepted.status_code == 200, accepted.content
    assert client.get(ORGANIZATIONS).json()["results"][0]["locked"] is True
    assert shut(client.get(url(world)))


def test_members_show_who_has_one(world):
    arm(world.admin)
    rows = world.viewer.client.get(url(world) + "members/").json()["results"]
    assert {row["role"]: row["mfa_enabled"] for row in rows} == {
        "owner": False, "admin": True, "member": False, "viewer": False,
    }  # fmt: skip


def test_who_is_shut_out_is_told_nothing_of_it(world):
    """A notification names what happens inside."""
    arm(world.owner, world.admin)
    demand(world.organization)
    body = {"organization": str(world.organization.id), "name": "Secret plan"}
    assert world.owner.client.post("/api/core/projects/", body, format="json").status_code == 201
    delivery.drain(subscriptions.table().DELIVERIES.keys())
    told = world.admin.client.get("/api/core/notifications/").json()["results"]
    assert any("Secret plan" in row["title"] + row["body"] for row in told)
    assert world.member.client.get("/api/core/notifications/").json()["results"] == []


def test_finding_a_project_is_still_one_query(world, django_assert_num_queries):
    body = {"organization": str(world.organization.id), "name": "Shop"}
    project = world.owner.client.post("/api/core/projects/", body, format="json").json()["id"]
    actor = world.member.actor
    with django_assert_num_queries(1):
        vault.project(actor, project, vault.Permission.PROJECT_READ)


def test_the_owner_is_shut_out_like_anybody(world):
    """Whoever lets the own factor go has to set one up again, and then may switch it off."""
    demand(world.organization)
    assert shut(switch(world, on=False))
    arm(world.owner)
    assert switch(world, on=False).status_code == 200


def test_an_old_session_switches_nothing(world):
    from authentication.models import Session

    arm(world.owner)
    client = world.owner.client
    Session.objects.update(confirmed_at=clock.now() - timedelta(minutes=6))
    answer = client.patch(url(world), {"require_mfa": True}, format="json")
    assert answer.json()["code"] == "reauthentication_required"
    assert not Organization.objects.get(pk=world.organization.pk).require_mfa
