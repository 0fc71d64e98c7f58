"""Versions, rollback, trash, history, compare."""

from core.vault.models import ValueRead
from kernel.models import EventRecord

URL = "/api/core/variables/"


def change(vault, row, **body):
    return vault.client.patch(f"{URL}{row['id']}/", body, format="json").json()


def test_versions_are_listed_and_old_values_revealed_on_record(vault):
    row = vault.set("A", "first")
    change(vault, row, value="second")
    listed = vault.client.get(f"{URL}{row['id']}/versions/").json()["results"]
    assert [(version["number"], version["revision"], version["source"]) for version in listed] == [
        (2, 2, "api"),
        (1, 1, "api"),
    ]
    assert "value" not in listed[0]
    old = vault.client.post(f"{URL}{row['id']}/versions/1/reveal/")
    assert old.json() == {"number": 1, "value": "first"}
    assert ValueRead.objects.filter(kind="reveal", variable_id=row["id"]).count() == 1
    assert vault.client.post(f"{URL}{row['id']}/versions/9/reveal/").status_code == 404
    assert vault.client.post(f"{URL}{row['id']}/versions/{10**30}/reveal/").status_code == 404


def test_revealing_one_value_is_recorded(vault):
    row = vault.set("A", "first")
    answer = vault.world.viewer.client.post(f"{URL}{row['id']}/reveal/")
    assert answer.json() == {"id": row["id"], "name": "A", "value": "first", "version": 1}
    read = ValueRead.objects.get()
    assert (read.kind, read.count, read.actor_label) == ("reveal", 1, "viewer@acme.example")
    assert str(read.variable_id) == row["id"]


def test_a_rollback_is_a_new_version_equal_to_the_old_one(vault):
    row = vault.set("A", "first", note="old")
    change(vault, row, value="second", note="new", name="B")
    answer = vault.client.post(f"{URL}{row['id']}/rollback/", {"version": 1}, format="json")
    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["name"], answer.json()["note"]) == (3, "A", "old")
    assert vault.values() == {"A": "first"}
    event = EventRecord.objects.latest("at")
    assert (event.verb, event.data["to"]) == ("vault.variable.rolled_back", 1)
    assert vault.client.post(f"{URL}{row['id']}/rollback/", {"version": 9}, format="json").status_code == 400


def test_a_deleted_variable_comes_back_with_its_value(vault):
    row = vault.set("A", "precious")
    vault.client.delete(f"{URL}{row['id']}/")
    answer = vault.client.post(f"{URL}{row['id']}/restore/")
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    assert vault.values() == {"A": "precious"}
    assert vault.client.post(f"{URL}{row['id']}/restore/").status_code == 409


def test_a_deleted_variable_does_not_push_its_successor_aside(vault):
    row = vault.set("A", "old")
    vault.client.delete(f"{URL}{row['id']}/")
    vault.set("A", "new")
    assert vault.client.post(f"{URL}{row['id']}/restore/").status_code == 409
    assert vault.values() == {"A": "new"}


def test_a_write_only_value_is_never_shown_to_a_person_again(vault):
    row = vault.set("A", "seen before")
    change(vault, row, kind="write_only")
    url = f"{URL}{row['id']}/"
    assert vault.client.post(f"{url}reveal/").status_code == 403
    assert vault.client.post(f"{url}versions/1/reveal/").status_code == 403
    assert vault.values() == {}
    listed = vault.client.get(f"{URL}?environment={vault.environment}&reveal=true").json()["results"]
    assert listed[0]["value"] is None
    assert vault.client.patch(url, {"kind": "secret"}, format="json").status_code == 400
    assert vault.client.post(f"{url}rollback/", {"version": 1}, format="json").json()["kind"] == "write_only"
    assert vault.client.patch(url, {"kind": "secret", "value": "fresh"}, format="json").status_code == 200
    assert vault.client.post(f"{url}versions/2/reveal/").status_code == 403
    assert vault.values() == {"A": "fresh"}


def test_a_guess_at_a_write_only_value_learns_nothing(vault):
    row = vault.set("A", "1234", kind="write_only")
    assert change(vault, row, value="1234")["version"] == 2
    assert change(vault, row, value="0000")["version"] == 3


def test_the_history_tells_each_step(vault):
    row = vault.set("A", "1")
    change(vault, row, value="2")
    vault.client.delete(f"{URL}{row['id']}/")
    steps = vault.client.get(f"/api/core/environments/{vault.environment}/history/").json()["results"]
    assert [(step["revision"], step["added"], step["changed"], step["removed"]) for step in steps] == [
        (3, [], [], ["A"]),
        (2, [], ["A"], []),
        (1, ["A"], [], []),
    ]
    assert steps[0]["author"]["email"] == "member@acme.example"


def test_two_environments_are_compared_without_showing_a_value(vault):
    vault.set("SAME", "x")
    vault.set("SAME", "x", vault.production)
    vault.set("OTHER", "1")
    vault.set("OTHER", "2", vault.production)
    vault.set("HERE", "secret-text")
    vault.set("HIDDEN", "x", kind="write_only")
    vault.set("HIDDEN", "x", vault.production)
    url = f"/api/core/environments/compare/?left={vault.environment}&right={vault.production}"
    response = vault.client.get(url)
    rows = {row["name"]: row["same"] for row in response.json()["rows"]}
    assert rows == {"HERE": None, "HIDDEN": None, "OTHER": False, "SAME": True}
    assert response.json()["rows"][0]["left"] == {"version": 1, "length": 11}
    assert "secret-text" not in response.content.decode()
    assert vault.world.outsider.client.get(url).status_code == 404
