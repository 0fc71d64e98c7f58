"""Publishing from a view, a worker's task and a coroutine: who follows hears it, and nobody connects for it."""

import asyncio
import time

import pytest
import requests

from authentication.events import SessionReused
from kernel import memory, realtime
from kernel.actions import action, emit
from kernel.actor import Actor
from tests.core.realtime.wire import token_of
from tests.factories import make_user
from tests.faults.stack import running, worker

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 100
# Tests beside us connect to the same server, as do threads that had not been asked before: fewer than one for each.
OTHERS = 50


def connections():
    """How many Redis has taken since it began; this question needs none of its own."""
    return memory.client().info("stats")["total_connections_received"]


@pytest.fixture(autouse=True)
def counted():
    """Our own connection is there before anybody counts."""
    memory.client().ping()


def test_a_view_publishes_a_hundred_times_and_connects_for_none(node, world):
    address = f"{node.http}/api/core/organizations/{world.organization.id}/"
    with (
        node.open(f"/ws/events/{world.organization.id}/", token_of(world.viewer.user)) as wire,
        requests.Session() as session,
    ):
        session.headers = {"Authorization": f"Bearer {token_of(world.owner.user)}", "Host": "localhost"}
        wire.frame()
        for number in range(5):  # each of the server's threads has its own connections afterwards
            assert session.patch(address, json={"name": f"Warm {number}"}).status_code == 200
        wire.frames(5)
        before = connections()
        for number in range(MANY):
            assert session.patch(address, json={"name": f"Acme {number}"}).status_code == 200
        assert [frame["seq"] for frame in wire.frames(MANY)] == list(range(6, MANY + 6))
        assert connections() - before < OTHERS


def test_a_worker_publishes_a_hundred_times_and_connects_for_none(node, tmp_path):
    @action()
    def warn(actor, user, count):
        for _ in range(count):
            emit(SessionReused.about(actor, user, session="s"))

    user = make_user()
    with (
        node.open("/ws/notifications/", token_of(user)) as wire,
        running(worker(tmp_path, clock=False, EMAIL_URL="smtp://127.0.0.1:9/")),
    ):
        wire.frame()
        for _ in range(10):  # of six threads each has worked afterwards
            warn(Actor.system(), user, 1)
            wire.frame(60)
        before = connections()
        for _ in range(MANY // 10):
            warn(Actor.system(), user, 10)
            wire.frames(10, timeout=30)
        assert connections() - before < OTHERS
    assert "Event loop is closed" not in (tmp_path / "worker.log").read_text()


def test_a_coroutine_publishes_without_waiting_and_without_connecting(node, world):
    stream = f"o:{world.organization.id}"

    async def speak():
        realtime.pass_on(stream, {"type": "typing", "n": 0})
        await asyncio.sleep(0.2)
        before, longest = connections(), 0.0
        for number in range(1, MANY + 1):
            began = time.perf_counter()
            realtime.pass_on(stream, {"type": "typing", "n": number})
            longest = max(longest, time.perf_counter() - began)
            await asyncio.sleep(0)
        await asyncio.sleep(0.5)
        return connections() - before, longest

    with node.open(f"/ws/events/{world.organization.id}/", token_of(world.viewer.user)) as wire:
        wire.frame()
        opened, longest = asyncio.run(speak())
        heard = [frame["n"] for frame in wire.frames(MANY + 1)]
    assert heard == list(range(MANY + 1))
    assert opened < OTHERS
    assert longest < 1  # no round trip is waited for; a busy machine may take the processor away
