"""/api/core/environments/{id}/apply/: all of it or none, one step, one event."""

import hashlib

import orjson
import pytest

from core.vault.models import ChangeSet, VariableVersion
from kernel.models import EventRecord, RememberedAnswer


def apply(vault, changes, **more):
    url = f"/api/core/environments/{vault.environment}/apply/"
    return vault.client.post(url, {"changes": changes, **more}, format="json")


def test_it_sets_renames_adds_and_deletes_in_one_step_and_one_event(vault):
    vault.set("KEEP", "same")
    vault.set("CHANGE", "old")
    vault.set("MOVE", "carried")
    vault.set("GONE", "x")
    before, events = vault.revision(), EventRecord.objects.count()
    response = apply(
        vault,
        [
            {"op": "set", "name": "KEEP", "value": "same"},
            {"op": "set", "name": "CHANGE", "value": "new", "expected_version": 1},
            {"op": "set", "name": "MOVED", "rename_from": "MOVE"},
            {"op": "delete", "name": "GONE"},
            {"op": "set", "name": "NEW", "value": "n", "kind": "config", "note": "hi"},
        ],
        message="because",
    )
    assert response.status_code == 200, response.json()
    assert [row["op"] for row in response.json()["results"]] == ["unchanged", "changed", "renamed", "deleted", "added"]
    assert response.json()["revision"] == before + 1
    assert vault.values() == {"KEEP": "same", "CHANGE": "new", "MOVED": "carried", "NEW": "n"}
    event = EventRecord.objects.latest("at")
    assert EventRecord.objects.count() == events + 1
    assert (event.verb, event.data["count"]) == ("vault.variables.changed", 4)
    assert event.data["names"]["deleted"] == ["GONE"]
    step = ChangeSet.objects.latest("id")
    assert (step.message, step.added, step.removed) == ("because", ["NEW"], ["GONE"])


def test_two_names_can_be_swapped(vault):
    vault.set("A", "1")
    vault.set("B", "2")
    response = apply(
        vault, [{"op": "set", "name": "B", "rename_from": "A"}, {"op": "set", "name": "A", "rename_from": "B"}]
    )
    assert response.status_code == 200, response.json()
    assert vault.values() == {"A": "2", "B": "1"}


def test_a_name_that_is_left_can_be_taken_in_the_same_step(vault):
    vault.set("A", "1")
    vault.set("B", "2")
    changes = [
        {"op": "set", "name": "B", "rename_from": "A"},
        {"op": "delete", "name": "B"},
        {"op": "set", "name": "A", "value": "fresh"},
    ]
    assert apply(vault, changes).status_code == 200
    assert vault.values() == {"A": "fresh", "B": "1"}


def test_one_stale_row_refuses_all_and_names_each_of_them(vault):
    vault.set("A", "1")
    vault.set("B", "1")
    changes = [
        {"op": "set", "name": "NEW", "value": "x", "expected_version": 0},
        {"op": "set", "name": "A", "value": "2", "expected_version": 7},
        {"op": "set", "name": "B", "value": "2", "expected_version": 0},
        {"op": "delete", "name": "MISSING", "expected_version": 3},
    ]
    response = apply(vault, changes)
    assert (response.status_code, response.json()["code"]) == (409, "stale_version")
    conflicts = {row["name"]: row["version"] for row in response.json()["conflicts"]}
    assert conflicts == {"A": 1, "B": 1, "MISSING": None}
    assert response.json()["conflicts"][0]["updated_by"]["email"] == "member@acme.example"
    assert vault.values() == {"A": "1", "B": "1"}


def test_a_stale_revision_refuses_all(vault):
    vault.set("A", "1")
    response = apply(vault, [{"op": "set", "name": "B", "value": "1"}], expected_revision=0)
    assert (response.status_code, response.json()["code"]) == (409, "stale_version")
    assert response.json()["current"] == {"revision": 1}
    assert vault.values() == {"A": "1"}


def test_what_is_so_already_makes_no_step(vault):
    vault.set("A", "1")
    response = apply(vault, [{"op": "set", "name": "A", "value": "1"}])
    assert response.json()["revision"] == 1
    assert VariableVersion.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [{"op": "set", "name": "A", "value": "1"}, {"op": "set", "name": "A", "value": "2"}],
        [{"op": "set", "name": "A", "value": "1"}, {"op": "delete", "name": "A"}],
        [{"op": "set", "name": "X", "rename_from": "A"}, {"op": "delete", "name": "A"}],
        [{"op": "set", "name": "X", "rename_from": "A"}, {"op": "set", "name": "Y", "rename_from": "A"}],
        [{"op": "set", "name": "NEW"}],
        [{"op": "delete", "name": "MISSING"}],
        [{"op": "set", "name": "X", "rename_from": "MISSING"}],
        [{"op": "delete", "name": "A", "value": "1"}],
        [{"op": "set", "name": "A", "value": "1", "colour": "red"}],
        [{"op": "upsert", "name": "A", "value": "1"}],
        [{"op": ["set"], "name": "A", "value": "1"}],
        ["A"],
        [None],
        "A",
        None,
        {"op": "delete", "name": "A"},
    ],
)
def test_contradictions_and_nonsense_are_refused_whole(vault, changes):
    vault.set("A", "kept")
    good = [{"op": "set", "name": "GOOD", "value": "x"}]
    response = apply(vault, good + changes if isinstance(changes, list) and changes else changes)
    assert response.status_code == 400, response.json()
    assert vault.values() == {"A": "kept"}


def test_renaming_onto_a_name_that_stays_is_a_conflict(vault):
    vault.set("A", "1")
    vault.set("B", "2")
    assert apply(vault, [{"op": "set", "name": "B", "rename_from": "A"}]).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("outsider", 404)])
def test_it_obeys_roles(vault, who, status):
    url = f"/api/core/environments/{vault.environment}/apply/"
    body = {"changes": [{"op": "set", "name": "A", "value": "1"}]}
    assert vault.world[who].client.post(url, body, format="json").status_code == status


def test_a_repeated_request_with_its_key_is_done_once(vault):
    url = f"/api/core/environments/{vault.environment}/apply/"
    body = {"changes": [{"op": "set", "name": "A", "value": "1", "expected_version": 0}]}
    first = vault.client.post(url, body, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    again = vault.client.post(url, body, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert vault.revision() == 1


def test_a_remembered_request_does_not_give_its_values_away_to_guessing(vault):
    url = f"/api/core/environments/{vault.environment}/apply/"
    body = {"changes": [{"op": "set", "name": "PIN", "value": "1234"}]}
    vault.client.post(url, body, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    kept = RememberedAnswer.objects.get()
    said = url.encode() + b"\n" + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    assert bytes(kept.fingerprint) != hashlib.sha256(said).digest()
    assert "1234" not in str(kept.body)


def test_many_changes_take_the_queries_of_one(vault, django_assert_max_num_queries):
    vault.set("SIGNED_IN", "so that session and key are there")
    changes = [{"op": "set", "name": f"V{number}", "value": str(number)} for number in range(300)]
    with django_assert_max_num_queries(13):
        assert apply(vault, changes).status_code == 200
    with django_assert_max_num_queries(13):
        assert apply(vault, [{**change, "value": "other"} for change in changes]).status_code == 200
