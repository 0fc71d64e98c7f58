"""/api/core/variables/: create, list, change, delete, and what is refused."""

from uuid import uuid4

import pytest

from core.vault.models import ValueRead, Variable
from kernel.models import EventRecord

URL = "/api/core/variables/"


def last_event() -> EventRecord:
    return EventRecord.objects.latest("at")


def test_it_creates_a_variable_and_says_so_without_the_value(vault):
    answer = vault.set("DATABASE_URL", "postgres://u:hunter2@db/x", note="main", kind="secret")
    assert answer["version"] == 1
    assert answer["length"] == 25
    assert answer["has_value"] is True
    assert answer["updated_by"]["email"] == "member@acme.example"
    assert "value" not in answer
    event = last_event()
    assert event.verb == "vault.variable.created"
    assert event.target_label == "DATABASE_URL"
    assert event.data["revision"] == 1
    assert "hunter2" not in str(vars(event))


def test_the_database_never_sees_a_value(vault):
    vault.set("A", "needle-in-the-dump")
    row = Variable.objects.get(name="A")
    assert b"needle" not in bytes(row.sealed)


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 201), ("admin", 201), ("member", 201), ("viewer", 403), ("outsider", 404)]
)
def test_creating_obeys_roles(vault, who, status):
    body = {"environment": vault.environment, "name": "A", "value": "x"}
    assert vault.world[who].client.post(URL, body, format="json").status_code == status


def test_a_taken_name_is_a_conflict(vault):
    vault.set("A", "1")
    body = {"environment": vault.environment, "name": "A", "value": "2"}
    response = vault.client.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert vault.values() == {"A": "1"}


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "É", "A\n", " A", "A" * 129, 5, None, ["A"]])
def test_a_bad_name_is_refused(vault, name):
    body = {"environment": vault.environment, "name": name, "value": "x"}
    response = vault.client.post(URL, body, format="json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "name"


@pytest.mark.parametrize("value", ["", " spaces stay ", "ünïcode ✓ 🚀", "a\nb\r\nc\td", "x" * 65536, "'\"`$\\"])
def test_a_value_comes_back_as_it_went(vault, value):
    vault.set("A", value)
    assert vault.values() == {"A": value}


@pytest.mark.parametrize("value", ["x" * 65537, "é" * 32769, "nul\x00", None, 5, True, {"a": 1}])
def test_a_value_that_does_not_fit_is_refused(vault, value):
    body = {"environment": vault.environment, "name": "A", "value": value}
    assert vault.client.post(URL, body, format="json").status_code == 400
    assert vault.values() == {}


def test_a_lone_surrogate_and_an_unknown_field_are_refused(vault):
    raw = f'{{"environment": "{vault.environment}", "name": "A", "value": "\\ud800"}}'
    assert vault.client.post(URL, raw, content_type="application/json").status_code == 400
    body = {"environment": vault.environment, "name": "A", "value": "x", "colour": "red"}
    assert vault.client.post(URL, body, format="json").json()["errors"][0]["code"] == "unknown"


def test_the_list_has_names_and_no_values_unless_asked(vault):
    vault.set("B", "2")
    vault.set("A", "1", kind="config")
    url = f"{URL}?environment={vault.environment}"
    plain = vault.client.get(url)
    assert [(row["name"], row["kind"]) for row in plain.json()["results"]] == [("A", "config"), ("B", "secret")]
    assert all("value" not in row for row in plain.json()["results"])
    assert plain.json()["revision"] == 2
    assert not ValueRead.objects.exists()
    revealed = vault.client.get(f"{url}&reveal=true").json()["results"]
    assert [row["value"] for row in revealed] == ["1", "2"]
    read = ValueRead.objects.get()
    assert (read.kind, read.count, read.actor_label) == ("reveal", 2, "member@acme.example")


def test_the_list_is_not_sent_again_while_nothing_changed(vault):
    vault.set("A", "1")
    url = f"{URL}?environment={vault.environment}"
    tag = vault.client.get(url)["ETag"]
    assert vault.client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304
    vault.set("B", "1")
    assert vault.client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_listing_takes_the_same_queries_however_long(vault, django_assert_max_num_queries):
    for number in range(12):
        vault.set(f"A{number}", "x")
    with django_assert_max_num_queries(4):
        vault.client.get(f"{URL}?environment={vault.environment}")


def test_a_change_makes_the_next_version(vault):
    created = vault.set("A", "1")
    response = vault.client.patch(f"{URL}{created['id']}/", {"value": "2", "note": "why"}, format="json")
    assert response.status_code == 200
    assert response.json()["version"] == 2
    assert vault.values() == {"A": "2"}
    assert last_event().verb == "vault.variable.set"
    assert last_event().data["fields"] == ["value", "note"]


def test_a_change_that_changes_nothing_makes_no_version(vault):
    created = vault.set("A", "1")
    before = vault.revision()
    response = vault.client.patch(f"{URL}{created['id']}/", {"value": "1", "name": "A"}, format="json")
    assert (response.status_code, response.json()["version"]) == (200, 1)
    assert vault.revision() == before


def test_a_note_alone_keeps_the_value(vault):
    created = vault.set("A", "keep me")
    vault.client.patch(f"{URL}{created['id']}/", {"note": "new"}, format="json")
    assert vault.values() == {"A": "keep me"}


def test_a_rename_keeps_the_value_and_tells_both_names(vault):
    created = vault.set("A", "1")
    vault.client.patch(f"{URL}{created['id']}/", {"name": "B"}, format="json")
    assert vault.values() == {"B": "1"}
    event = last_event()
    assert (event.verb, event.target_label, event.data["before"]) == ("vault.variable.renamed", "B", "A")


def test_a_rename_to_a_taken_name_is_a_conflict(vault):
    vault.set("A", "1")
    other = vault.set("B", "2")
    assert vault.client.patch(f"{URL}{other['id']}/", {"name": "A"}, format="json").status_code == 409
    assert vault.values() == {"A": "1", "B": "2"}


@pytest.mark.parametrize("how", ["header", "field"])
def test_a_stale_write_is_refused_and_told_who_was_faster(vault, how):
    created = vault.set("A", "1")
    url = f"{URL}{created['id']}/"
    vault.world.admin.client.patch(url, {"value": "2"}, format="json")
    extra = {"HTTP_IF_MATCH": '"1"'} if how == "header" else {}
    body = {"value": "3"} | ({"expected_version": 1} if how == "field" else {})
    response = vault.client.patch(url, body, format="json", **extra)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "stale_version")
    assert problem["errors"][0]["field"] == "version"
    assert problem["current"]["version"] == 2
    assert problem["current"]["updated_by"]["email"] == "admin@acme.example"
    assert vault.values() == {"A": "2"}


