"""Following streams: every number once and in order, over reconnections, and to nobody whom it does not concern."""

import threading
import time

import pytest
from django.db import connection

from core.notifications.models import Notification
from core.tenancy.models import Organization
from kernel import realtime
from kernel.models import EventRecord, Stream
from tests.core.realtime.happenings import ADDRESS, from_address, happen, happen_among_admins, notify
from tests.core.realtime.wire import running_node, token_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def stream_of(world):
    return f"o:{world.organization.id}"


def feed_of(node, world, who, query=""):
    return node.open(f"/ws/events/{world.organization.id}/{query}", token_of(world[who].user))


def numbers(frames):
    return [frame["data"]["data"]["n"] for frame in frames]


def test_an_event_reaches_a_member_at_once_and_whole(node, world):
    with feed_of(node, world, "viewer") as wire:
        place = wire.frame()["streams"][0]
        assert (place["s"], place["head"], place["resumed"]) == (stream_of(world), 0, False)
        happen(world.organization, from_address(world.owner.actor), 7)
        frame = wire.frame()
    assert (frame["type"], frame["s"], frame["seq"]) == ("event", stream_of(world), 1)
    event = frame["data"]
    assert event["verb"] == "vault.environment.updated"
    assert event["actor"] == {"kind": "user", "id": str(world.owner.user.id), "label": "owner@acme.example"}
    assert event["target"] == {"kind": "thing", "id": None, "label": "thing 7"}
    assert (event["organization"], event["data"], len(event["hash"])) == (str(world.organization.id), {"n": 7}, 64)
    assert event["at"].endswith("Z")
    assert ADDRESS not in str(event)
    row = world.owner.client.get(f"/api/core/organizations/{world.organization.id}/audit/").json()["results"][0]
    assert row | {"address": None, "agent": ""} == event
    assert row["address"] == ADDRESS


def test_notifications_come_in_the_shape_of_the_api(node):
    user = make_user()
    with node.open("/ws/notifications/", token_of(user)) as wire:
        wire.frame()
        notify(user.id, "one", "two")
        first, second = wire.frames(2)
    assert (first["type"], first["s"], first["seq"], second["seq"]) == ("notification", f"u:{user.id}", 1, 2)
    assert (first["data"]["title"], first["id"], first["ts"]) == (
        "one",
        first["data"]["id"],
        first["data"]["created_at"],
    )
    assert first["data"]["read_at"] is None


def test_a_client_resumes_where_it_was(node, world):
    happen(world.organization, world.owner.actor, 1, 2)
    with feed_of(node, world, "member") as wire:
        place = wire.frame()["streams"][0]
    happen(world.organization, world.owner.actor, 3, 4)
    with feed_of(node, world, "member", f"?since={place['head']}&epoch={place['epoch']}") as wire:
        again = wire.frame()["streams"][0]
        assert (again["resumed"], again["replay"], again["head"]) == (True, 2, 4)
        assert numbers(wire.frames(2)) == [3, 4]
        happen(world.organization, world.owner.actor, 5)
        assert numbers([wire.frame()]) == [5]


def test_nothing_is_lost_or_doubled_by_a_client_that_keeps_reconnecting(node, world):
    total = 150

    def write() -> None:
        for number in range(1, total + 1):
            happen(world.organization, world.owner.actor, number)
            time.sleep(0.01)
        connection.close()

    writer = threading.Thread(target=write)
    last, epoch, seen, connections = 0, "", [], 0
    writer.start()
    while last < total:
        with feed_of(node, world, "viewer", f"?since={last}&epoch={epoch}") as wire:
            connections += 1
            epoch = wire.frame()["streams"][0]["epoch"]
            for frame in wire.frames(min(7, total - last)):
                assert frame["seq"] == last + 1
                last = frame["seq"]
                seen += numbers([frame])
    writer.join()
    assert connections > 10
    assert seen == list(range(1, total + 1))


@pytest.mark.parametrize(("query", "reason"), [("?since=1&epoch=other", "epoch"), ("?since=9&epoch={epoch}", "epoch")])
def test_who_can_not_resume_is_told_to_reload(node, world, query, reason):
    happen(world.organization, world.owner.actor, 1, 2)
    epoch = Stream.objects.get(key=stream_of(world)).epoch
    with feed_of(node, world, "member", query.format(epoch=epoch)) as wire:
        assert wire.frame()["streams"][0]["resumed"] is False
        assert wire.frame() == {"type": "resync", "s": stream_of(world), "reason": reason, "epoch": epoch, "head": 2}
        happen(world.organization, world.owner.actor, 3)
        assert numbers([wire.frame()]) == [3]


