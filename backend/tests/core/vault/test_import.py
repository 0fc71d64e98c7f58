"""/api/core/environments/{id}/import/: shown first, then all of it or nothing, one step, one event."""

import json

import pytest

from core.vault.models import ChangeSet, VariableVersion
from kernel.models import EventRecord


def bring(vault, content, form="dotenv", who="member", **more):
    url = f"/api/core/environments/{vault.environment}/import/"
    body = {"format": form, "content": content, **more}
    return vault.world[who].client.post(url, body, format="json")


def test_a_dry_run_sorts_every_name_and_writes_nothing(vault):
    vault.set("SAME", "1")
    other = vault.set("OTHER", "old")
    gone = vault.set("GONE", "x")
    text = "SAME=1\nOTHER='new value'\n\nNEW=1\nNEW=2\nnonsense\nBAD-NAME=1\n"
    answer = bring(vault, text, dry_run=True, mode="replace")
    assert answer.status_code == 200
    assert answer.json() == {
        "added": [{"name": "NEW", "line": 5}],
        "changed": [{"name": "OTHER", "line": 2, "id": other["id"], "version": 1}],
        "unchanged": [{"name": "SAME", "line": 1}],
        "removed": [{"name": "GONE", "id": gone["id"]}],
        "errors": [
            {"line": 6, "code": "no_assignment", "message": "Expected NAME=value.", "text_masked": "•••"},
            {
                "line": 7,
                "code": "bad_name",
                "message": "A name has letters, digits and underscores, and doesn't begin with a digit.",
                "text_masked": "BAD-NAME=•••",
            },
        ],
        "duplicates": [{"name": "NEW", "lines": [4, 5]}],
        "revision": 3,
    }
    assert vault.values() == {"SAME": "1", "OTHER": "old", "GONE": "x"}


def test_one_bad_line_keeps_everything_out(vault):
    answer = bring(vault, "A=1\nnonsense hunter2\nB=2\n")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["lines"][0]["line"] == 2
    assert "hunter2" not in answer.content.decode()
    assert vault.values() == {}


def test_it_is_written_as_one_step_and_one_event(vault):
    vault.set("SAME", "1")
    vault.set("OTHER", "old")
    vault.set("STAYS", "x")
    events = EventRecord.objects.count()
    answer = bring(vault, "SAME=1\nOTHER=new\nNEW=2\n", message="from the old server")
    assert answer.status_code == 200
    assert answer.json()["changed"][0]["version"] == 2
    assert vault.values() == {"SAME": "1", "OTHER": "new", "NEW": "2", "STAYS": "x"}
    assert EventRecord.objects.count() == events + 1
    event = EventRecord.objects.latest("at")
    assert (event.verb, event.data["count"], event.data["source"]) == ("vault.variables.changed", 2, "import")
    step = ChangeSet.objects.latest("id")
    assert (step.revision, step.source, step.message) == (4, "import", "from the old server")


def test_replace_puts_the_rest_into_the_trash(vault):
    vault.set("A", "1")
    vault.set("B", "2")
    assert bring(vault, "A=1\nC=3", mode="replace").status_code == 200
    assert vault.values() == {"A": "1", "C": "3"}


def test_what_is_so_already_makes_no_step(vault):
    vault.set("A", "1")
    assert bring(vault, "A=1").json()["revision"] == 1
    assert VariableVersion.objects.count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_stale_revision_is_refused(vault, dry_run):
    vault.set("A", "1")
    answer = bring(vault, "B=1", expected_revision=0, dry_run=dry_run)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    assert vault.values() == {"A": "1"}


def test_a_long_event_names_the_first_and_counts_all(vault):
    assert bring(vault, "\n".join(f"V{number}=x" for number in range(300))).status_code == 200
    event = EventRecord.objects.latest("at")
    assert event.data["count"] == 300
    assert len(event.data["names"]["added"]) == 200


def test_no_more_than_an_environment_holds(vault):
    assert bring(vault, "\n".join(f"V{number}=x" for number in range(2001))).status_code == 400
    assert bring(vault, "\n".join(f"V{number}=x" for number in range(2000))).status_code == 200
    assert bring(vault, "ONE_MORE=x").status_code == 409
    assert len(vault.values()) == 2000


def test_a_thousand_take_the_queries_of_one(vault, django_assert_max_num_queries):
    vault.set("SIGNED_IN", "so that session and key are there")
    text = "\n".join(f"V{number}=x{number}" for number in range(1000))
    with django_assert_max_num_queries(13):
        assert bring(vault, text).status_code == 200


JSON_TEXT = '{\n "A": "1",\n "PORT": 8080,\n "BIG": 1e400,\n "ON": true,\n "T": "ünï ✓ \\ud83d\\ude80"\n}'
YAML_TEXT = "A: \"1\"\nPORT: 0123\nON: yes\nDATE: 2026-11-21\nT: |\n  two\n  lines\nS: 'it''s'\n"


