"""Rooms: who has a part in which, what they are called, and how they end."""

import pytest

from core.chat.actions import rooms
from core.chat.models import Entry, Participant, Room
from core.tenancy.models import Membership, Organization
from kernel.models import EventRecord
from tests.factories import client_of, make_user
from tests.world import make_organization


def events(chat):
    rows = EventRecord.objects.filter(stream__key=f"o:{chat.organization}", verb__startswith="chat.")
    return list(rows.order_by("seq").values_list("verb", flat=True))


def test_an_organization_has_general_and_a_room_for_each_project(chat):
    assert list(chat.rooms()) == ["general"]
    chat.project("Shop")
    chat.project("Data pipeline")
    assert list(chat.rooms("viewer")) == ["general", "shop", "data-pipeline"]
    shop = chat.rooms(kind="project")["shop"]
    assert (shop["kind"], shop["project"]["name"], shop["people"]) == ("project", "Shop", [])
    assert shop["may"] == {"post": True, "edit": False, "archive": False}
    assert events(chat) == []


def test_a_project_brings_its_room_along_and_takes_it_away(chat):
    project = chat.project()
    body = {"organization": chat.organization, "kind": "project", "project": project["id"]}
    room = chat.ask("viewer", "post", "rooms/", body, 200)
    chat.say("viewer", room["id"], "hello")
    client = chat.world.owner.client
    path = f"/api/core/projects/{project['id']}/"
    assert client.patch(path, {"slug": "store"}, format="json").status_code == 200
    assert chat.ask("viewer", "get", f"rooms/{room['id']}/")["name"] == "store"
    assert client.delete(path, {"confirm": "store"}, format="json").status_code == 204
    chat.ask("viewer", "get", f"rooms/{room['id']}/", status=404)


def test_the_room_of_a_project_elsewhere_is_not_found(chat):
    body = {"organization": chat.organization, "kind": "project", "project": chat.project()["id"]}
    elsewhere = str(Organization.objects.get(slug="elsewhere").id)
    Membership.objects.create(
        organization_id=elsewhere,
        user=chat.world.member.user,
        role="member",
        created_at=chat.world.organization.created_at,
    )
    for who in ("outsider", "member"):
        assert chat.ask(who, "post", "rooms/", body | {"organization": elsewhere}, 404)["code"] == "not_found"
    assert not Room.objects.filter(organization_id=elsewhere, kind="project").exists()


def test_a_name_is_given_once(chat):
    chat.open("deploys")
    body = {"organization": chat.organization, "kind": "organization", "name": "deploys"}
    assert chat.ask("viewer", "post", "rooms/", body, 409)["errors"][0]["code"] == "taken"
    other = chat.open("releases")
    answer = chat.ask("member", "patch", f"rooms/{other}/", {"name": "deploys"}, 409)
    assert answer["errors"][0] == {
        "field": "name", "code": "taken", "message": "Another room of this organization has this name."
    }  # fmt: skip
    assert events(chat) == ["chat.room.created", "chat.room.created"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"kind": "organization"}, "name", "required"),
        ({"kind": "direct", "name": "us"}, "user", "required"),
        ({"kind": "organization", "name": "Not A Slug"}, "name", "pattern"),
        ({"kind": "organization", "name": "a" * 61}, "name", "max_length"),
        ({"kind": "organization", "name": "a", "topic": "two\nlines"}, "topic", "control_character"),
        ({"kind": "organization", "name": "a", "topic": "x" * 301}, "topic", "max_length"),
        ({"kind": "direct", "user": "00000000-0000-4000-8000-000000000000", "topic": "x"}, "topic", "unexpected"),
        ({"kind": "direct", "user": "00000000-0000-4000-8000-000000000000"}, "user", "not_a_member"),
        ({"kind": "party", "name": "a"}, "kind", "invalid_choice"),
    ],
)
def test_what_makes_no_room_is_named(chat, body, field, code):
    answer = chat.ask("member", "post", "rooms/", {"organization": chat.organization, **body}, 400)
    assert (field, code) in {(error["field"], error["code"]) for error in answer["errors"]}
    assert not Room.objects.exclude(name="general").exists()


