"""Members: listed, given other roles, removed, leaving, handing on; and an owner always remains."""

import threading

import pytest
from django.db import connection

from core.tenancy.models import Membership
from kernel.models import EventRecord
from tests.factories import client_of, make_user
from tests.world import make_organization


def url_of(world, who=None):
    base = f"/api/core/organizations/{world.organization.id}/members/"
    return f"{base}{world[who].user.id}/" if who else base


def change(world, who, target, role):
    return world[who].client.patch(url_of(world, target), {"role": role}, format="json")


def events_of(world):
    return list(EventRecord.objects.filter(stream__key=f"o:{world.organization.id}").order_by("seq"))


def role_of(world, who):
    return Membership.objects.get(organization=world.organization, user=world[who].user).role


def test_everybody_sees_who_belongs(world, django_assert_max_num_queries):
    client = world.viewer.client
    with django_assert_max_num_queries(3):
        rows = client.get(url_of(world)).json()["results"]
    assert [(row["user"]["email"], row["role"]) for row in rows] == [
        (f"{who}@acme.example", who) for who in ("owner", "admin", "member", "viewer")
    ]
    assert set(rows[0]) == {"user", "role", "mfa_enabled", "joined_at", "last_seen_at"}
    assert set(rows[0]["user"]) == {"id", "email", "full_name", "avatar_url"}


def test_the_list_costs_the_same_however_many_there_are(world, django_assert_max_num_queries):
    for _ in range(60):
        Membership.objects.create(
            organization=world.organization, user=make_user(), role="member", created_at=world.organization.created_at
        )
    client = world.viewer.client
    with django_assert_max_num_queries(3):
        first = client.get(url_of(world)).json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) + len(second["results"]) == 64


@pytest.mark.parametrize(
    ("q", "found"), [("VIEWER@", 1), ("acme.example", 4), ("grace hop", 1), ("%", 0), ("nobody", 0), ("", 4)]
)
def test_the_list_is_searched_by_name_and_address(world, q, found):
    world.member.user.first_name, world.member.user.last_name = "Grace", "Hopper"
    world.member.user.save()
    assert len(world.viewer.client.get(url_of(world), {"q": q}).json()["results"]) == found


def test_a_new_role_is_recorded_with_the_old_one(world):
    response = change(world, "admin", "member", "viewer")
    assert response.status_code == 200
    assert response.json()["role"] == "viewer"
    (event,) = events_of(world)
    assert (event.verb, event.data) == ("tenancy.member.role_changed", {"was": "member", "role": "viewer"})
    assert event.target_label == "member@acme.example"


def test_the_same_role_again_is_no_event(world):
    assert change(world, "admin", "member", "member").status_code == 200
    assert events_of(world) == []


@pytest.mark.parametrize(
    ("who", "target", "role", "status"),
    [
        ("admin", "owner", "viewer", 403),
        ("admin", "member", "owner", 403),
        ("admin", "member", "admin", 200),
        ("admin", "admin", "member", 200),
        ("member", "viewer", "member", 403),
        ("viewer", "viewer", "owner", 403),
        ("owner", "admin", "owner", 200),
        ("owner", "outsider", "member", 404),
        ("outsider", "member", "viewer", 404),
    ],
)
def test_nobody_gives_or_takes_a_role_above_their_own(world, who, target, role, status):
    assert change(world, who, target, role).status_code == status


@pytest.mark.parametrize("body", [{}, {"role": "god"}, {"role": None}, {"role": 1}, {"role": ["owner"]}, {"role": {}}])
def test_a_faulty_role_is_refused(world, body):
    assert world.owner.client.patch(url_of(world, "member"), body, format="json").status_code == 400


def test_the_last_owner_stays(world):
    assert change(world, "owner", "owner", "admin").status_code == 409
    assert world.owner.client.delete(url_of(world, "owner")).status_code == 409
    leave = f"/api/core/organizations/{world.organization.id}/leave/"
    assert world.owner.client.post(leave).status_code == 409
    assert role_of(world, "owner") == "owner"
    assert events_of(world) == []


