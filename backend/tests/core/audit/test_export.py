"""The copy that is taken away: streamed, on record, and harmless in a spreadsheet."""

import csv
import io

import pytest

from core.audit import formats, selectors
from core.audit.chain import Entry
from core.vault.models import ValueRead
from kernel import clock
from tests.core.audit.stage import fill, rename, rows, url_of


def as_csv(world, **query):
    response = world.admin.client.get(url_of(world, "export/"), {"format": "csv", **query})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_csv_holds_every_entry_oldest_first_and_says_that_it_was_taken(world):
    fill(world, 3)
    found = as_csv(world)
    assert [row["seq"] for row in found] == ["1", "2", "3", "4"]
    assert found[-1]["verb"] == "audit.log.exported"
    assert found[0]["actor_label"] == "owner@acme.example"
    assert rows(world).last().data == {"format": "csv", "filtered": False}


def test_an_export_is_filtered_like_the_list(world):
    fill(world, 3)
    rename(world, "Other")
    assert [row["target_label"] for row in as_csv(world, target="Other", action="tenancy.")] == ["Other"]
    assert rows(world).last().data["filtered"] is True


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")'])
def test_nothing_is_taken_for_a_formula(text):
    stated = dict.fromkeys(formats.COLUMNS, text) | {"data": {"name": text}}
    (_, line) = formats.csv_lines([Entry(1, stated, b"", b"")])
    (cells,) = csv.reader(io.StringIO(line, newline=""))
    assert cells[2] == "'" + text
    assert not any(cell.startswith(formats.FORMULA) for cell in cells)


def test_a_name_that_is_a_formula_leaves_as_text(world):
    rename(world, "=1+1")
    assert as_csv(world)[0]["target_label"] == "'=1+1"


@pytest.mark.parametrize(
    "query", [{}, {"format": "xml"}, {"format": "csv", "limit": 5}, {"format": "csv", "since": "x"}]
)
def test_a_faulty_query_is_refused_and_not_on_record(world, query):
    assert world.admin.client.get(url_of(world, "export/"), query).status_code == 400
    assert not rows(world).exists()


@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson", "*/*", "application/json"])
def test_whatever_is_accepted_an_error_is_a_problem(world, accept):
    response = world.member.client.get(url_of(world, "export/"), {"format": "csv"}, headers={"Accept": accept})
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "permission_denied"


def test_an_export_is_streamed_in_batches(world, monkeypatch, django_assert_num_queries):
    fill(world, 6)
    monkeypatch.setattr(selectors, "BATCH", 3)
    found = selectors.entries(f"o:{world.organization.id}", upto=6)
    with django_assert_num_queries(1):
        next(found)
    with django_assert_num_queries(2):
        assert len(list(found)) == 5


def test_reads_of_values_are_listed_with_the_names_of_their_places(world, django_assert_max_num_queries):
    client = world.owner.client
    project = client.post(
        "/api/core/projects/", {"organization": str(world.organization.id), "name": "Shop"}, format="json"
    ).json()
    environment = project["environments"][0]
    for count in (1, 2, 3):
        ValueRead.objects.create(
            organization_id=world.organization.id, project_id=project["id"], environment_id=environment["id"],
            kind="values", count=count, actor_kind="user", actor_id=world.viewer.user.id,
            actor_label="viewer@acme.example", address="127.0.0.1", agent="cli", request_id="r", at=clock.now(),
        )  # fmt: skip
    with django_assert_max_num_queries(6):
        found = world.admin.client.get(url_of(world, "reads/"), {"limit": 2}).json()
    assert [row["count"] for row in found["results"]] == [3, 2]
    assert found["results"][0]["environment"] == {"id": environment["id"], "name": environment["name"]}
    assert found["results"][0]["project"] == {"id": project["id"], "name": "Shop"}
    assert found["results"][0]["actor"]["label"] == "viewer@acme.example"
    older = world.admin.client.get(found["next"]).json()
    assert [row["count"] for row in older["results"]] == [1]