def test_changing_a_room_is_said_in_its_stream_and_on_record(chat):
    room = chat.open("deploys")
    found = chat.ask("member", "patch", f"rooms/{room}/", {"name": "releases", "topic": "What goes out"})
    assert (found["name"], found["topic"], found["stream"]["head"]) == ("releases", "What goes out", 1)
    chat.ask("admin", "patch", f"rooms/{room}/", {"topic": "What goes out"})
    assert Entry.objects.filter(room_id=room).count() == 1
    record = EventRecord.objects.get(verb="chat.room.changed")
    assert record.data == {
        "name": {"was": "deploys", "is": "releases"}, "topic": {"was": "", "is": "What goes out"}
    }  # fmt: skip


def test_general_and_rooms_of_projects_keep_their_names(chat):
    chat.project()
    for name in ("general", "shop"):
        room = chat.rooms()[name]["id"]
        answer = chat.ask("owner", "patch", f"rooms/{room}/", {"name": "other"}, 400)
        assert answer["errors"][0]["code"] == "fixed"
        assert chat.ask("owner", "patch", f"rooms/{room}/", {"topic": "All of us"})["topic"] == "All of us"


def test_an_archived_room_is_read_and_not_written(chat):
    room = chat.open("deploys")
    message = chat.say("viewer", room, "gone?")
    assert chat.ask("member", "post", f"rooms/{room}/archive/")["archived"] is True
    chat.ask("member", "post", f"rooms/{room}/archive/")
    answer = chat.say("viewer", room, "hello?", status=409)
    assert answer["code"] == "archived"
    assert chat.ask("viewer", "patch", f"messages/{message['id']}/", {"text": "x"}, 409)["code"] == "archived"
    assert chat.texts("viewer", room) == ["gone?"]
    assert "deploys" not in chat.rooms(archived="false")
    assert list(chat.rooms(archived="true")) == ["deploys"]
    chat.ask("viewer", "delete", f"messages/{message['id']}/", status=204)  # whatever it was, it may be taken back
    assert chat.ask("member", "post", f"rooms/{room}/unarchive/")["may"]["post"] is True
    chat.say("viewer", room, "back")
    assert events(chat) == ["chat.room.created", "chat.room.archived", "chat.room.unarchived"]


def test_who_made_a_room_keeps_it_and_so_does_an_admin_but_nobody_else(chat):
    room = chat.open("deploys", who="viewer")
    chat.ask("member", "post", f"rooms/{room}/archive/", status=403)
    chat.ask("member", "patch", f"rooms/{room}/", {"topic": "x"}, 403)
    chat.ask("viewer", "post", f"rooms/{room}/archive/")
    chat.ask("admin", "post", f"rooms/{room}/unarchive/")
    assert chat.ask("owner", "post", f"rooms/{chat.general()}/archive/", status=403)["code"] == "permission_denied"


