"""Rooms over real sockets: what is said arrives once and in order, and only with those who have a part in the room."""

from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.db import transaction

from core.chat.models import Message
from core.tenancy.models import Membership, Organization
from tests.core.realtime.wire import running_node, token_of
from tests.factories import make_user
from tests.world import make_organization

pytestmark = pytest.mark.django_db(transaction=True)


def door(node, chat, who, path="/ws/chat/"):
    return node.open(path, token_of(chat.world[who].user))


def joined(wire, **frame):
    """Past `welcome`, in a room; the answer."""
    assert wire.frame()["type"] == "welcome"
    return wire.ask({"type": "join", "id": "j", **frame})


def of_type(wire, type_, most=6):
    """The next frame of a type; what comes before it is passed over."""
    for _ in range(most):
        frame = wire.frame()
        if frame["type"] == type_:
            return frame
    raise AssertionError(f"no {type_}")


def test_two_people_talk_by_the_name_of_the_room(node, chat):
    with door(node, chat, "member") as member, door(node, chat, "owner", "/ws/") as owner:
        place = joined(member, room="general")
        assert (place["type"], place["ref"], place["room"], place["head"]) == ("join", "j", "general", 0)
        assert place["s"] == f"r:{place['room_id']}"
        joined(owner, s=place["s"])
        member.send({"type": "message", "room": "general", "text": "hi", "id": "m1", "cid": str(uuid4())})
        answer = of_type(member, "ok")
        heard = of_type(owner, "message")
        assert (answer["ref"], answer["no"], answer["seq"], answer["dup"]) == ("m1", 1, 1, False)
        assert heard["id"] == answer["id"]
        assert (heard["text"], heard["room"], heard["seq"], heard["change"]) == ("hi", "general", 1, "message")
        assert heard["user"] == {
            "id": str(chat.world.member.user.id), "full_name": "member@acme.example", "avatar_url": None
        }  # fmt: skip
        owner.send({"type": "message", "s": place["s"], "text": "hello", "id": "m2"})
        assert of_type(owner, "ok")["no"] == 2
        assert [of_type(member, "message")["text"] for _ in range(2)] == ["hi", "hello"]


def test_what_is_sent_again_is_said_once(node, chat):
    frame = {"type": "message", "room": "general", "text": "hi", "id": "m", "cid": str(uuid4())}
    with door(node, chat, "member") as member:
        member.frame()
        first, again = member.ask(frame), member.ask(frame)
        assert (first["dup"], again["dup"], again["id"]) == (False, True, first["id"])
    assert Message.objects.count() == 1


def test_changes_deletions_and_the_room_itself_come_as_numbers(node, chat):
    room = chat.open("deploys")
    with door(node, chat, "viewer") as viewer, door(node, chat, "member") as member:
        joined(viewer, room="deploys")
        member.frame()
        said = member.ask({"type": "message", "room": "deploys", "text": "frist", "id": "m"})
        changed = member.ask({"type": "edit", "mid": said["id"], "text": "first", "expected": said["seq"], "id": "e"})
        assert (changed["type"], changed["ref"], changed["seq"]) == ("ok", "e", 2)
        stale = member.ask({"type": "edit", "mid": said["id"], "text": "x", "expected": 1, "id": "e"})
        assert (stale["code"], stale["seq"]) == ("stale_version", 2)
        assert member.ask({"type": "delete", "mid": said["id"], "id": "d"})["type"] == "ok"
        chat.ask("member", "post", f"rooms/{room}/archive/")
        frames = viewer.frames(4)
        assert [frame["seq"] for frame in frames] == [1, 2, 3, 4]
        assert [frame.get("change") for frame in frames] == ["message", "edit", "delete", None]
        assert (frames[2]["text"], frames[2]["deleted"]) == ("", True)
        assert (frames[3]["type"], frames[3]["room"]["archived"]) == ("room", True)
        refused = member.ask({"type": "message", "room": "deploys", "text": "x", "id": "m"})
        assert (refused["code"], refused["ref"]) == ("archived", "m")


def test_what_was_missed_is_sent_and_what_was_taken_back_is_not_said_again(node, chat):
    room = chat.general()
    with door(node, chat, "viewer") as viewer:
        place = joined(viewer, room="general")
    first = chat.say("owner", room, "delete me")
    chat.say("owner", room, "keep me")
    chat.ask("owner", "delete", f"messages/{first['id']}/", status=204)
    with door(node, chat, "viewer") as viewer:
        back = joined(viewer, room="general", since=place["head"], epoch=place["epoch"])
        assert (back["resumed"], back["replay"]) == (True, 3)
        frames = viewer.frames(3)
        assert [(frame["seq"], frame["text"]) for frame in frames] == [(1, ""), (2, "keep me"), (3, "")]


