"""The audit log is listed newest first, filtered, searched by words, and turned page by page."""

from datetime import timedelta

import pytest

from tests.core.audit.stage import fill, read, rename, rows, url_of
from tests.core.invitations.stage import invite


def test_a_row_says_who_did_what_to_what_from_where(world):
    world.admin.client.patch(
        f"/api/core/organizations/{world.organization.id}/",
        {"name": "New"},
        format="json",
        headers={"User-Agent": "a browser", "X-Request-ID": "req-7"},
    )
    (row,) = read(world)
    assert row.pop("at").endswith("Z")
    assert len(row.pop("hash")) == 64
    assert row.pop("id")
    assert row == {
        "seq": 1,
        "verb": "tenancy.organization.changed",
        "actor": {"kind": "user", "id": str(world.admin.user.id), "label": "admin@acme.example"},
        "target": {"kind": "organization", "id": str(world.organization.id), "label": "New"},
        "address": "127.0.0.1",
        "agent": "a browser",
        "request_id": "req-7",
        "organization": str(world.organization.id),
        "data": {"name": {"was": "Acme", "is": "New"}},
    }


def test_pages_go_both_ways_without_hole_or_repetition(world):
    fill(world, 7)
    client = world.admin.client
    first = client.get(url_of(world), {"limit": 3}).json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    pages = [[row["seq"] for row in page["results"]] for page in (first, second, third)]
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    assert (first["previous"], third["next"]) == (None, None)
    back = client.get(third["previous"]).json()
    assert [row["seq"] for row in back["results"]] == [4, 3, 2]
    assert [row["seq"] for row in client.get(back["previous"]).json()["results"]] == [7, 6, 5]


def test_what_happens_meanwhile_does_not_shift_a_page(world):
    fill(world, 4)
    client = world.admin.client
    first = client.get(url_of(world), {"limit": 2}).json()
    rename(world, "Meanwhile")
    assert [row["seq"] for row in client.get(first["next"]).json()["results"]] == [2, 1]


def test_a_page_costs_two_queries_beside_the_session(world, django_assert_max_num_queries):
    fill(world, 5)
    client = world.admin.client
    client.get(url_of(world))
    with django_assert_max_num_queries(3):
        client.get(url_of(world))


@pytest.fixture
def lively(world):
    """A log with several people, verbs and targets."""
    rename(world, "Acme Münster", who="owner")
    invite(world, "anna.lee@example.com")
    invite(world, "bob@example.com", who="owner")
    world.owner.client.patch(
        f"/api/core/organizations/{world.organization.id}/members/{world.member.user.id}/",
        {"role": "viewer"},
        format="json",
    )
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"action": "tenancy."}, [4, 1]),
        ({"action": "tenancy.member.role_changed"}, [4]),
        ({"action": "tenancy"}, []),
        ({"actor": "admin@ACME.example"}, [2]),
        ({"target": "bob@example.com"}, [3]),
        ({"q": "anna"}, [2]),
        ({"q": "ANNA lee"}, [2]),
        ({"q": "Münster"}, [1]),
        ({"q": "invitation.cre"}, [3, 2]),
        ({"q": "role_changed"}, [4]),
        ({"q": "viewer"}, [4]),
        ({"q": "invited bob"}, []),
        ({"q": "owner", "action": "invitations."}, [3]),
        ({"q": "' | 'x & (:* !"}, []),
        ({"q": "\\"}, []),
        ({"q": ""}, [4, 3, 2, 1]),
    ],
)
def test_filters_and_words_narrow_it(lively, query, found):
    assert [row["seq"] for row in read(lively, **query)] == found


def test_it_is_filtered_by_id_and_by_time(lively):
    assert [row["seq"] for row in read(lively, actor=str(lively.admin.user.id))] == [2]
    assert [row["seq"] for row in read(lively, target=str(lively.member.user.id))] == [4]
    third = rows(lively)[2].at
    assert [row["seq"] for row in read(lively, since=third.isoformat())] == [4, 3]
    assert [row["seq"] for row in read(lively, until=third.isoformat())] == [2, 1]
    assert read(lively, since=(third + timedelta(days=1)).isoformat()) == []


def test_the_words_are_found_by_an_index(lively, db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM kernel_event WHERE"
            " kernel_event_words(verb, actor_label, target_label, data) @@ to_tsquery('simple', '''anna'':*')"
        )
        assert "event_words" in str(cursor.fetchall())


@pytest.mark.parametrize(
    "query",
    [
        {"action": "DROP TABLE"},
        {"action": ".."},
        {"since": "yesterday"},
        {"until": "2026-13-01"},
        {"since": "9999-12-31T23:59:59-23:59"},
        {"limit": 0},
        {"limit": 201},
        {"cursor": "7"},
        {"cursor": "before-99999999999999999999"},
        {"q": "x" * 201},
        {"q": "\x00"},
        {"who": "me"},
    ],
)
def test_a_faulty_query_is_refused(world, query):
    assert world.admin.client.get(url_of(world), query).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("member", 403), ("viewer", 403), ("outsider", 404)])
@pytest.mark.parametrize("tail", ["", "verify/", "export/?format=csv", "reads/"])
def test_it_is_for_those_who_may_read_it(world, who, status, tail):
    assert world[who].client.get(url_of(world, tail)).status_code == status


def test_another_organizations_events_never_appear(world):
    rename(world, "Secret plans")
    elsewhere = world.outsider.client.get("/api/core/organizations/").json()["results"][0]["id"]
    url = f"/api/core/organizations/{elsewhere}/audit/"
    for query in ({}, {"q": "secret"}, {"actor": "owner@acme.example"}):
        assert world.outsider.client.get(url, query).json()["results"] == []