def test_json_and_yaml_are_taken_as_written(vault):
    assert bring(vault, JSON_TEXT, "json").status_code == 200
    assert vault.values() == {"A": "1", "PORT": "8080", "BIG": "1e400", "ON": "true", "T": "ünï ✓ 🚀"}
    assert bring(vault, YAML_TEXT, "yaml", mode="replace").status_code == 200
    expected = {"A": "1", "PORT": "0123", "ON": "yes", "DATE": "2026-11-21", "T": "two\nlines\n", "S": "it's"}
    assert vault.values() == expected


BOMB = "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50))


@pytest.mark.parametrize(
    ("form", "text", "line"),
    [
        ("json", "", 1),
        ("json", "[]", 1),
        ("json", '"A"', 1),
        ("json", '{"A": "1"', 1),
        ("json", '{"A": "1",}', 1),
        ("json", '{"A": "1"} x', 1),
        ("json", '{\n"A": null}', 2),
        ("json", '{\n\n"A": {"B": "C"}}', 3),
        ("json", '{"A": "\\u0000"}', 1),
        ("json", '{"A": "\\ud800"}', 1),
        ("json", '{"A": NaN}', 1),
        ("json", '{"A": ' + "[" * 100_000, 1),
        ("json", "{" * 100_000, 1),
        ("yaml", "- A", 1),
        ("yaml", "A", 1),
        ("yaml", "A: 1\nB:\n  C: 1", 3),
        ("yaml", "A: 1\nB:", 2),
        ("yaml", "A: [1, 2]", 1),
        ("yaml", "A: !!binary aGk=", 1),
        ("yaml", 'A: "\\0"', 1),
        ("yaml", "A: &x 1\nB: *x", 2),
        ("yaml", "? [a]\n: b", 1),
        ("yaml", "A: 1\n---\nB: 2", 2),
        ("yaml", "A: 'x", 1),
        ("yaml", "A: \x07", 1),
        ("yaml", "[" * 1_000_000, 1),
        ("yaml", "A: " + "{a: " * 200_000, 1),
        ("yaml", "x" * (1024 * 1024 + 1), 1),
        ("yaml", BOMB, 1),
        ("dotenv", f"A='{'x' * 65537}'", 1),
        ("dotenv", f"{'A' * 129}=1", 1),
    ],
)
def test_what_can_t_be_taken_is_told_with_its_line(vault, form, text, line):
    answer = bring(vault, text, form, dry_run=True)
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["line"] == line, answer.json()["errors"]
    assert bring(vault, text, form).status_code == 400
    assert vault.values() == {}


def test_the_same_name_twice_in_json_is_told(vault):
    answer = bring(vault, '{"A": "1",\n"A": "2"}', "json", dry_run=True).json()
    assert answer["duplicates"] == [{"name": "A", "lines": [1, 2]}]


def test_a_body_above_four_mebibytes_is_refused(vault):
    assert bring(vault, "#" * (4 * 1024 * 1024)).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"format": "toml", "content": ""},
        {"format": "dotenv", "content": None},
        {"format": "dotenv", "content": 5},
        {"format": "dotenv", "content": "A=1", "mode": "wipe"},
        {"format": "dotenv", "content": "A=1", "dry_run": "yes"},
        {"format": "dotenv", "content": "A=1", "expected_revision": -1},
        {"format": "dotenv", "content": "A=1", "force": True},
    ],
)
def test_nonsense_is_refused(vault, body):
    url = f"/api/core/environments/{vault.environment}/import/"
    assert vault.client.post(url, body, format="json").status_code == 400
    assert vault.client.post(url, json.dumps(body)[:-1], content_type="application/json").status_code == 400


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("outsider", 404), ("member", 200)])
def test_it_obeys_roles(vault, who, status):
    assert bring(vault, "A=1", who=who, dry_run=True).status_code == status
    assert bring(vault, "A=1", who=who).status_code == status


def test_a_guess_at_a_write_only_value_learns_nothing(vault):
    vault.set("PIN", "1234", kind="write_only")
    for guess in ("1234", "0000"):
        assert [row["name"] for row in bring(vault, f"PIN={guess}", dry_run=True).json()["changed"]] == ["PIN"]


def test_repetitions_have_an_end(vault):
    for form, text in (("dotenv", "A=1\n" * 30_000), ("json", "{" + ",".join(['"A":"1"'] * 30_000) + "}")):
        body = {"format": form, "content": text, "dry_run": True}
        answer = vault.client.post(f"/api/core/environments/{vault.environment}/import/", body, format="json").json()
        assert [fault["code"] for fault in answer["errors"]] == ["too_many"]
        assert len(answer["duplicates"][0]["lines"]) <= 20_000