def test_history_is_read_without_following(node, chat):
    room = chat.general()
    for number in range(7):
        chat.say("owner", room, str(number))
    with door(node, chat, "viewer") as viewer:
        viewer.frame()
        page = viewer.ask({"type": "history", "room": "general", "limit": 5, "id": "h"})
        assert ([m["text"] for m in page["messages"]], page["before"], page["ref"]) == (list("23456"), 3, "h")
        page = viewer.ask({"type": "history", "room": "general", "before": 3, "id": "h"})
        assert ([m["no"] for m in page["messages"]], page["before"]) == ([1, 2], None)


def test_typing_and_receipts_pass_by(node, chat):
    with door(node, chat, "member") as member, door(node, chat, "owner") as owner:
        place, user = joined(member, room="general"), str(chat.world.owner.user.id)
        joined(owner, room="general")
        chat.say("member", place["room_id"], "hi")
        of_type(owner, "message")
        of_type(member, "message")
        owner.send({"type": "typing", "room": "general", "on": True})
        assert member.frame() == {
            "type": "typing", "s": place["s"], "room": "general", "user": user, "on": True, "ttl": 6
        }  # fmt: skip
        assert owner.ask({"type": "read", "room": "general", "no": 1, "id": "r"})["no"] == 1
        assert of_type(member, "read") == {"type": "read", "s": place["s"], "user": user, "no": 1}
        for _ in range(8):
            owner.send({"type": "typing", "s": place["s"], "on": True})
        owner.send({"type": "message", "room": "general", "text": "done"})
        seen = []
        while not seen or seen[-1]["type"] != "message":
            seen.append(member.frame())
        assert len(seen) <= 3  # what is too much is dropped in silence


def test_who_has_no_part_in_a_room_hears_and_says_nothing(node, chat):
    room = chat.direct("member", "owner")
    message = chat.say("member", room, "between us")
    frames = [
        {"type": "join", "s": f"r:{room}"},
        {"type": "join", "room": room},
        {"type": "message", "s": f"r:{room}", "text": "me too"},
        {"type": "edit", "mid": message["id"], "text": "x"},
        {"type": "delete", "mid": message["id"]},
        {"type": "history", "s": f"r:{room}"},
        {"type": "read", "s": f"r:{room}", "no": 1},
        {"type": "typing", "s": f"r:{room}", "on": True},
        {"type": "join", "room": "no-such-room"},
    ]
    for who in ("admin", "outsider"):
        with door(node, chat, who) as wire, door(node, chat, "owner") as owner:
            wire.frame()
            joined(owner, s=f"r:{room}")
            for frame in frames:
                answer = wire.ask(frame | {"id": "x"})
                assert (answer["type"], answer["code"], answer["ref"]) == ("error", "not_found", "x"), frame
            assert owner.is_silent()


def test_who_is_removed_hears_no_more(node, chat):
    with door(node, chat, "viewer") as viewer:
        place = joined(viewer, room="general")
        path = f"/api/core/organizations/{chat.organization}/members/{chat.world.viewer.user.id}/"
        assert chat.world.admin.client.delete(path).status_code == 204
        chat.say("owner", place["room_id"], "now that we are alone")
        left = viewer.frame()
        assert (left["type"], left["s"]) == ("left", place["s"])
        assert viewer.is_silent()
        answer = viewer.ask({"type": "message", "room": "general", "text": "hello?", "id": "m"})
        assert answer["code"] == "not_found"


def test_a_name_is_looked_up_in_the_organization_of_the_door(node, chat):
    user = chat.world.member.user
    second = make_organization("Second", owner=user)
    with door(node, chat, "member") as wire:
        wire.frame()
        answer = wire.ask({"type": "join", "room": "general", "id": "j"})
        assert (answer["code"], answer["errors"][0]["field"]) == ("invalid", "organization")
    rooms = set()
    for organization in (chat.organization, second.id):
        with door(node, chat, "member", f"/ws/chat/?organization={organization}") as wire:
            rooms.add(joined(wire, room="general")["room_id"])
    assert len(rooms) == 2
    elsewhere = make_organization("Third", owner=make_user())
    for place in (elsewhere.id, "nonsense"):
        with door(node, chat, "member", f"/ws/chat/?organization={place}") as wire:
            assert joined(wire, room="general")["code"] == "not_found"
    Membership.objects.filter(user=user).delete()
    with door(node, chat, "member") as wire:
        assert joined(wire, room="general")["code"] == "not_found"


def test_a_name_that_two_joined_rooms_share_names_none_of_them(node, chat):
    second = make_organization("Second", owner=chat.world.member.user)
    there = chat.ask("member", "get", f"rooms/?organization={second.id}")["results"][0]["id"]
    with door(node, chat, "member") as wire:
        joined(wire, room=chat.general())
        wire.ask({"type": "join", "room": there, "id": "j"})
        said = {"type": "message", "room": "general", "text": "for one of them", "id": "m"}
        answer = wire.ask(said)
        assert (answer["code"], answer["errors"][0]["code"]) == ("invalid", "ambiguous")
        assert not Message.objects.exists()
        assert wire.ask({"type": "leave", "s": f"r:{there}", "id": "l"})["room"] == "general"
        assert wire.ask(said)["type"] == "ok"
    assert str(Message.objects.get().room_id) == chat.general()


