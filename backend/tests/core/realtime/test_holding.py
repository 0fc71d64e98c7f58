"""Streams that a process listens to: from its first moment on, and when whoever asked first is gone before it does."""

import asyncio
from uuid import UUID

import pytest

from kernel.sockets import bus
from kernel.sockets.bus import Bus
from kernel.sockets.hub import Hub
from kernel.sockets.socket import Identity, Socket
from kernel.sockets.wire import LongWire

NOBODY = Identity(UUID(int=1), UUID(int=2), 0, 2**40, "")


class Slow:
    """A channel layer that takes its time with groups, and tells what was said while it listened."""

    def __init__(self) -> None:
        self.groups: set[str] = set()
        self.ready = asyncio.Event()
        self.beginning = 0.0
        self.said: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def new_channel(self) -> str:
        await asyncio.sleep(self.beginning)
        return "ours"

    async def group_add(self, group: str, channel: str) -> None:
        if not group.startswith("node."):
            await self.ready.wait()
        self.groups.add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        self.groups.discard(group)

    async def group_send(self, group: str, message: dict[str, object]) -> None:
        if group in self.groups:
            self.said.put_nowait(message)

    async def receive(self, channel: str) -> dict[str, object]:
        return await self.said.get()


@pytest.fixture
def layer(monkeypatch):
    layer = Slow()
    monkeypatch.setattr(bus, "get_channel_layer", lambda: layer)
    return layer


async def nothing(text):
    """Where frames go."""


async def test_a_process_that_just_begins_to_listen_does_not_take_itself_for_deaf(layer, monkeypatch):
    monkeypatch.setattr(bus, "CANARY_SECONDS", 0.05)
    layer.beginning = 0.1
    mended: list[None] = []
    ours = Bus(lambda message: None, lambda: mended.append(None))
    tasks = [asyncio.create_task(work) for work in (ours.listen(), ours.watch())]
    await asyncio.sleep(0.4)
    assert ours.delay is not None, "a canary came back"
    assert (ours.hearing, mended) == (True, [])
    for task in tasks:
        task.cancel()


async def test_who_waits_along_hears_when_the_first_one_is_gone(layer):
    ours = Bus(lambda message: None, lambda: None)
    listening = asyncio.create_task(ours.listen())
    first, second = (asyncio.create_task(ours.hold("r:1")) for _ in range(2))
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.sleep(0.01)
    await ours.release("r:1")
    layer.ready.set()
    await second
    assert "stream.r.1" in layer.groups
    listening.cancel()


async def test_of_who_is_gone_before_he_follows_nothing_is_left(layer):
    hub = Hub(lambda identities: set(), lambda handshakes: [])
    layer.ready.set()
    socket = Socket(LongWire(nothing))
    assert await hub.enter(socket, NOBODY)
    layer.ready.clear()
    following = asyncio.create_task(hub.follow(socket, "r:1", None, "", lambda opening: None))
    await asyncio.sleep(0.01)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    hub.leave(socket)
    layer.ready.set()
    await asyncio.sleep(0.01)
    assert (dict(hub.feeds), layer.groups & {"stream.r.1", f"stream.u.{NOBODY.user_id}"}) == ({}, set())
    for task in hub._tasks:
        task.cancel()
