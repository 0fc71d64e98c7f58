"""Frames without a number: to those who follow and may, here and elsewhere, and never at the cost of those with one."""

import asyncio
from uuid import UUID

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from core.tenancy.roles import Permission
from kernel import realtime
from kernel.sockets import source
from kernel.sockets.feed import Feed, Follower
from kernel.sockets.socket import OUTBOX_CHARACTERS, OUTBOX_MESSAGES, Close, Identity, Socket
from kernel.sockets.together import Together
from kernel.sockets.wire import LongWire, framed
from tests.core.realtime.happenings import happen
from tests.core.realtime.wire import running_node, token_of

pytestmark = pytest.mark.django_db(transaction=True)


def feed_of(node, world, who):
    return node.open(f"/ws/events/{world.organization.id}/", token_of(world[who].user))


def typing_of(world, user):
    return {"type": "typing", "user": user.id, "on": True}


def test_it_reaches_all_followers_in_all_processes_but_who_knows(node, world, tmp_path):
    stream = f"o:{world.organization.id}"
    with (
        running_node(tmp_path) as elsewhere,
        feed_of(node, world, "viewer") as viewer,
        feed_of(elsewhere, world, "admin") as admin,
        feed_of(node, world, "owner") as owner,
    ):
        for wire in (viewer, admin, owner):
            wire.frame()
        realtime.pass_on(stream, typing_of(world, world.owner.user), but_user=world.owner.user.id)
        told = {"type": "typing", "s": stream, "user": str(world.owner.user.id), "on": True}
        assert viewer.frame() == told
        assert admin.frame() == told
        realtime.pass_on(stream, {"type": "secret"}, needs=Permission.AUDIT_READ)
        assert admin.frame() == {"type": "secret", "s": stream}
        assert owner.frame() == {"type": "secret", "s": stream}
        happen(world.organization, world.owner.actor, 1)
        assert viewer.frame()["seq"] == 1  # and not the other


def test_nobody_is_told_after_the_removal(node, world):
    stream = f"o:{world.organization.id}"
    with feed_of(node, world, "viewer") as viewer:
        viewer.frame()
        url = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
        assert world.admin.client.delete(url).status_code == 204
        realtime.pass_on(stream, {"type": "typing"})
        code, frames = viewer.closed()
        assert (code, [frame["type"] for frame in frames]) == (4003, ["error"])


def test_noise_on_the_bus_keeps_nothing_back(node, world):
    stream = f"o:{world.organization.id}"
    with feed_of(node, world, "viewer") as viewer:
        viewer.frame()
        realtime.moved(f"g:{world.organization.id}", 999_999)
        assert viewer.is_silent(1)
        for _ in range(20):  # what comes while rights are looked at is lost
            realtime.pass_on(stream, {"type": "typing"})
        assert viewer.frame() == {"type": "typing", "s": stream}


class Stopped:
    """A wire whose peer reads nothing."""

    clogged = True

    def write(self, text):
        """Into the void."""

    def close(self, code):
        """The same."""


def _socket():
    return Socket(Stopped())


def test_an_outbox_that_is_half_full_takes_none():
    async def scenario() -> None:
        many, much = _socket(), _socket()
        for _ in range(OUTBOX_MESSAGES // 2 - 1):
            many.push("x")
        many.offer("one more")
        many.offer("too many")
        assert _queued(many) == OUTBOX_MESSAGES // 2
        much.push("x" * (OUTBOX_CHARACTERS // 2))
        much.offer("too much")
        assert _queued(much) == 1
        much.shut(Close.INTERNAL)
        much.offer("too late")
        assert _queued(much) == 0

    asyncio.run(scenario())


def _queued(socket):
    return socket.depth


def test_while_rights_are_in_doubt_nothing_passes():
    async def scenario() -> None:
        nobody = UUID(int=1)
        user = Identity(nobody, nobody, 0, 0, "")
        feed, socket = Feed("o:x", lambda follower, stream: None, Together(source.openings).ask), _socket()
        feed.followers.add(Follower(socket, user, 0, frozenset(), 0))
        feed.pass_on("one", "", "")
        assert feed.doubt(1)
        feed.pass_on("two", "", "")
        assert _queued(socket) == 1

    asyncio.run(scenario())


def test_what_a_wire_can_not_take_gathers_in_order_and_ends_with_the_socket():
    async def scenario() -> None:
        sent: list[str] = []

        async def send(message):
            await asyncio.sleep(0)
            sent.append(message.get("text", message["type"]))

        socket = Socket(LongWire(send))
        for number in range(5):
            socket.push(str(number))
        assert socket.depth == 4
        await asyncio.sleep(0.1)
        assert (sent, socket.depth) == (["0", "1", "2", "3", "4"], 0)
        socket.push("5")
        socket.shut(Close.INTERNAL)
        socket.push("6")
        await asyncio.sleep(0.1)
        assert sent[5:] == ["5", "websocket.close"]

    asyncio.run(scenario())


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536])
def test_a_frame_is_written_as_the_library_reads_it(length):
    text = "x" * length
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)
    client.receive_data(framed(text))
    (frame,) = client.events_received()
    assert (frame.opcode, frame.fin, frame.data.decode()) == (Opcode.TEXT, True, text)
