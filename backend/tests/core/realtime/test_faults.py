"""What breaks beneath sockets delays them, and loses nothing: the bus, a client that does not read, a killed node."""

import json
import signal
import socket as network
import subprocess
import time

import pytest
import requests

from launcher import redis as embedded
from launcher.ports import free_port
from tests.core.realtime.happenings import happen
from tests.core.realtime.wire import running_node, token_of

pytestmark = pytest.mark.django_db(transaction=True)


class Bus:
    """A Redis of this test's own, to be killed and started again, empty."""

    def __init__(self, directory):
        self.server = embedded.Server(directory, free_port(), durable=False)
        self.server.prepare()
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.server.is_ready():
            time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def bus(tmp_path):
    bus = Bus(tmp_path / "bus")
    yield bus
    bus.kill()


def rename(node, world, token, number):
    """Over HTTP at that node, which publishes on its own bus."""
    url = f"{node.http}/api/core/organizations/{world.organization.id}/"
    headers = {"Authorization": f"Bearer {token}"}
    return requests.patch(url, json={"name": f"Acme {number}"}, headers=headers, timeout=10)


def test_redis_dies_and_comes_back_empty_while_the_sockets_stay_and_lose_nothing(bus, world, tmp_path):
    token = token_of(world.owner.user)
    with (
        running_node(tmp_path, REDIS_URL=bus.server.url) as node,
        node.open(f"/ws/events/{world.organization.id}/", token) as wire,
    ):
        wire.frame()
        assert rename(node, world, token, 0).status_code == 200
        assert wire.frame()["seq"] == 1
        bus.kill()
        for number in range(1, 11):  # nothing is published, and no request fails or waits for it
            begun = time.monotonic()
            assert rename(node, world, token, number).status_code == 200
            assert time.monotonic() - begun < 3
        assert wire.ask({"type": "ping", "t": 1})["type"] in {"pong", "event"}
        with node.open("/ws/", token) as late:  # and who comes now is let in
            assert late.frame()["type"] == "welcome"
        bus.start()
        frames, begun = [], time.monotonic()
        while len(frames) < 10:
            frame = wire.frame(timeout=12)
            frames += [frame["seq"]] if frame["type"] == "event" else []
        assert frames == list(range(2, 12))
        assert time.monotonic() - begun < 12
        time.sleep(4)  # the canary has come back: from here on it is the bus again that wakes
        assert rename(node, world, token, 99).status_code == 200
        assert wire.frame()["seq"] == 12
        assert "redis://" not in node.log.read_text()


def test_redis_freezes(bus, world, tmp_path):
    token = token_of(world.owner.user)
    with (
        running_node(tmp_path, REDIS_URL=bus.server.url) as node,
        node.open(f"/ws/events/{world.organization.id}/", token) as wire,
    ):
        wire.frame()
        bus.process.send_signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            assert rename(node, world, token, 1).status_code == 200
            assert time.monotonic() - begun < 5
            assert wire.frame(timeout=12)["seq"] == 1
        finally:
            bus.process.send_signal(signal.SIGCONT)


def test_a_message_that_was_never_published_is_delivered_within_twelve_seconds(bus, world, tmp_path):
    """The node listens to another Redis than the one we publish to: as after a crash between commit and publish."""
    with (
        running_node(tmp_path, REDIS_URL=bus.server.url) as node,
        node.open(f"/ws/events/{world.organization.id}/", token_of(world.owner.user)) as wire,
    ):
        wire.frame()
        happen(world.organization, world.owner.actor, 1, 2, 3)
        assert [frame["seq"] for frame in wire.frames(3, timeout=12)] == [1, 2, 3]


def test_a_killed_node_costs_nothing_that_the_other_has_not(node, world, tmp_path):
    path, token = f"/ws/events/{world.organization.id}/", token_of(world.owner.user)
    with running_node(tmp_path) as doomed, doomed.open(path, token) as wire:
        place = wire.frame()["streams"][0]
        happen(world.organization, world.owner.actor, 1)
        last = wire.frame()["seq"]
        doomed.process.kill()
        happen(world.organization, world.owner.actor, 2)
    with node.open(f"{path}?since={last}&epoch={place['epoch']}", token) as wire:
        assert wire.frame()["streams"][0]["resumed"] is True
        assert wire.frame()["seq"] == 2


def test_a_client_that_does_not_read_is_given_up_and_others_notice_nothing(node, world):
    path = f"/ws/events/{world.organization.id}/"
    with node.open(path, token_of(world.owner.user)) as wire, _deaf(node, path, token_of(world.admin.user)) as deaf:
        wire.frame()
        bulk = "x" * 4000
        slowest = 0.0
        for number in range(1, 1201):
            begun = time.monotonic()
            happen_bulky(world, number, bulk)
            assert wire.frame()["seq"] == number
            slowest = max(slowest, time.monotonic() - begun)
        assert slowest < 2
        deadline = time.monotonic() + 15
        while "4109" not in node.log.read_text() and time.monotonic() < deadline:
            time.sleep(0.2)
        closed = [json.loads(line) for line in node.log.read_text().splitlines() if '"code": 4109' in line]
        assert [line["user"] for line in closed] == [str(world.admin.user.id)]
        deaf.settimeout(1)


def happen_bulky(world, number, text):
    from core.vault.events import EnvironmentUpdated
    from kernel.events import Target
    from tests.core.realtime.happenings import _emit

    stream = f"o:{world.organization.id}"
    data = {"n": number, "text": text}
    _emit(
        world.owner.actor,
        EnvironmentUpdated(actor=world.owner.actor, stream=stream, target=Target("thing", None, "x"), data=data),
    )


def _deaf(node, path, token):
    """A connection that shakes hands and then never reads, with a small window."""
    raw = network.socket(network.AF_INET, network.SOCK_STREAM)
    raw.setsockopt(network.SOL_SOCKET, network.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", node.port))
    raw.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    return raw
