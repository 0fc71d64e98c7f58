"""Several people at the same moment: each message is there once, every race has an answer, and none is a 500."""

import threading
from collections import Counter
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from core.chat import grants
from core.chat.actions import sending
from core.chat.actions.holding import hold_members
from core.chat.models import Entry, Mention, Message, Reading, Room
from core.chat.roles import Right
from core.tenancy.models import Membership
from kernel.errors import Problem
from kernel.models import Stream
from tests.core.chat.conftest import CHAT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work):
    """The status of each, all of them begun together."""
    barrier, statuses = threading.Barrier(len(work)), []

    def run(one):
        barrier.wait()
        try:
            statuses.append(one().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def saying(chat, who, room, text="hello", cid=None):
    body = {"text": text, "cid": cid or str(uuid4())}
    client = chat.world[who].client
    return lambda: client.post(f"{CHAT}rooms/{room}/messages/", body, format="json")


def asking(chat, who, method, path, body=None):
    client = chat.world[who].client
    return lambda: getattr(client, method)(CHAT + path, body or {}, format="json")


def assert_whole(room, messages):
    """Numbers of messages and of the stream are 1 to n, and the counters agree."""
    assert list(Message.objects.filter(room_id=room).order_by("no").values_list("no", flat=True)) == list(
        range(1, messages + 1)
    )
    entries = list(Entry.objects.filter(room_id=room).order_by("seq").values_list("seq", flat=True))
    assert entries == list(range(1, len(entries) + 1))
    assert Room.objects.get(pk=room).last_no == messages
    assert Stream.objects.filter(key=f"r:{room}").values_list("head", flat=True).first() == (len(entries) or None)


def test_the_same_message_eight_times_is_said_once(chat):
    room, cid = chat.general(), str(uuid4())
    assert at_once(*[saying(chat, "member", room, cid=cid) for _ in range(8)]) == {201: 1, 200: 7}
    assert_whole(room, 1)


def test_what_many_say_together_is_numbered_without_holes(chat):
    room = chat.general()
    work = [saying(chat, who, room) for who in ("owner", "admin", "member", "viewer") for _ in range(4)]
    assert at_once(*work) == {201: 16}
    assert_whole(room, 16)


def test_nothing_is_said_after_the_archiving(chat):
    room = chat.open("deploys")
    work = [saying(chat, who, room) for who in ("owner", "admin", "member", "viewer", "owner", "admin")]
    found = at_once(*work[:4], asking(chat, "member", "post", f"rooms/{room}/archive/"), *work[4:])
    assert set(found) <= {200, 201, 409}
    assert found[200] == 1
    assert Message.objects.filter(room_id=room).count() == found[201] == Room.objects.get(pk=room).last_no
    assert Entry.objects.filter(room_id=room).count() == found[201] + 1
    last = Entry.objects.filter(room_id=room).order_by("-seq").first()
    assert last.kind == "room"


def test_of_a_change_and_a_deletion_the_deletion_wins(chat):
    room = chat.general()
    for _ in range(5):
        message = chat.say("member", room, "secret plans")
        found = at_once(
            asking(chat, "member", "patch", f"messages/{message['id']}/", {"text": "plans"}),
            asking(chat, "admin", "delete", f"messages/{message['id']}/"),
        )
        assert found in ({200: 1, 204: 1}, {409: 1, 204: 1})
        row = Message.objects.get(pk=message["id"])
        assert (row.text, row.deleted_at is not None) == ("", True)


def test_of_two_who_saw_the_same_one_changes_it(chat):
    room = chat.general()
    message = chat.say("member", room, "zero")
    work = [
        asking(chat, "member", "patch", f"messages/{message['id']}/", {"text": f"{n}", "expected": message["seq"]})
        for n in range(1, 5)
    ]
    assert at_once(*work) == {200: 1, 409: 3}


def test_two_people_find_one_room_however_they_begin(chat):
    body = {"organization": chat.organization, "kind": "direct"}
    work = []
    for _ in range(4):
        for who, other in (("member", "owner"), ("owner", "member")):
            user = str(chat.world[other].user.id)
            work.append(asking(chat, who, "post", "rooms/", body | {"user": user}))
    assert at_once(*work) == {201: 1, 200: 7}
    assert Room.objects.get(kind="direct").participants.count() == 2


def test_the_rooms_that_are_expected_are_made_once(chat):
    chat.project()
    client = {who: chat.world[who].client for who in ("owner", "admin", "member", "viewer")}
    url = f"{CHAT}rooms/?organization={chat.organization}"
    assert at_once(*[lambda c=c: c.get(url) for c in client.values() for _ in range(2)]) == {200: 8}
    assert sorted(Room.objects.values_list("kind", flat=True)) == ["organization", "project"]


def test_a_name_is_given_to_one(chat):
    body = {"organization": chat.organization, "kind": "organization", "name": "deploys"}
    work = [asking(chat, who, "post", "rooms/", body) for who in ("owner", "admin", "member", "viewer")]
    assert at_once(*work) == {201: 1, 409: 3}


def test_nobody_speaks_after_the_removal(chat):
    room, member = chat.general(), chat.world.member.user
    path = f"/api/core/organizations/{chat.organization}/members/{member.id}/"
    owner = chat.world.owner.client
    work = [saying(chat, "member", room) for _ in range(6)]
    found = at_once(*work[:3], lambda: owner.delete(path), *work[3:])
    assert set(found) <= {201, 204, 404}
    assert found[204] == 1
    assert_whole(room, found[201])
    assert saying(chat, "member", room)().status_code == 404


def test_a_project_is_deleted_while_people_talk_about_it(chat):
    project = chat.project()
    room = chat.rooms()["shop"]["id"]
    chat.say("owner", room, "soon gone")
    owner = chat.world.owner.client
    path = f"/api/core/projects/{project['id']}/"
    work = [saying(chat, who, room) for who in ("admin", "member", "viewer") for _ in range(2)]
    work += [asking(chat, who, "post", f"rooms/{room}/read/", {"no": 1}) for who in ("admin", "member")]
    found = at_once(*work[:4], lambda: owner.delete(path, {"confirm": "shop"}, format="json"), *work[4:])
    assert set(found) <= {200, 201, 204, 404}
    assert found[204] == 1
    assert not Room.objects.filter(pk=room).exists()


def test_an_organization_is_deleted_while_people_talk_in_it(chat):
    room, direct = chat.general(), chat.direct("admin", "member")
    owner = chat.world.owner.client
    path = f"/api/core/organizations/{chat.organization}/"
    work = [saying(chat, who, where) for who in ("admin", "member") for where in (room, direct, room)]
    work.append(
        asking(
            chat,
            "viewer",
            "post",
            "rooms/",
            {"organization": chat.organization, "kind": "organization", "name": "last"},
        )
    )
    found = at_once(*work[:4], lambda: owner.delete(path, {"confirm": "acme"}, format="json"), *work[4:])
    assert set(found) <= {201, 204, 404}
    assert found[204] == 1
    assert not Message.objects.exists()
    assert not Membership.objects.filter(organization_id=chat.organization).exists()


def test_how_far_somebody_has_read_never_goes_back(chat):
    room = chat.general()
    for number in range(8):
        chat.say("owner", room, str(number))
    work = [asking(chat, "member", "post", f"rooms/{room}/read/", {"no": no}) for no in (3, 8, 1, 5, 2, 7)]
    assert at_once(*work) == {200: 6}
    assert Reading.objects.get(room_id=room, user=chat.world.member.user).no == 8


def test_a_mentioned_account_is_deleted_while_it_is_mentioned(chat):
    room, viewer = chat.general(), chat.world.viewer
    work = [saying(chat, who, room, f"<@{viewer.user.id}>") for who in ("owner", "member") for _ in range(3)]
    client = viewer.client
    found = at_once(*work, lambda: client.post(f"/api/core/organizations/{chat.organization}/leave/"))
    assert set(found) <= {201, 204}
    assert_whole(room, 6)


ENDS = {
    "the author is removed": ("organizations/{organization}/members/{member}/", None),
    "a mentioned one is removed": ("organizations/{organization}/members/{viewer}/", None),
    "the organization is deleted": ("organizations/{organization}/", {"confirm": "acme"}),
    "the project is deleted": ("projects/{project}/", {"confirm": "shop"}),
}


@pytest.mark.parametrize("end", ENDS)
def test_whoever_ends_it_waits_for_who_is_speaking(chat, end):
    """What `send` holds first is held until its commit, so that nothing is written into what is gone."""
    project, people = chat.project(), {who: str(chat.world[who].user.id) for who in ("member", "viewer")}
    grant = grants.room(chat.world.member.actor, UUID(chat.rooms()["shop"]["id"]), Right.POST)
    path, body = ENDS[end]
    path = "/api/core/" + path.format(organization=chat.organization, project=project["id"], **people)
    owner, ended = chat.world.owner.client, []

    def finish():
        try:
            ended.append(owner.delete(path, body, format="json").status_code)
        finally:
            connection.close()

    ending = threading.Thread(target=finish)
    with transaction.atomic():
        hold_members(grant, [chat.world.viewer.user.id])
        ending.start()
        ending.join(1.0)
        assert ended == []
    ending.join(20)
    assert ended == [204]


@pytest.mark.parametrize("end", ENDS)
def test_who_was_let_in_before_the_end_says_nothing_after_it(chat, end):
    """A grant is a moment old when it is used: it is looked at once more under the lock."""
    project, people = chat.project(), {who: str(chat.world[who].user.id) for who in ("member", "viewer")}
    grant = grants.room(chat.world.member.actor, UUID(chat.rooms()["shop"]["id"]), Right.POST)
    path, body = ENDS[end]
    path = "/api/core/" + path.format(organization=chat.organization, project=project["id"], **people)
    assert chat.world.owner.client.delete(path, body, format="json").status_code == 204
    if people["viewer"] in path:
        sending.send(grant, text=f"<@{people['viewer']}>", cid=uuid4())
        assert not Mention.objects.exists()
        return
    with pytest.raises(Problem) as caught:
        sending.send(grant, text="one more thing", cid=uuid4())
    assert caught.value.code == "not_found"
    assert not Message.objects.exists()
