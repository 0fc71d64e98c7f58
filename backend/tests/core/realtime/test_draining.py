"""The end of a process: it is not ready any more, and sends its sockets elsewhere in turn, without losing a thing."""

import asyncio
import contextlib
import http.client
import json
import random
import signal
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from core.tenancy.models import Membership
from kernel.models import Node
from kernel.sockets import draining
from tests.core.realtime.happenings import happen
from tests.core.realtime.polling import ask
from tests.core.realtime.wire import running_node, token_of
from tests.factories import make_user
from tests.launcher.processes import until

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, SOCKETS_EACH, DRAIN_SECONDS = 20, 8, 4
PATIENCE = 90


class Client:
    """Follows a stream over any number of connections, as the web app does."""

    def __init__(self, path, token):
        self.path, self.token = path, token
        self.last, self.epoch, self.seen = 0, "", []
        self.came, self.codes = 0, []
        self.connected = asyncio.Event()

    async def follow(self, ports):
        """Live on the first port until it sends us away, then on the next."""
        for port in ports:
            try:
                async with connect(
                    f"ws://127.0.0.1:{port}{self.path}?since={self.last}&epoch={self.epoch}",
                    additional_headers={"Authorization": f"Bearer {self.token}"},
                    compression=None,
                    max_queue=None,
                    open_timeout=60,
                ) as socket:
                    self.came += 1
                    pause = await self._listen(socket)
            except ConnectionClosed:
                pause = 0.0
            await asyncio.sleep(pause)

    async def _listen(self, socket):
        pause = 0.0
        try:
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "welcome":
                    self.epoch = frame["streams"][0]["epoch"]
                    self.connected.set()
                elif frame["type"] == "reconnect":
                    assert frame["reason"] == "restart"
                    pause = frame["after_ms"] / 1000
                elif "seq" in frame:
                    self.seen.append(frame["seq"])
                    self.last = frame["seq"]
        except ConnectionClosed:
            pass
        self.codes.append(socket.close_code)
        return pause


class Writer:
    """Commits events until it is told to stop."""

    def __init__(self, world):
        self.world, self.written, self.told = world, 0, threading.Event()
        self.thread = threading.Thread(target=self._write)

    def _write(self):
        while not self.told.wait(0.05):
            self.written += 1
            happen(self.world.organization, self.world.owner.actor, self.written)
        connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.told.set()
        self.thread.join()


def ready(node):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=5)) as line:
        line.request("GET", "/health/ready")
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())


def test_they_are_sent_away_evenly_over_the_time_there_is(monkeypatch):
    sent, pauses = [], []

    async def pause(seconds):
        pauses.append(seconds)

    async def draining_():
        monkeypatch.setattr(draining, "send_away", lambda socket, reason: sent.append((socket, reason)))
        monkeypatch.setattr(draining.asyncio, "sleep", pause)
        people = list(range(100))
        await draining.drain(lambda: people if not sent else [], 20)

    monkeypatch.setattr(draining, "_beginnings", [])
    asyncio.run(draining_())
    # Nobody has really waited here, so each pause is the whole time until its turn.
    assert pauses == pytest.approx([number / 5 for number in range(100)], abs=0.5)
    assert {reason for _, reason in sent} == {"restart"}
    assert sorted(socket for socket, _ in sent) == list(range(100)) != [socket for socket, _ in sent]


def test_hundreds_of_sockets_move_in_turn_and_lose_nothing(tmp_path, world):
    users = [make_user() for _ in range(PEOPLE)]
    for user in users:
        Membership.objects.create(
            organization=world.organization, user=user, role="viewer", created_at=user.email_verified_at
        )
    tokens = [token_of(user) for user in users for _ in range(SOCKETS_EACH)]
    path = f"/ws/events/{world.organization.id}/"

    async def moving(old, new, writer):
        clients = [Client(path, token) for token in tokens]
        random.shuffle(clients)
        following = []
        for client in clients:
            following.append(asyncio.create_task(client.follow([old.port, new.port])))
            await asyncio.sleep(0.005)
        await asyncio.gather(*(client.connected.wait() for client in clients))
        began = time.monotonic()
        old.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.25)
        health = await asyncio.to_thread(ready, old)
        while any(client.came < 2 for client in clients):
            await asyncio.sleep(0.1)
            assert time.monotonic() - began < PATIENCE
        writer.told.set()
        await asyncio.to_thread(writer.thread.join)
        while any(client.last < writer.written for client in clients):
            await asyncio.sleep(0.1)
            assert time.monotonic() - began < PATIENCE, Counter(client.last for client in clients)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        return clients, health

    with running_node(tmp_path, DRAIN_SECONDS=str(DRAIN_SECONDS)) as old, running_node(tmp_path) as new:
        with Writer(world) as writer:
            clients, health = asyncio.run(moving(old, new, writer))
        old.process.wait(20)
        assert ready(new)[0] == 200
    assert (health[0], health[1]["draining"]) == (503, True)
    assert {code for client in clients for code in client.codes[:1]} == {4112}
    assert writer.written > 20
    assert all(client.seen == list(range(1, writer.written + 1)) for client in clients)


