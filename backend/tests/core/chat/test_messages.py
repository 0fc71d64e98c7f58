"""Saying things: once, in order, changed and taken back; pages that neither lose nor repeat."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.chat.models import Entry, Message, Room
from kernel import clock
from kernel.models import EventRecord
from KeyNest.env import RATES


def test_what_is_said_is_numbered_and_read_in_order(chat):
    room = chat.general()
    for number, who in enumerate(("owner", "viewer", "member"), 1):
        message = chat.say(who, room, f"{number}\n  indented ")
        assert (message["no"], message["seq"], message["dup"]) == (number, number, False)
        assert message["author"]["email"] == f"{who}@acme.example"
    found = chat.messages("admin", room)
    assert [message["text"] for message in found["results"]] == ["1\n  indented ", "2\n  indented ", "3\n  indented "]
    assert found["stream"] == {"s": f"r:{room}", "epoch": found["stream"]["epoch"], "head": 3}
    assert found["stream"]["epoch"]
    last = chat.rooms("admin")["general"]["last_message"]
    assert (last["no"], last["text"], last["deleted"]) == (3, "3\n  indented ", False)


def test_what_is_sent_again_is_said_once(chat):
    room, cid = chat.general(), str(uuid4())
    first = chat.say("member", room, "once", cid)
    again = chat.say("member", room, "another text altogether", cid, status=200)
    assert (again["id"], again["no"], again["text"], again["dup"]) == (first["id"], 1, "once", True)
    assert chat.say("owner", room, "mine", cid)["no"] == 2  # another sender's id
    assert chat.say("member", chat.open("deploys"), "there", cid)["no"] == 1  # another room
    assert [entry.seq for entry in Entry.objects.filter(room_id=room).order_by("seq")] == [1, 2]
    assert Room.objects.get(pk=room).last_no == 2


def test_a_cid_is_for_its_author(chat):
    room = chat.general()
    message = chat.say("member", room, "mine")
    assert message["cid"]
    assert chat.messages("member", room)["results"][0]["cid"] == message["cid"]
    assert chat.messages("owner", room)["results"][0]["cid"] is None


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"text": "", "cid": str(uuid4())}, "text", "blank"),
        ({"text": " \n\t ", "cid": str(uuid4())}, "text", "blank"),
        ({"text": "x" * 4001, "cid": str(uuid4())}, "text", "max_length"),
        ({"text": "x"}, "cid", "required"),
        ({"text": "x", "cid": "mine"}, "cid", "invalid"),
        ({"text": "<variable:00000000-0000-4000-8000-000000000000>", "cid": str(uuid4())}, "text", "foreign_link"),
        ({"text": "".join(f"<@{uuid4()}>" for _ in range(51)), "cid": str(uuid4())}, "text", "too_many_mentions"),
    ],
)
def test_what_can_not_be_said_is_named(chat, body, field, code):
    room = chat.general()
    answer = chat.ask("member", "post", f"rooms/{room}/messages/", body, 400)
    assert (field, code) in {(error["field"], error["code"]) for error in answer["errors"]}
    assert not Message.objects.exists()


def test_four_thousand_characters_of_any_script_fit(chat):
    room = chat.general()
    text = "𝕏é漢\u202e" * 1000
    assert chat.say("member", room, text)["text"] == text


def test_the_address_of_a_member_becomes_a_mention(chat):
    room, owner = chat.general(), chat.world.owner.user
    message = chat.say("member", room, "@Owner@ACME.example. and (@nobody@acme.example) and a@owner@acme.example")
    assert message["text"] == f"<@{owner.id}>. and (@nobody@acme.example) and a@owner@acme.example"
    assert message["mentions"] == [str(owner.id)]
    longest = "@owner@acme.example " + "x" * (4000 - 20)
    assert chat.say("member", room, longest, status=400)["errors"][0]["code"] == "max_length"


def test_only_members_are_mentioned_and_of_two_only_these(chat):
    outsider, viewer, owner = (f"<@{chat.world[who].user.id}>" for who in ("outsider", "viewer", "owner"))
    assert chat.say("member", chat.general(), outsider + viewer)["mentions"] == [str(chat.world.viewer.user.id)]
    assert chat.say("member", chat.direct("member", "owner"), viewer + owner)["mentions"] == [
        str(chat.world.owner.user.id)
    ]


def test_its_author_changes_a_message_for_a_day(chat):
    room = chat.general()
    message = chat.say("member", room, "frist")
    changed = chat.ask("member", "patch", f"messages/{message['id']}/", {"text": "first", "expected": message["seq"]})
    assert (changed["text"], changed["no"], changed["seq"], bool(changed["edited_at"])) == ("first", 1, 2, True)
    chat.ask("owner", "patch", f"messages/{message['id']}/", {"text": "mine"}, 403)
    stale = chat.ask("member", "patch", f"messages/{message['id']}/", {"text": "x", "expected": 1}, 409)
    assert (stale["code"], stale["seq"]) == ("stale_version", 2)
    chat.ask("member", "patch", f"messages/{message['id']}/", {"text": "first"})
    assert [entry.kind for entry in Entry.objects.filter(room_id=room).order_by("seq")] == ["message", "edit"]
    Message.objects.update(created_at=clock.now() - timedelta(hours=24, seconds=1))
    chat.ask("member", "patch", f"messages/{message['id']}/", {"text": "too late"}, 403)
    assert chat.texts("owner", room) == ["first"]


def test_a_change_mentions_anew(chat):
    room, owner, viewer = chat.general(), chat.world.owner.user, chat.world.viewer.user
    message = chat.say("member", room, f"<@{owner.id}> look")
    changed = chat.ask("member", "patch", f"messages/{message['id']}/", {"text": f"<@{viewer.id}> look"})
    assert changed["mentions"] == [str(viewer.id)]
    assert chat.rooms("owner")["general"]["mentions"] == 0
    assert chat.rooms("viewer")["general"]["mentions"] == 1


def test_a_message_taken_back_keeps_its_place_and_loses_its_text(chat):
    room = chat.general()
    message = chat.say("member", room, f"oops <@{chat.world.owner.user.id}>")
    chat.say("owner", room, "what?")
    chat.ask("viewer", "delete", f"messages/{message['id']}/", status=403)
    chat.ask("member", "delete", f"messages/{message['id']}/", status=204)
    chat.ask("member", "delete", f"messages/{message['id']}/", status=204)
    first = chat.messages("owner", room)["results"][0]
    assert (first["no"], first["text"], first["deleted"], first["mentions"]) == (1, "", True, [])
    answer = chat.ask("member", "patch", f"messages/{message['id']}/", {"text": "back"}, 409)
    assert answer["code"] == "conflict"
    assert chat.ask("owner", "get", f"rooms/{room}/search/?q=oops")["results"] == []
    assert [entry.kind for entry in Entry.objects.filter(room_id=room).order_by("seq")] == [
        "message", "message", "delete"
    ]  # fmt: skip
    assert not EventRecord.objects.filter(verb="chat.message.removed").exists()


def test_who_keeps_order_removes_what_others_said_on_record_without_its_words(chat):
    room = chat.general()
    message = chat.say("viewer", room, "spam spam")
    chat.ask("admin", "delete", f"messages/{message['id']}/", status=204)
    record = EventRecord.objects.get(verb="chat.message.removed")
    assert record.data == {"message_id": message["id"], "no": 1, "author": "viewer@acme.example"}
    assert "spam" not in str(EventRecord.objects.values_list("data", "target_label", "actor_label"))
    private = chat.direct("viewer", "owner")
    said = chat.say("viewer", private, "our own affair")
    chat.ask("owner", "delete", f"messages/{said['id']}/", status=403)


def test_pages_neither_lose_nor_repeat(chat):
    room = chat.general()
    for number in range(1, 24):
        Message.objects.create(
            room_id=room, no=number, seq=number, author=chat.world.owner.user, author_label="owner", cid=uuid4(),
            text=str(number), created_at=chat.world.organization.created_at,
        )  # fmt: skip
    found, before = [], ""
    while True:
        page = chat.messages("member", room, f"?limit=10{before}")
        found = [message["no"] for message in page["results"]] + found
        if page["before"] is None:
            break
        before = f"&before={page['before']}"
    assert found == list(range(1, 24))
    after, found = "&after=0", []
    while after:
        page = chat.messages("member", room, f"?limit=10{after}")
        found += [message["no"] for message in page["results"]]
        after = f"&after={page['after']}" if page["after"] else ""
    assert found == list(range(1, 24))
    page = chat.messages("member", room, "?around=12&limit=5")
    assert [message["no"] for message in page["results"]] == [10, 11, 12, 13, 14]
    assert (page["before"], page["after"]) == (10, 14)
    assert [m["no"] for m in chat.messages("member", room, "?around=1&limit=4")["results"]] == [1, 2, 3]
    assert chat.messages("member", room, "?before=1")["results"] == []
    assert chat.messages("member", room, "?after=23")["after"] is None


@pytest.mark.parametrize(
    "query", ["?before=1&after=1", "?limit=101", "?limit=0", "?before=x", "?before=-1", "?after=1e9"]
)
def test_pages_that_are_none_are_refused(chat, query):
    refused = chat.ask("member", "get", f"rooms/{chat.general()}/messages/{query}", status=400)
    assert refused["code"] == "invalid"


def test_ten_messages_in_a_second_are_enough(chat, settings, steady_windows):
    settings.RATES = settings.RATES | {"chat_messages_user": RATES["chat_messages_user"]}
    room = chat.general()
    for number in range(10):
        chat.say("member", room, str(number))
    answer = chat.say("member", room, "eleven", status=429)
    assert answer["code"] == "rate_limited"
    chat.say("owner", room, "I write for the first time")


def test_a_message_that_holds_a_value_is_held_back(chat):
    secret = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
    project = chat.project()
    body = {"environment": project["environments"][0]["id"], "name": "API_TOKEN", "value": secret}
    assert chat.world.member.client.post("/api/core/variables/", body, format="json").status_code == 201
    room = chat.open("deploys")
    answer = chat.say("viewer", room, f"use {secret}!", status=400)
    assert (answer["code"], answer["errors"][0]["field"]) == ("holds_value", "text")
    assert "API_TOKEN" in answer["errors"][0]["message"]
    harmless = chat.say("viewer", room, "use the token")
    answer = chat.ask("viewer", "patch", f"messages/{harmless['id']}/", {"text": f"use {secret}"}, 400)
    assert answer["code"] == "holds_value"
    answer = chat.ask("member", "patch", f"rooms/{room}/", {"topic": f"the token is {secret}"}, 400)
    assert (answer["code"], answer["errors"][0]["field"]) == ("holds_value", "topic")
    body = {"organization": chat.organization, "kind": "organization", "name": "x", "topic": f"key={secret}"}
    assert chat.ask("member", "post", "rooms/", body, 400)["code"] == "holds_value"
    assert secret not in str(list(EventRecord.objects.values()))
    assert chat.texts("owner", room) == ["use the token"]


def test_sending_takes_few_statements(chat, django_assert_max_num_queries):
    room = chat.general()
    chat.say("member", room, "warm")
    with django_assert_max_num_queries(9):  # with liveness, the answer's two, and savepoints of the test
        chat.say("member", room, "and again")
    for _ in range(3):
        chat.say("owner", room, "some more")
    with django_assert_max_num_queries(5):
        chat.messages("member", room)
