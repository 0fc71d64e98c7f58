"""Reads of values are bound into the chain in batches, so that none of them can be changed or taken out unseen."""

from datetime import timedelta

import pytest

from core.audit import actions, tasks
from core.vault.models import ValueRead
from kernel import clock
from tests.core.audit.stage import rename, rows, url_of

OLD = timedelta(minutes=5)


def read(world, count=1, ago=OLD):
    return ValueRead.objects.create(
        organization_id=world.organization.id, project_id=world.organization.id, environment_id=world.organization.id,
        kind="values", count=count, actor_kind="user", actor_id=world.viewer.user.id, actor_label="viewer@acme.example",
        address="2001:db8::1", agent="cli/1", request_id="r", at=clock.now() - ago,
    )  # fmt: skip


def anchors(world):
    return [row.data for row in rows(world).filter(verb="audit.reads.anchored")]


def verdict(world):
    return world.admin.client.get(url_of(world, "verify/")).json()


def test_new_reads_are_bound_once_each(world):
    first, second = read(world, 1), read(world, 2)
    tasks.anchor_reads()
    tasks.anchor_reads()
    third = read(world, 3)
    tasks.anchor_reads(unknown="argument of another version")
    found = anchors(world)
    assert [(data["after"], data["last"], data["count"]) for data in found] == [
        (0, second.id, 2),
        (second.id, third.id, 1),
    ]
    assert first.id < second.id
    assert verdict(world)["valid"] is True


def test_reads_that_are_not_settled_wait_with_all_that_follow(world):
    read(world)
    young = read(world, ago=timedelta(seconds=1))
    read(world)
    tasks.anchor_reads()
    assert [data["count"] for data in anchors(world)] == [1]
    ValueRead.objects.filter(pk=young.pk).update(at=clock.now() - OLD)
    tasks.anchor_reads()
    assert [data["count"] for data in anchors(world)] == [1, 2]
    assert verdict(world)["valid"] is True


def test_many_are_bound_in_bounded_batches(world, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 2)
    for _ in range(5):
        read(world)
    tasks.anchor_reads()
    assert [data["count"] for data in anchors(world)] == [2, 2, 1]
    assert verdict(world)["valid"] is True


@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: ValueRead.objects.filter(pk=row.pk).update(count=1),
        lambda row: ValueRead.objects.filter(pk=row.pk).update(actor_label="somebody@else.example"),
        lambda row: ValueRead.objects.filter(pk=row.pk).update(at=row.at + timedelta(microseconds=1)),
        lambda row: ValueRead.objects.filter(pk=row.pk).delete(),
        lambda row: ValueRead.objects.filter(pk=row.pk).update(id=row.pk - 1000),
    ],
    ids=["count", "actor", "time", "taken out", "moved"],
)
def test_a_read_that_was_changed_or_taken_out_is_found(world, tamper):
    rename(world, "Before")
    rows_ = [read(world, 7) for _ in range(3)]
    tasks.anchor_reads()
    rename(world, "After")
    assert verdict(world)["valid"] is True
    tamper(rows_[1])
    found = verdict(world)
    assert (found["valid"], found["broken_at"]) == (False, 2)


def test_each_organization_has_its_own(world):
    read(world)
    elsewhere = world.outsider.client.get("/api/core/organizations/").json()["results"][0]["id"]
    ValueRead.objects.filter(pk=read(world).pk).update(organization_id=elsewhere)
    tasks.anchor_reads()
    assert [data["count"] for data in anchors(world)] == [1]
    assert world.outsider.client.get(f"/api/core/organizations/{elsewhere}/audit/verify/").json()["valid"] is True


def test_reads_of_a_deleted_organization_stop_nobody(world):
    read(world)
    world.owner.client.delete(f"/api/core/organizations/{world.organization.id}/", {"confirm": "acme"}, format="json")
    tasks.anchor_reads()
    assert anchors(world) == []