@pytest.mark.parametrize("header", ["1", '"x"', '"1", "2"', '"99999999999"', '""', '"١"'])
def test_a_garbled_if_match_is_refused(vault, header):
    created = vault.set("A", "1")
    response = vault.client.patch(
        f"{URL}{created['id']}/", {"value": "2"}, format="json", HTTP_IF_MATCH=header.encode().decode("latin-1")
    )
    assert response.status_code == 400


def test_a_deleted_variable_lies_in_the_trash(vault):
    created = vault.set("A", "1")
    url = f"{URL}{created['id']}/"
    assert vault.client.delete(url, HTTP_IF_MATCH='"2"').status_code == 409
    assert vault.client.delete(url, HTTP_IF_MATCH='"1"').status_code == 204
    assert vault.client.delete(url).status_code == 404
    assert vault.client.patch(url, {"value": "2"}, format="json").status_code == 404
    assert vault.client.post(f"{url}reveal/").status_code == 404
    assert vault.values() == {}
    trash = vault.client.get(f"{URL}?environment={vault.environment}&deleted=true").json()["results"]
    assert [row["name"] for row in trash] == ["A"]
    assert last_event().verb == "vault.variable.deleted"


def test_another_organization_sees_the_words_of_a_missing_id(vault):
    created = vault.set("A", "1")
    outsider = vault.world.outsider.client
    foreign, missing = outsider.get(f"{URL}{created['id']}/"), outsider.get(f"{URL}{uuid4()}/")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]


def test_an_environment_holds_2000_variables_and_not_one_more(vault):
    from core.vault.models import Environment

    Environment.objects.filter(pk=vault.environment).update(variable_count=1999)
    vault.set("LAST", "x")
    body = {"environment": vault.environment, "name": "ONE_MORE", "value": "x"}
    response = vault.client.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert list(vault.values()) == ["LAST"]


def test_a_write_takes_at_most_ten_queries(vault, django_assert_max_num_queries):
    created = vault.set("A", "1")
    with django_assert_max_num_queries(13):  # two of them are the session and the person in the answer, two savepoints
        vault.client.patch(f"{URL}{created['id']}/", {"value": "2"}, format="json")
