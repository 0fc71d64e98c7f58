"""What waits for somebody: unread counts, mentions, receipts, and rooms that are muted."""

from datetime import timedelta

from core.chat.selectors import unread
from core.tenancy.models import Membership
from kernel import clock
from tests.core.chat.conftest import Chat
from tests.factories import client_of, make_user


def waiting(chat: Chat, who: str):
    found = chat.ask(who, "get", f"unread/?organization={chat.organization}")
    rooms = {room["id"]: (room["unread"], room["mentions"]) for room in found["rooms"]}
    return rooms, found["total"], found["mentions"]


def test_what_others_said_waits_until_it_is_read(chat):
    room = chat.general()
    for number in range(3):
        chat.say("owner", room, f"{number} <@{chat.world.member.user.id}>")
    assert waiting(chat, "member") == ({room: (3, 3)}, 3, 3)
    assert waiting(chat, "owner")[1:] == (0, 0)
    assert chat.ask("member", "post", f"rooms/{room}/read/", {"no": 2}) == {"no": 2, "unread": 1}
    assert waiting(chat, "member") == ({room: (1, 1)}, 1, 1)
    assert chat.ask("member", "post", f"rooms/{room}/read/", {"no": 1}) == {"no": 2, "unread": 1}
    assert chat.ask("member", "post", f"rooms/{room}/read/", {"no": 2**53}) == {"no": 3, "unread": 0}
    assert chat.rooms("member")["general"]["read_no"] == 3


def test_who_answers_has_read(chat):
    room = chat.general()
    chat.say("owner", room, "hello")
    chat.say("member", room, "hello!")
    assert waiting(chat, "member")[1] == 0
    assert waiting(chat, "viewer")[1] == 2


def test_what_was_said_before_somebody_came_does_not_wait_for_him(chat, later):
    room = chat.general()
    for _ in range(5):
        chat.say("owner", room, "long ago")
    later(timedelta(minutes=2))
    newcomer = make_user("newcomer@acme.example")
    Membership.objects.create(
        organization=chat.world.organization, user=newcomer, role="viewer", created_at=clock.now()
    )
    client = client_of(newcomer)
    url = f"/api/core/chat/unread/?organization={chat.organization}"
    assert client.get(url).json()["total"] == 0
    chat.say("owner", room, "welcome")
    assert client.get(url).json()["total"] == 1
    put = client.put(f"/api/core/chat/rooms/{room}/muted/", {"muted": True}, format="json")
    assert (put.json()["read_no"], put.json()["unread"]) == (5, 1)


def test_a_muted_room_is_left_out_of_the_total_but_not_its_mentions(chat):
    room = chat.general()
    assert chat.ask("member", "put", f"rooms/{room}/muted/", {"muted": True})["muted"] is True
    chat.say("owner", room, f"<@{chat.world.member.user.id}>")
    assert waiting(chat, "member") == ({room: (1, 1)}, 0, 1)
    assert chat.ask("member", "put", f"rooms/{room}/muted/", {"muted": False})["unread"] == 1
    assert waiting(chat, "member")[1] == 1


def test_archived_rooms_and_those_of_others_do_not_wait(chat):
    chat.say("owner", chat.direct("owner", "admin"), "psst")
    room = chat.open("deploys")
    chat.say("member", room, "x")
    assert waiting(chat, "viewer")[1] == 1
    chat.ask("member", "post", f"rooms/{room}/archive/")
    assert waiting(chat, "viewer")[1] == 0
    assert waiting(chat, "admin")[1] == 1


def test_everybody_sees_how_far_the_others_are(chat, monkeypatch):
    room = chat.general()
    chat.say("owner", room, "one")
    chat.ask("member", "post", f"rooms/{room}/read/", {"no": 1})
    found = chat.ask("viewer", "get", f"rooms/{room}/readings/")["results"]
    assert {(one["user"]["email"], one["no"]) for one in found} == {
        (f"{who}@acme.example", 1) for who in ("owner", "member")
    }
    monkeypatch.setattr(unread, "MOST_READERS", 3)
    assert chat.ask("viewer", "get", f"rooms/{room}/readings/")["results"] == []
    found = chat.ask("member", "get", f"rooms/{room}/readings/")["results"]
    assert [one["user"]["email"] for one in found] == ["member@acme.example"]


def test_the_counts_cost_the_same_however_many_rooms(chat, django_assert_max_num_queries):
    room = chat.general()
    for number in range(20):
        chat.say("owner", chat.open(f"room-{number}"), f"<@{chat.world.member.user.id}>")
    with django_assert_max_num_queries(3):
        assert waiting(chat, "member")[1:] == (20, 20)
    with django_assert_max_num_queries(6):
        chat.ask("member", "post", f"rooms/{room}/read/", {"no": 0})