def test_what_is_too_much_or_gone_is_reloaded_never_replayed_in_part(node, world):
    happen(world.organization, world.owner.actor, *range(501))
    with feed_of(node, world, "member", "?since=0") as wire:
        assert wire.frame()["streams"][0]["replay"] == 0
        assert wire.frame()["reason"] == "too_far"
    with feed_of(node, world, "member", "?since=1") as wire:
        assert wire.frame()["streams"][0]["replay"] == 500
        assert [frame["seq"] for frame in wire.frames(500)] == list(range(2, 502))
    Stream.objects.filter(key=stream_of(world)).update(min=400)
    with feed_of(node, world, "member", "?since=398") as wire:
        wire.frame()
        assert wire.frame()["reason"] == "trimmed"
    with feed_of(node, world, "member", "?since=399") as wire:
        assert wire.frame()["streams"][0]["replay"] == 102


def test_the_numbering_that_was_lost_while_connected_is_told(node, world):
    happen(world.organization, world.owner.actor, 1)
    with feed_of(node, world, "member") as wire:
        wire.frame()
        Stream.objects.filter(key=stream_of(world)).update(epoch="restored")
        realtime.moved(stream_of(world), 5)
        frame = wire.frame()
        assert (frame["type"], frame["reason"], frame["epoch"], frame["head"]) == ("resync", "epoch", "restored", 1)
        happen(world.organization, world.owner.actor, 2)
        assert wire.frame()["seq"] == 2


def test_what_a_role_may_not_see_is_a_bare_number(node, world):
    with feed_of(node, world, "member") as member, feed_of(node, world, "admin") as admin:
        member.frame()
        admin.frame()
        happen_among_admins(world.organization, world.owner.actor, 1)
        happen(world.organization, world.owner.actor, 2)
        assert numbers(admin.frames(2)) == [1, 2]
        assert member.frame() == {"type": "skip", "s": stream_of(world), "seq": 1}
        assert numbers([member.frame()]) == [2]
    with feed_of(node, world, "member", "?since=0") as member:
        member.frame()
        assert [frame["type"] for frame in member.frames(2)] == ["skip", "event"]


def test_an_event_that_nobody_knows_is_for_the_audit_log_alone(node, world):
    happen(world.organization, world.owner.actor, 1)
    EventRecord.objects.update(verb="some.later.version")
    for who, type_ in (("viewer", "skip"), ("admin", "event")):
        with feed_of(node, world, who, "?since=0") as wire:
            wire.frame()
            assert wire.frame()["type"] == type_


def test_a_row_that_is_gone_is_a_bare_number(node):
    user = make_user()
    notify(user.id, "one", "two", "three")
    Notification.objects.filter(seq__in=[1, 3]).delete()
    with node.open("/ws/notifications/?since=0", token_of(user)) as wire:
        wire.frame()
        frames = wire.frames(3)
    assert [(frame["type"], frame["seq"]) for frame in frames] == [("skip", 1), ("notification", 2), ("skip", 3)]


MISSING = "00000000-0000-4000-8000-00000000000a"


@pytest.mark.parametrize("organization", ["{elsewhere}", MISSING, MISSING.upper(), "nonsense", "%00"])
def test_who_does_not_belong_gets_4003_whatever_is_there(node, world, organization):
    path = organization.format(elsewhere=Organization.objects.get(name="Elsewhere").id)
    with node.open(f"/ws/events/{path}/", token_of(world.owner.user)) as wire:
        code, frames = wire.closed()
    assert (code, [frame["code"] for frame in frames]) == (4003, ["not_found"])


def test_two_nodes_see_one_stream(node, world, tmp_path):
    with (
        running_node(tmp_path) as elsewhere,
        feed_of(node, world, "owner") as here,
        feed_of(elsewhere, world, "owner") as there,
    ):
        assert here.frame()["node"] != there.frame()["node"]
        for number in range(1, 21):
            happen(world.organization, world.owner.actor, number)
        assert numbers(here.frames(20)) == numbers(there.frames(20)) == list(range(1, 21))


def test_noise_on_the_bus_changes_nothing(node, world):
    with feed_of(node, world, "owner") as wire:
        wire.frame()
        for seq in (5, 5, 4, 999_999, -1):
            realtime.publish(stream_of(world), {"type": "stream.moved", "seq": seq})
        realtime.publish(stream_of(world), {"type": "stream.moved", "seq": "7"})
        realtime.publish(stream_of(world), {"type": "no.such.thing"})
        happen(world.organization, world.owner.actor, *range(1, 10))
        realtime.publish(stream_of(world), {"type": "stream.moved", "seq": 3})
        assert [frame["seq"] for frame in wire.frames(9)] == list(range(1, 10))
        assert wire.is_silent()
