"""Suppressed mailboxes over HTTP: listed, searched, made and lifted, and each step on record."""

import pytest

from kernel import clock, mailboxes
from kernel.models import EventRecord, Suppression

SUPPRESSIONS = "/api/operator/suppressions/"


@pytest.fixture
def known(db):
    for name in ("anna", "berta"):
        mailboxes.suppress(f"{name}@example.com", f"550 5.1.1 {name} unknown")


def test_they_are_listed_and_searched(operator, known):
    rows = operator.client.get(SUPPRESSIONS).json()["results"]
    assert [row["address"] for row in rows] == ["berta@example.com", "anna@example.com"]
    assert set(rows[0]) == {"id", "address", "reason", "message_id", "created_at"}
    assert len(operator.client.get(SUPPRESSIONS, {"q": "ANNA"}).json()["results"]) == 1
    assert len(operator.client.get(SUPPRESSIONS, {"q": "5.1.1"}).json()["results"]) == 2
    assert operator.client.get(SUPPRESSIONS, {"q": "%"}).json()["results"] == []


def test_one_is_made_and_lifted(operator):
    body = {"address": "Anna@Example.com", "reason": "she asked for it"}
    made = operator.client.post(SUPPRESSIONS, body, format="json")
    assert (made.status_code, made.json()["address"]) == (201, "anna@example.com")
    again = operator.client.post(SUPPRESSIONS, body, format="json")
    assert again.json()["id"] == made.json()["id"]
    assert operator.client.delete(f"{SUPPRESSIONS}{made.json()['id']}/").status_code == 204
    assert operator.client.delete(f"{SUPPRESSIONS}{made.json()['id']}/").status_code == 404
    verbs = EventRecord.objects.filter(stream__key="s:outbox").order_by("seq").values_list("verb", "actor_id")
    assert list(verbs) == [
        ("operating.mailbox.suppressed", operator.user.pk),
        ("operating.suppression.lifted", operator.user.pk),
    ]


@pytest.mark.parametrize("address", ["anna", "anna@", "@example.com", "a@b@c", "änna@example.com", "a b@example.com"])
def test_what_is_no_address_is_refused(operator, address):
    response = operator.client.post(SUPPRESSIONS, {"address": address, "reason": "x"}, format="json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "address"
    assert not Suppression.objects.exists()


def test_the_reason_that_a_server_gave_is_kept_without_links(operator):
    mailboxes.suppress("c@example.com", "550 see https://x.example/?token=abcdefgh")
    (row,) = operator.client.get(SUPPRESSIONS).json()["results"]
    assert "abcdefgh" not in row["reason"]
    assert row["created_at"] <= clock.now().isoformat()
