"""Organizations: founded, listed, changed and deleted through the API."""

import pytest

from core.tenancy.models import Membership, Organization
from core.tenancy.roles import ALLOWED, Role
from kernel.models import EventRecord
from tests.factories import client_of, make_user

ORGANIZATIONS = "/api/core/organizations/"


def verbs(organization_id):
    rows = EventRecord.objects.filter(stream__key=f"o:{organization_id}").order_by("seq")
    return list(rows.values_list("verb", flat=True))


@pytest.fixture
def anna(db):
    return client_of(make_user("anna@example.com"))


def test_the_founder_is_its_owner_and_it_is_on_record(anna):
    response = anna.post(ORGANIZATIONS, {"name": "Ada & Söhne"}, format="json")
    assert response.status_code == 201
    body = response.json()
    assert (body["name"], body["slug"], body["role"], body["member_count"]) == ("Ada & Söhne", "ada-sohne", "owner", 1)
    assert set(body["permissions"]) == {permission.value for permission in ALLOWED[Role.OWNER]}
    assert body["created_at"].endswith("Z")
    assert anna.get(f"{ORGANIZATIONS}{body['id']}/").json() == body
    assert verbs(body["id"]) == ["tenancy.organization.created"]


def test_a_name_taken_as_short_name_gets_something_behind_it(anna):
    first = anna.post(ORGANIZATIONS, {"name": "Acme"}, format="json").json()
    second = anna.post(ORGANIZATIONS, {"name": "Acme"}, format="json").json()
    assert first["slug"] == "acme"
    assert second["slug"].startswith("acme-")


def test_a_name_without_latin_letters_is_fine(anna):
    assert anna.post(ORGANIZATIONS, {"name": "日本"}, format="json").json()["slug"].startswith("organization")


def test_a_wished_short_name_that_is_taken_is_a_conflict(anna, world):
    response = anna.post(ORGANIZATIONS, {"name": "Mine", "slug": "acme"}, format="json")
    assert response.status_code == 409
    assert response.json()["errors"][0]["field"] == "slug"
    assert not Organization.objects.filter(name="Mine").exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": None},
        {"name": 7},
        {"name": True},
        {"name": ["a"]},
        {"name": "a" * 81},
        {"name": "a\nb"},
        {"name": "a\u202eb"},
        {"name": "ok", "slug": "Über"},
        {"name": "ok", "slug": "-a"},
        {"name": "ok", "slug": "a--b"},
        {"name": "ok", "slug": "a" * 61},
        {"name": "ok", "slug": "a\nb"},
        {"name": "ok", "role": "owner"},
        [],
        "text",
    ],
)
def test_a_faulty_body_is_refused_by_field(anna, body):
    response = anna.post(ORGANIZATIONS, body, format="json")
    assert response.status_code == 400
    assert response.json()["code"] == "invalid"
    assert not Organization.objects.exists()


def test_the_list_holds_only_my_own(world, django_assert_max_num_queries):
    client = world.viewer.client
    client.get(ORGANIZATIONS)
    with django_assert_max_num_queries(3):
        rows = client.get(ORGANIZATIONS).json()["results"]
    assert [(row["slug"], row["role"], row["member_count"]) for row in rows] == [("acme", "viewer", 4)]


def test_the_list_is_paged_by_name(anna):
    for name in ("Cedar", "Ash", "Beech"):
        anna.post(ORGANIZATIONS, {"name": name}, format="json")
    first = anna.get(ORGANIZATIONS + "?limit=2").json()
    assert [row["name"] for row in first["results"]] == ["Ash", "Beech"]
    second = anna.get(first["next"]).json()
    assert [row["name"] for row in second["results"]] == ["Cedar"]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["?limit=0", "?limit=201", "?limit=x", "?cursor=%00", "?cursor=abc", "?who=me"])
def test_a_faulty_query_is_refused(anna, query):
    assert anna.get(ORGANIZATIONS + query).status_code == 400


def test_a_change_is_recorded_with_before_and_after(world):
    url = f"{ORGANIZATIONS}{world.organization.id}/"
    response = world.admin.client.patch(url, {"name": "Acme Ltd"}, format="json")
    assert response.status_code == 200
    assert response.json()["name"] == "Acme Ltd"
    event = EventRecord.objects.get(stream__key=f"o:{world.organization.id}")
    assert event.verb == "tenancy.organization.changed"
    assert event.data == {"name": {"was": "Acme", "is": "Acme Ltd"}}


def test_a_change_to_the_same_is_no_event(world):
    url = f"{ORGANIZATIONS}{world.organization.id}/"
    assert world.admin.client.patch(url, {"name": "Acme"}, format="json").status_code == 200
    assert world.admin.client.patch(url, {}, format="json").status_code == 200
    assert verbs(world.organization.id) == []


def test_deleting_needs_its_short_name_repeated(world):
    url = f"{ORGANIZATIONS}{world.organization.id}/"
    assert world.owner.client.delete(url, {"confirm": "elsewhere"}, format="json").status_code == 400
    assert world.owner.client.delete(url).status_code == 400
    assert world.owner.client.delete(url, {"confirm": "acme"}, format="json").status_code == 204
    assert world.owner.client.get(url).status_code == 404
    assert not Membership.objects.filter(organization_id=world.organization.id).exists()
    assert verbs(world.organization.id) == ["tenancy.organization.deleted"]


def test_a_visit_is_remembered_for_the_members_list(world):
    client = world.viewer.client
    url = f"{ORGANIZATIONS}{world.organization.id}/"
    client.get(url)
    members = client.get(url + "members/").json()["results"]
    assert {m["user"]["email"]: m["last_seen_at"] is not None for m in members} == {
        "owner@acme.example": False,
        "admin@acme.example": False,
        "member@acme.example": False,
        "viewer@acme.example": True,
    }


def test_a_key_makes_founding_repeatable(anna):
    headers = {"Idempotency-Key": "once"}
    first = anna.post(ORGANIZATIONS, {"name": "Once"}, format="json", headers=headers)
    second = anna.post(ORGANIZATIONS, {"name": "Once"}, format="json", headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Organization.objects.filter(name="Once").count() == 1


def test_deleting_takes_projects_variables_and_invitations_with_it(world):
    client, organization = world.owner.client, str(world.organization.id)
    project = client.post("/api/core/projects/", {"organization": organization, "name": "Shop"}, format="json").json()
    environment = project["environments"][0]["id"]
    for value in ("1", "2"):
        variable = {"environment": environment, "name": f"KEY_{value}", "value": value}
        assert client.post("/api/core/variables/", variable, format="json").status_code == 201
    client.post(
        f"{ORGANIZATIONS}{organization}/invitations/", {"email": "x@example.com", "role": "member"}, format="json"
    )
    assert client.delete(f"{ORGANIZATIONS}{organization}/", {"confirm": "acme"}, format="json").status_code == 204
    assert client.get(f"/api/core/projects/{project['id']}/").status_code == 404
    assert verbs(organization)[-1] == "tenancy.organization.deleted"