def test_an_organization_has_so_many_rooms_and_no_more(chat, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_ROOMS", 3)
    chat.general()
    first, _ = chat.open("first"), chat.open("second")
    body = {"organization": chat.organization, "kind": "organization", "name": "third"}
    assert chat.ask("member", "post", "rooms/", body, 409)["code"] == "conflict"
    chat.project()
    chat.direct("member", "viewer")
    chat.ask("member", "post", f"rooms/{first}/archive/")
    chat.open("third")
    assert chat.ask("member", "post", f"rooms/{first}/unarchive/", status=409)["code"] == "conflict"


def test_two_people_have_one_room_whoever_begins_and_nobody_else_sees_it(chat):
    room = chat.direct("member", "owner")
    assert chat.direct("owner", "member", status=200) == room
    assert chat.direct("member", "owner", status=200) == room
    chat.say("owner", room, "between us")
    found = chat.rooms("member")[room]
    assert {person["email"] for person in found["people"]} == {"owner@acme.example", "member@acme.example"}
    assert (found["name"], found["may"]) == ("", {"post": True, "edit": False, "archive": False})
    for who in ("admin", "viewer", "outsider"):
        for path in ("", "messages/", "readings/", "search/?q=us"):
            chat.ask(who, "get", f"rooms/{room}/{path}", status=404)
        chat.say(who, room, "me too", status=404)
        chat.ask(who, "post", f"rooms/{room}/read/", {"no": 1}, 404)
    assert room not in chat.rooms("admin")
    chat.ask("owner", "patch", f"rooms/{room}/", {"topic": "x"}, 403)
    chat.ask("owner", "post", f"rooms/{room}/archive/", status=403)
    assert events(chat) == []


def test_nobody_talks_to_himself(chat):
    body = {"organization": chat.organization, "kind": "direct", "user": str(chat.world.member.user.id)}
    assert chat.ask("member", "post", "rooms/", body, 400)["errors"][0]["code"] == "self"


def test_when_one_of_two_leaves_the_other_goes_on_reading(chat):
    room = chat.direct("member", "owner")
    chat.say("member", room, "farewell")
    member = chat.world.member.user
    assert chat.world.member.client.post(f"/api/core/organizations/{chat.organization}/leave/").status_code == 204
    assert chat.texts("owner", room) == ["farewell"]
    assert chat.rooms("owner")[room]["may"]["post"] is False
    assert chat.say("owner", room, "wait!", status=403)["code"] == "permission_denied"
    chat.ask("member", "get", f"rooms/{room}/", status=404)
    Membership.objects.create(
        organization=chat.world.organization, user=member, role="viewer", created_at=chat.world.organization.created_at
    )
    assert chat.texts("member", room) == ["farewell"]
    chat.say("owner", room, "there you are")


def test_of_a_deleted_account_the_words_stay_under_its_name(chat):
    general, direct = chat.general(), chat.direct("viewer", "owner")
    chat.say("viewer", general, "hello <@" + str(chat.world.owner.user.id) + ">")
    chat.say("viewer", direct, "psst")
    chat.world.viewer.user.delete()
    for room in (general, direct):
        (message,) = chat.messages("owner", room)["results"]
        assert (message["author"], message["author_label"]) == (None, "viewer@acme.example")
    assert [person["email"] for person in chat.rooms("owner")[direct]["people"]] == ["owner@acme.example"]
    assert chat.rooms("owner")[direct]["may"]["post"] is False
    assert Participant.objects.filter(room_id=direct).count() == 1


def test_the_second_factor_bars_from_rooms_as_from_all_else(chat):
    room = chat.direct("member", "owner")
    Organization.objects.filter(pk=chat.world.organization.pk).update(require_mfa=True)
    assert chat.ask("member", "get", f"rooms/{room}/", status=403)["code"] == "mfa_required"


def test_rooms_of_another_organization_are_not_there(chat):
    elsewhere = str(Organization.objects.get(slug="elsewhere").id)
    chat.ask("member", "get", f"rooms/?organization={elsewhere}", status=404)
    body = {"organization": elsewhere, "kind": "organization", "name": "ours"}
    room = chat.ask("outsider", "post", "rooms/", body, 201)["id"]
    chat.ask("member", "get", f"rooms/{room}/", status=404)
    assert "ours" not in chat.rooms("owner")


def test_the_list_costs_the_same_however_many_there_are(chat, django_assert_max_num_queries):
    chat.general()
    for number in range(5):
        chat.say("owner", chat.open(f"room-{number}"), "hello")
    with django_assert_max_num_queries(6):
        assert len(chat.rooms()) == 6
    for number in range(5, 25):
        chat.say("owner", chat.open(f"room-{number}"), "hello")
    with django_assert_max_num_queries(6):
        assert len(chat.rooms()) == 26


def test_somebody_of_two_organizations_sees_each_apart(db):
    user = make_user()
    first, second = make_organization("First", owner=user), make_organization("Second", owner=user)
    client = client_of(user)
    rooms = {}
    for organization in (first, second):
        found = client.get(f"/api/core/chat/rooms/?organization={organization.id}").json()["results"]
        rooms[organization] = [room["id"] for room in found]
    assert len(rooms[first]) == len(rooms[second]) == 1
    assert rooms[first] != rooms[second]
