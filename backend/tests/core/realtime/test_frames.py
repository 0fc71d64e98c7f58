"""Whatever a client sends is answered and never ends the connection, until it is too much."""

import json

import pytest

from tests.core.realtime.happenings import happen
from tests.core.realtime.wire import token_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wire(node):
    with node.open("/ws/", token_of(make_user())) as wire:
        assert wire.frame()["type"] == "welcome"
        yield wire


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "invalid"),
        ("nonsense", "invalid"),
        ("[]", "invalid"),
        ('"join"', "invalid"),
        ("null", "invalid"),
        ("{}", "invalid"),
        ('{"type": 7}', "invalid"),
        ('{"type": null}', "invalid"),
        ('{"type": ["join"]}', "invalid"),
        ('{"type": "__class__"}', "unknown_type"),
        ('{"type": "error"}', "unknown_type"),
        ('{"type": "shout", "text": "hi"}', "unknown_type"),
        ('{"type": "ping", "t": "\\ud800"}', "invalid"),
        ("[" * 60_000, "invalid"),
        ('{"type": "join", "a": ' + "[" * 30_000 + "]" * 30_000 + "}", "invalid"),
        (b"\x00\xff", "invalid"),
        ('{"type": "join"}', "invalid"),
        ('{"type": "join", "s": 7}', "invalid"),
        ('{"type": "join", "s": "%s"}' % ("x" * 65), "invalid"),
        ('{"type": "join", "s": "x\\u0000"}', "not_found"),
        ('{"type": "join", "s": "o:nonsense"}', "not_found"),
        ('{"type": "join", "s": "z:00000000-0000-4000-8000-000000000000"}', "not_found"),
        ('{"type": "join", "s": "u:00000000-0000-4000-8000-000000000000"}', "not_found"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "since": -1}', "invalid"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "since": 1e400}', "invalid"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "since": true}', "invalid"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "since": "1"}', "invalid"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "since": 99999999999999999999}', "invalid"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "epoch": {}, "since": 1}', "not_found"),
        ('{"type": "join", "s": "o:00000000-0000-4000-8000-000000000000", "epoch": [1]}', "invalid"),
        ('{"type": "leave"}', "invalid"),
        ('{"type": "auth"}', "invalid"),
    ],
)
def test_a_faulty_frame_is_answered(wire, sent, code):
    answer = wire.ask(sent)
    assert (answer["type"], answer["code"]) == ("error", code)
    assert wire.ask({"type": "ping", "t": 5}) == {"type": "pong", "t": 5}


def test_an_answer_names_the_frame(wire):
    assert wire.ask({"type": "nothing", "id": "c7"})["ref"] == "c7"
    assert "ref" not in wire.ask({"type": "nothing", "id": "x" * 65})
    assert "ref" not in wire.ask({"type": "nothing", "id": 7})


def test_unknown_members_are_ignored_and_a_pong_is_not_answered(wire):
    wire.send({"type": "pong", "t": 1})
    assert wire.ask({"type": "ping", "t": 1.5, "more": {"a": 1}}) == {"type": "pong", "t": 1.5}
    assert wire.ask({"type": "ping"}) == {"type": "pong"}


def test_a_frame_that_is_too_large_closes_with_1009(wire):
    wire.send("x" * 65_537)
    assert wire.closed()[0] == 1009


def test_text_that_is_no_utf8_closes_with_1007(wire):
    wire.connection.send(b"\xff\xfe", text=True)
    assert wire.closed()[0] == 1007


def test_a_flood_is_dropped_then_closed_and_the_third_time_for_good(node):
    token = token_of(make_user())
    codes = []
    for _ in range(3):
        with node.open("/ws/", token) as wire:
            wire.frame()
            for number in range(200):
                try:
                    wire.send({"type": "ping", "t": number})
                except Exception:  # noqa: BLE001  # it is closed already
                    break
            code, frames = wire.closed()
        codes.append(code)
        assert 40 <= sum(frame["type"] == "pong" for frame in frames) < 60
        limited = [frame for frame in frames if frame["type"] == "error"]
        assert {frame["code"] for frame in limited} == {"rate_limited"}
        assert limited[0]["retry_ms"] > 0
    assert codes == [4108, 4108, 4008]


def test_joins_have_a_limit_of_their_own(wire):
    answers = [wire.ask({"type": "join", "s": "o:nonsense"})["code"] for _ in range(14)]
    assert answers[:10] == ["not_found"] * 10
    assert "rate_limited" in answers[10:]


def test_join_and_leave(node, world):
    stream = f"o:{world.organization.id}"
    happen(world.organization, world.owner.actor, 1, 2)
    with node.open("/ws/", token_of(world.member.user)) as wire:
        wire.frame()
        joined = wire.ask({"type": "join", "s": stream, "since": 1, "id": "c1"})
        assert (joined["type"], joined["ref"], joined["s"]) == ("join", "c1", stream)
        assert (joined["head"], joined["resumed"], joined["replay"]) == (2, True, 1)
        assert wire.frame()["seq"] == 2
        # Once more, from an earlier number, is how a client mends a gap.
        assert wire.ask({"type": "join", "s": stream, "since": 0})["replay"] == 2
        assert [frame["seq"] for frame in wire.frames(2)] == [1, 2]
        happen(world.organization, world.owner.actor, 3)
        assert wire.frame()["seq"] == 3
        assert wire.ask({"type": "leave", "s": stream, "id": "c2"}) == {
            "type": "left",
            "ref": "c2",
            "s": stream,
            "reason": "asked",
        }
        happen(world.organization, world.owner.actor, 4)
        assert wire.is_silent()
        assert wire.ask({"type": "join", "s": stream, "since": 3, "epoch": joined["epoch"]})["resumed"] is True
        assert wire.frame()["seq"] == 4


def test_the_simple_doors_take_no_joins(node, world):
    with node.open("/ws/notifications/", token_of(world.member.user)) as wire:
        wire.frame()
        assert wire.ask({"type": "join", "s": f"o:{world.organization.id}"})["code"] == "unknown_type"


def test_the_server_pings_with_the_heads(node, world):
    stream = f"o:{world.organization.id}"
    with node.open("/ws/", token_of(world.member.user)) as wire:
        wire.frame()
        wire.ask({"type": "join", "s": stream})
        happen(world.organization, world.owner.actor, 1, 2)
        wire.frames(2)
        ping = json.loads(wire.connection.recv(timeout=28))
        assert ping["type"] == "ping"
        assert ping["heads"] == {f"u:{world.member.user.id}": 0, stream: 2}