def test_newcomers_and_those_who_wait_are_sent_elsewhere(tmp_path, world):
    path, token = f"/ws/events/{world.organization.id}/", token_of(world.viewer.user)
    others = [token_of(world[who].user) for who in ("owner", "admin", "member")]

    async def trying(node):
        header = {"Authorization": f"Bearer {token}"}
        held = [Client(path, other) for other in others]
        following = [asyncio.create_task(client.follow([node.port])) for client in held]
        await asyncio.gather(*(client.connected.wait() for client in held))
        waits = await ask(node.port, f"/api/core/streams/o:{world.organization.id}/?since=0&wait=25", token)
        await asyncio.sleep(0.3)
        node.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        async with connect(f"ws://127.0.0.1:{node.port}{path}", additional_headers=header) as late:
            frame = json.loads(await late.recv())
            with contextlib.suppress(ConnectionClosed):
                await late.recv()
        ordinary = await ask(node.port, f"/api/core/streams/o:{world.organization.id}/", token)
        connection_ = (await ordinary.answer()).headers["connection"]
        answered = await waits.answer()
        await asyncio.gather(*following)
        return frame, late.close_code, connection_, answered

    with running_node(tmp_path, DRAIN_SECONDS="4") as node:
        frame, code, connection_, answered = asyncio.run(trying(node))
        assert node.process.wait(30) in (0, -signal.SIGTERM)
    assert (frame["type"], frame["reason"], code) == ("reconnect", "restart", 4112)
    assert 0 <= frame["after_ms"] <= 1000
    assert connection_ == "close"
    assert (answered.status, answered.body["frames"]) == (200, [])


def test_a_process_that_is_full_says_when_to_come_back(tmp_path, world):
    path = f"/ws/events/{world.organization.id}/"
    with (
        running_node(tmp_path, WEBSOCKETS_PER_PROCESS="2") as node,
        node.open(path, token_of(world.owner.user)) as first,
        node.open(path, token_of(world.admin.user)) as second,
    ):
        assert [first.frame()["type"], second.frame()["type"]] == ["welcome", "welcome"]
        with node.open(path, token_of(world.viewer.user)) as third:
            code, frames = third.closed()
        assert (code, frames[0]["type"], frames[0]["reason"]) == (4100, "reconnect", "overload")
        assert 2000 <= frames[0]["after_ms"] <= 15000
        assert first.ask({"type": "ping", "t": 1})["type"] == "pong"


@pytest.mark.parametrize(("sent", "seconds"), [([signal.SIGINT, signal.SIGINT], 20), ([signal.SIGTERM], 20)])
def test_who_insists_and_who_has_no_sockets_does_not_wait(tmp_path, world, sent, seconds):
    """Ctrl-C twice ends it at once; with nobody there is nobody to be sent away."""
    with running_node(tmp_path, DRAIN_SECONDS="60") as node, contextlib.ExitStack() as stack:
        if len(sent) > 1:
            for who in ("owner", "admin", "viewer"):
                wire = stack.enter_context(node.open("/ws/", token_of(world[who].user)))
                wire.frame()
        began = time.monotonic()
        for number in sent:
            node.process.send_signal(number)
            time.sleep(0.5)
        node.process.wait(30)
        assert time.monotonic() - began < seconds


def test_processes_that_share_a_port_wait_tell_and_drain_each(tmp_path, world):
    """WEB_CONCURRENCY: who waits does so in one of them, and a signal to the first one ends all in turn."""
    path, people = (
        f"/api/core/streams/o:{world.organization.id}/?since=0&wait=25",
        ("owner", "admin", "member", "viewer"),
    )
    tokens = [token_of(world[who].user) for who in people for _ in range(4)]

    async def waiting(port):
        asked = [await ask(port, path, token) for token in tokens]
        await asyncio.sleep(1)
        await asyncio.to_thread(write)
        return [await one.answer() for one in asked]

    def write():
        happen(world.organization, world.owner.actor, 1)
        connection.close()

    with running_node(tmp_path, WEB_CONCURRENCY="2", DRAIN_SECONDS="1") as node:
        assert until(lambda: Node.objects.filter(kind="web").count() == 2, 20)
        answers = asyncio.run(waiting(node.port))
        wires = [Client(f"/ws/events/{world.organization.id}/", token) for token in tokens]
        codes = asyncio.run(until_sent_away(node, wires))
        node.process.wait(30)
    assert {(answer.status, answer.body["head"]) for answer in answers} == {(200, 1)}
    assert codes == [4112] * len(tokens)
    assert not Node.objects.exists()


async def until_sent_away(node, clients):
    following = [asyncio.create_task(client.follow([node.port])) for client in clients]
    await asyncio.gather(*(client.connected.wait() for client in clients))
    node.process.send_signal(signal.SIGTERM)
    await asyncio.gather(*following)
    return [code for client in clients for code in client.codes]