def test_one_of_two_owners_may_step_down(world):
    change(world, "owner", "member", "owner")
    assert change(world, "owner", "owner", "admin").status_code == 200
    assert role_of(world, "member") == "owner"


def test_removal_ends_the_membership_at_once(world):
    assert world.admin.client.delete(url_of(world, "member")).status_code == 204
    assert world.member.client.get(url_of(world)).status_code == 404
    (event,) = events_of(world)
    assert (event.verb, event.target_label) == ("tenancy.member.removed", "member@acme.example")


def test_an_admin_can_not_remove_the_owner(world):
    assert world.admin.client.delete(url_of(world, "owner")).status_code == 403


def test_whoever_leaves_is_gone(world):
    leave = f"/api/core/organizations/{world.organization.id}/leave/"
    assert world.viewer.client.post(leave).status_code == 204
    assert world.viewer.client.post(leave).status_code == 404
    assert [event.verb for event in events_of(world)] == ["tenancy.member.left"]


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_sockets_are_told_after_the_commit(world, verb, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("kernel.realtime.publish", lambda stream, message: told.append((stream, message)))
    client = world.owner.client
    with django_capture_on_commit_callbacks() as callbacks:
        getattr(client, verb)(url_of(world, "member"), {"role": "viewer"} if verb == "patch" else {}, format="json")
    assert not told
    for callback in callbacks:
        callback()
    moved = [f"g:{world.organization.id}", f"o:{world.organization.id}"]
    assert told == [(stream, {"type": "stream.moved", "seq": 1}) for stream in moved]


def test_an_owner_hands_the_organization_on(world):
    url = f"/api/core/organizations/{world.organization.id}/transfer/"
    response = world.owner.client.post(url, {"user_id": str(world.member.user.id)}, format="json")
    assert response.status_code == 200
    assert response.json()["role"] == "admin"
    assert (role_of(world, "owner"), role_of(world, "member")) == ("admin", "owner")
    assert [event.verb for event in events_of(world)] == ["tenancy.ownership.transferred"]


@pytest.mark.parametrize(("heir", "status"), [("owner", 400), ("outsider", 404)])
def test_it_is_handed_on_to_another_member_only(world, heir, status):
    url = f"/api/core/organizations/{world.organization.id}/transfer/"
    response = world.owner.client.post(url, {"user_id": str(world[heir].user.id)}, format="json")
    assert response.status_code == status
    assert role_of(world, "owner") == "owner"


@pytest.mark.django_db(transaction=True)
def test_two_owners_stepping_down_at_once_leave_one():
    for attempt in range(5):
        ann, bob = make_user(), make_user()
        organization = make_organization(f"Race{attempt}", owner=ann)
        Membership.objects.create(organization=organization, user=bob, role="owner", created_at=organization.created_at)
        start, statuses = threading.Barrier(2), []

        def step_down(user, start=start, statuses=statuses, organization=organization):
            client = client_of(user)
            url = f"/api/core/organizations/{organization.id}/members/{user.id}/"
            start.wait()
            statuses.append(client.patch(url, {"role": "member"}, format="json").status_code)
            connection.close()

        threads = [threading.Thread(target=step_down, args=(user,)) for user in (ann, bob)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200, 409]
        assert Membership.objects.filter(organization=organization, role="owner").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_owner_who_was_demoted_meanwhile_can_not_demote_the_other():
    """Each tries to make the other a viewer: the second holds a grant that is not true any more."""
    ann, bob = make_user(), make_user()
    organization = make_organization("Duel", owner=ann)
    Membership.objects.create(organization=organization, user=bob, role="owner", created_at=organization.created_at)
    start, statuses = threading.Barrier(2), []

    def demote(user, other):
        client = client_of(user)
        start.wait()
        url = f"/api/core/organizations/{organization.id}/members/{other.id}/"
        statuses.append(client.patch(url, {"role": "viewer"}, format="json").status_code)
        connection.close()

    threads = [threading.Thread(target=demote, args=pair) for pair in ((ann, bob), (bob, ann))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 403]