BAD = [
    {"type": "join"},
    {"type": "join", "room": 5},
    {"type": "join", "room": "x" * 65},
    {"type": "join", "room": "gene\x00ral"},
    {"type": "join", "s": "r:general"},
    {"type": "join", "room": "general", "since": -1},
    {"type": "message", "room": "general"},
    {"type": "message", "room": "general", "text": ""},
    {"type": "message", "room": "general", "text": 5},
    {"type": "message", "room": "general", "text": "a\x00b"},
    {"type": "message", "room": "general", "text": "x" * 4001},
    {"type": "message", "room": "general", "text": "x", "cid": "mine"},
    {"type": "message", "text": "x"},
    {"type": "edit", "text": "x"},
    {"type": "edit", "mid": "x", "text": "x"},
    {"type": "edit", "mid": str(uuid4()), "text": "x"},
    {"type": "edit", "mid": str(uuid4()), "text": "x", "expected": "1"},
    {"type": "delete", "mid": ["x"]},
    {"type": "history", "room": "general", "limit": 101},
    {"type": "history", "room": "general", "before": "x"},
    {"type": "read", "room": "general"},
    {"type": "read", "room": "general", "no": True},
    {"type": "read", "room": "general", "no": 10**30},
    {"type": "typing", "room": "general", "on": "yes"},
    {"type": "leave"},
]


@pytest.mark.parametrize("start", [0, 9, 18])
def test_whatever_is_wrong_with_a_frame_is_answered(node, chat, start):
    with door(node, chat, "member") as member:
        joined(member, room="general")
        for frame in BAD[start : start + 9]:
            answer = member.ask(frame | {"id": "b"})
            assert (answer["type"], answer["ref"]) == ("error", "b"), frame
            assert answer["code"] in {"invalid", "not_found", "rate_limited"}, frame
        assert member.ask({"type": "leave", "room": "general", "id": "l"})["type"] == "left"
    assert not Message.objects.exists()


def test_a_held_message_is_in_no_log(chat, tmp_path):
    secret = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
    project = chat.project()
    body = {"environment": project["environments"][0]["id"], "name": "API_TOKEN", "value": secret}
    assert chat.world.member.client.post("/api/core/variables/", body, format="json").status_code == 201
    with running_node(tmp_path) as node:
        with door(node, chat, "member") as member:
            joined(member, room="general")
            answer = member.ask({"type": "message", "room": "general", "text": f"use {secret}", "id": "m"})
            assert (answer["code"], answer["errors"][0]["field"]) == ("holds_value", "text")
            assert secret not in str(answer)
            member.ask({"type": "message", "room": "general", "text": "x" * 5000, "id": "m"})
        log = node.log.read_text()
    assert secret not in log
    assert "xxxxx" not in log
    assert not Message.objects.exists()


def test_five_messages_a_second_are_enough(node, chat):
    with door(node, chat, "member") as member:
        joined(member, room="general")
        member.send({"type": "leave", "room": "general"})
        member.frame()
        for number in range(12):
            member.send({"type": "message", "room": "general", "text": str(number), "id": str(number)})
        answers = member.frames(12)
        assert [answer["type"] for answer in answers[:10]] == ["ok"] * 10
        assert "rate_limited" in {answer.get("code") for answer in answers[10:]}
        assert all(answer["retry_ms"] > 0 for answer in answers if answer["type"] == "error")


def test_names_of_rooms_are_not_guessed_at_leisure(node, chat):
    with door(node, chat, "member") as member:
        member.frame()
        for number in range(25):
            member.send({"type": "join", "room": f"guess-{number}"})
        codes = [member.frame()["code"] for _ in range(25)]
        assert codes[:10] == ["not_found"] * 10
        assert "rate_limited" in codes[10:]


def test_nobody_elsewhere_waits_while_an_organization_is_held(node, chat):
    second = make_organization("Second", owner=chat.world.owner.user)
    general = chat.general()
    with ExitStack() as open_doors:
        writers = [open_doors.enter_context(door(node, chat, "member")) for _ in range(6)]
        for writer in writers:
            writer.frame()
        owner = token_of(chat.world.owner.user)
        with transaction.atomic():
            Organization.objects.select_for_update().get(pk=chat.organization)
            for writer in writers:
                writer.send({"type": "message", "s": f"r:{general}", "text": "hi", "id": "m"})
            with node.open(f"/ws/chat/?organization={second.id}", owner) as elsewhere:
                assert joined(elsewhere, room="general")["type"] == "join"
        assert {of_type(writer, "ok")["ref"] for writer in writers} == {"m"}
