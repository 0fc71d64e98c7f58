"""/api/core/environments/{id}/values/: the machine read, its tag, its record, its budget."""

from dataclasses import replace

import pytest

from core.tenancy.roles import Permission
from core.vault import grants
from core.vault.models import ValueRead
from core.vault.selectors import values
from kernel.actor import ActorKind


def read(vault, who="member", **headers):
    return vault.world[who].client.get(f"/api/core/environments/{vault.environment}/values/", **headers)


def test_it_answers_names_and_values_at_a_revision_and_writes_it_down(vault):
    vault.set("B", "2")
    vault.set("A", "1")
    answer = read(vault, HTTP_USER_AGENT="reader/1", HTTP_X_REQUEST_ID="abc")
    assert answer.json() == {"environment": "development", "revision": 2, "variables": {"A": "1", "B": "2"}}
    assert answer["ETag"] == '"2"'
    assert answer["Cache-Control"] == "no-store"
    record = ValueRead.objects.get()
    assert (record.kind, record.count, record.agent, record.request_id) == ("values", 2, "reader/1", "abc")
    assert (str(record.environment_id), record.address) == (vault.environment, "127.0.0.1")


def test_an_empty_environment_has_an_answer_too(vault):
    assert read(vault).json() == {"environment": "development", "revision": 0, "variables": {}}
    assert ValueRead.objects.get().count == 0


@pytest.mark.parametrize("known", ['"1"', 'W/"1"', '"0", "1"', "*"])
def test_what_is_known_is_not_read_again(vault, known, django_assert_num_queries):
    vault.set("A", "1")
    with django_assert_num_queries(1):
        answer = read(vault, HTTP_IF_NONE_MATCH=known)
    assert (answer.status_code, answer["ETag"], answer.content) == (304, '"1"', b"")
    assert not ValueRead.objects.exists()


@pytest.mark.parametrize("stale", ['"0"', "1", '"11"', "nonsense", ""])
def test_what_is_stale_is_read(vault, stale):
    vault.set("A", "1")
    assert read(vault, HTTP_IF_NONE_MATCH=stale).status_code == 200


def test_a_read_takes_two_statements_however_many_values(vault, django_assert_num_queries):
    for number in range(12):
        vault.set(f"V{number}", "x")
    with django_assert_num_queries(2):
        assert read(vault).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("viewer", 200), ("outsider", 404)])
def test_it_obeys_roles(vault, who, status):
    assert read(vault, who).status_code == status
    assert ValueRead.objects.count() == (status == 200)


def test_write_only_values_go_to_machines_and_not_to_people(vault):
    vault.set("A", "1")
    vault.set("HIDDEN", "for machines", kind="write_only")
    assert read(vault).json()["variables"] == {"A": "1"}
    person = vault.world.member.actor
    grant = grants.environment(person, vault.environment, Permission.VARIABLE_READ)
    machine = replace(grant, actor=replace(person, kind=ActorKind.TOKEN))
    assert values.values(machine).values == {"A": "1", "HIDDEN": "for machines"}
    assert list(ValueRead.objects.order_by("id").values_list("actor_kind", "count")) == [("user", 1), ("token", 2)]
