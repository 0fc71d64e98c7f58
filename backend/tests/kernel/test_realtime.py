"""Publishing from synchronous code: one connection for all of it, after a fork too, and no error for the caller."""

import asyncio
import os
import socket
import threading
import time
from uuid import uuid4

import pytest
from channels.layers import get_channel_layer
from django.test import override_settings

from kernel import memory, realtime
from kernel.realtime import group_of
from tests.launcher.processes import until


@pytest.fixture
def stream():
    return f"o:{uuid4()}"


def heard_while(stream, publish, count):
    """What arrives on a stream's group while somebody publishes."""

    async def listen():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(group_of(stream), channel)
        await asyncio.sleep(0.2)
        publish()
        try:
            async with asyncio.timeout(5):
                return [await layer.receive(channel) for _ in range(count)]
        finally:
            await layer.flush()

    return asyncio.run(listen())


def connections():
    return memory.client().info("stats")["total_connections_received"]


def test_messages_arrive_in_order_and_name_their_stream(stream):
    heard = heard_while(stream, lambda: [realtime.moved(stream, seq) for seq in range(1, 51)], 50)
    ages = [time.time() - message.pop("at") for message in heard]
    assert heard == [{"type": "stream.moved", "seq": seq, "s": stream} for seq in range(1, 51)]
    assert all(0 <= age < 10 for age in ages)


def test_three_hundred_messages_from_many_threads_open_no_connection(stream):
    realtime.moved(stream, 0)
    realtime._bus.flush()
    memory.client().ping()
    before = connections()
    threads = [threading.Thread(target=lambda: [realtime.moved(stream, n) for n in range(30)]) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    realtime._bus.flush()
    assert connections() - before < 50  # others, who use the same server


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # what Celery does is what is tried here
def test_a_forked_child_publishes_on_its_own(stream):
    realtime.moved(stream, 1)  # the parent's thread and connection exist, and the child must not use them

    def fork():
        child = os.fork()
        if child == 0:
            try:
                realtime.moved(stream, 2)
                realtime._bus.flush()
            finally:
                os._exit(0)
        os.waitpid(child, 0)

    realtime._bus.flush()
    assert [message["seq"] for message in heard_while(stream, fork, 1)] == [2]


@pytest.fixture
def silent_redis():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        layer = "channels_redis.pubsub.RedisPubSubChannelLayer"
        hosts = [f"redis://127.0.0.1:{server.getsockname()[1]}/0"]
        with override_settings(CHANNEL_LAYERS={"default": {"BACKEND": layer, "CONFIG": {"hosts": hosts}}}):
            realtime._forget()
            yield
            assert until(lambda: not realtime._bus._pending, 3 * realtime.SECONDS)
            realtime._forget()


def test_without_a_bus_the_caller_neither_waits_nor_fails_and_it_is_said_once(stream, silent_redis, caplog):
    for seq in range(3 * realtime.BACKLOG):
        realtime.moved(stream, seq)
    assert 0 < len(realtime._bus._pending) <= realtime.BACKLOG  # we are here, and they still wait
    assert [record.levelname for record in caplog.records if record.name == "kernel.realtime"] == ["WARNING"]
