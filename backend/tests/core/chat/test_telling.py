"""Being told of mentions and of what is meant for one alone: once, and by mail only while one is away."""

from datetime import timedelta

import pytest
from django.core import mail

from core.chat.handlers import deliver
from core.chat.models import Message, Reading
from kernel import tasks
from kernel.models import EventRecord, OutboxMessage
from kernel.sockets import attendance
from tests.core.notifications.conftest import choose, inbox, kinds

MINUTES = timedelta(minutes=2, seconds=10)


@pytest.fixture
def away(later):
    """Time passes; the letters that left meanwhile."""

    def pass_by(by=MINUTES):
        later(by)
        later(MINUTES)
        return [(letter.to[0], letter.subject) for letter in mail.outbox]

    return pass_by


def mention(chat, *who):
    return " ".join(f"<@{chat.world[one].user.id}>" for one in who)


def test_a_mention_is_told_in_the_app_at_once_and_by_mail_after_a_while(chat, away):
    room = chat.open("deploys")
    message = chat.say("member", room, f"{mention(chat, 'owner', 'member')} look at this")
    tasks.drain()
    (told,) = inbox(chat.world.owner)
    assert (told["kind"], told["title"]) == ("chat.mention", "member@acme.example mentioned you in #deploys")
    assert told["url"] == f"/orgs/acme/chat/{room}?at={message['no']}"
    assert told["organization"]["slug"] == "acme"
    assert mail.outbox == []
    assert kinds(chat.world.member) == kinds(chat.world.viewer) == []
    assert away() == [("owner@acme.example", "member@acme.example mentioned you in #deploys")]
    assert "look at this" not in mail.outbox[0].body
    assert "look at this" not in str(list(EventRecord.objects.values())) + str(list(OutboxMessage.objects.values()))


@pytest.mark.parametrize("heard", ["read", "taken back", "notification read", "unwanted", "here", "gone"])
def test_there_is_no_mail_for_who_has_heard_of_it(chat, away, heard, monkeypatch):
    room = chat.open("deploys")
    message = chat.say("member", room, mention(chat, "owner"))
    tasks.drain()
    match heard:
        case "read":
            chat.ask("owner", "post", f"rooms/{room}/read/", {"no": 1})
        case "taken back":
            chat.ask("member", "delete", f"messages/{message['id']}/", status=204)
        case "notification read":
            chat.world.owner.client.post("/api/core/notifications/read/", {"all": True}, format="json")
        case "unwanted":
            choose(chat.world.owner, "chat.mention", "never")
        case "here":
            monkeypatch.setattr(attendance, "online", lambda stream, ids: {str(one) for one in ids})
        case "gone":
            chat.world.owner.user.memberships.all().delete()
    assert away() == []


def test_a_conversation_is_one_notice_until_it_is_read(chat, away):
    room = chat.direct("member", "owner")
    for text in ("hello", "are you there?", "well"):
        chat.say("member", room, text)
    assert away(timedelta(seconds=6)) == [("owner@acme.example", "member@acme.example wrote to you")]
    assert kinds(chat.world.owner) == ["chat.direct"]
    assert inbox(chat.world.owner)[0]["url"] == f"/orgs/acme/chat/{room}?at=1"
    chat.say("member", room, "still waiting")
    away()
    assert kinds(chat.world.owner) == ["chat.direct"]
    chat.ask("owner", "post", f"rooms/{room}/read/", {"no": 4})
    chat.say("member", room, "one more thing")
    away()
    assert kinds(chat.world.owner) == ["chat.direct", "chat.direct"]


def test_who_reads_along_is_told_nothing(chat, later):
    room = chat.direct("member", "owner")
    chat.say("member", room, "hello")
    later(timedelta(seconds=1))
    assert kinds(chat.world.owner) == []
    chat.ask("owner", "post", f"rooms/{room}/read/", {"no": 1})
    later(timedelta(seconds=10))
    assert kinds(chat.world.owner) == []


def test_a_muted_room_tells_of_mentions_only(chat, later):
    direct, room = chat.direct("member", "owner"), chat.general()
    for one in (direct, room):
        chat.ask("owner", "put", f"rooms/{one}/muted/", {"muted": True})
    chat.say("member", direct, "psst")
    later(timedelta(seconds=10))
    assert kinds(chat.world.owner) == []
    chat.say("member", room, mention(chat, "owner"))
    chat.say("member", direct, mention(chat, "owner"))
    later(timedelta(seconds=10))
    assert sorted(kinds(chat.world.owner)) == ["chat.direct", "chat.mention"]


def test_a_change_tells_those_whom_it_mentions_anew_and_nobody_twice(chat):
    room = chat.general()
    message = chat.say("member", room, mention(chat, "owner"))
    tasks.drain()
    chat.ask("member", "patch", f"messages/{message['id']}/", {"text": mention(chat, "owner", "viewer") + "!"})
    chat.ask("member", "patch", f"messages/{message['id']}/", {"text": mention(chat, "owner", "viewer")})
    tasks.drain()
    assert (kinds(chat.world.owner), kinds(chat.world.viewer)) == (["chat.mention"], ["chat.mention"])


def test_what_is_delivered_twice_tells_once(chat):
    message = chat.say("member", chat.general(), mention(chat, "owner"))
    for _ in range(3):
        deliver({"message": message["id"]}, OutboxMessage())
        tasks.drain()
    assert kinds(chat.world.owner) == ["chat.mention"]
    assert EventRecord.objects.filter(verb="chat.member.mentioned").count() == 1


def test_a_message_that_was_taken_back_in_time_tells_nothing(chat):
    room = chat.general()
    message = chat.say("member", room, mention(chat, "owner"))
    chat.ask("member", "delete", f"messages/{message['id']}/", status=204)
    tasks.drain()
    assert kinds(chat.world.owner) == []


def test_the_event_stands_in_the_stream_of_the_person_alone(chat):
    chat.say("member", chat.general(), mention(chat, "owner"))
    tasks.drain()
    record = EventRecord.objects.select_related("stream").get(verb="chat.member.mentioned")
    assert record.stream.key == f"a:{chat.world.owner.user.id}"
    assert record.data["organization_id"] == chat.organization
    assert Message.objects.get().text not in str(record.data)
    assert not Reading.objects.filter(user=chat.world.owner.user).exists()


def test_it_waits_for_the_digest_of_who_wants_one(chat, later):
    choose(chat.world.owner, "chat.mention", "digest")
    chat.say("member", chat.open("deploys"), mention(chat, "owner"))
    later(MINUTES)
    assert mail.outbox == []
    from core.notifications import tasks as notification_tasks
    from core.notifications.models import DigestEntry

    assert DigestEntry.objects.get().kind == "chat.mention"
    later(timedelta(days=1, hours=1))
    notification_tasks.digest()
    tasks.drain()
    assert "member@acme.example mentioned you in #deploys" in mail.outbox[0].body
