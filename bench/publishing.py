"""Publishing: what a caller waits for, what it costs, and how many connections it opens, by three ways.

`python -m bench.publishing <way> <from>` publishes inside a process with our settings and prints its figures as JSON.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from bench.report import Table
from bench.stage import BACKEND, services

MANY = 1_000
STREAM = "o:00000000-0000-4000-8000-000000000000"
WAYS = {
    "ours": "kernel.realtime.publish",
    "wrapped": "async_to_sync(group_send)",
    "awaited": "await group_send, on one's own loop",
}
TRIED = (("ours", "a thread"), ("ours", "a coroutine"), ("wrapped", "a thread"), ("awaited", "a coroutine"))


def run() -> list[Table]:
    """Each way in a process of its own, beside nothing else."""
    noted = f"{MANY:,} messages of 100 bytes, one after the other. CPU is of the publishing process."
    columns = ("how", "from", "caller waits p50 us", "p99 us", "CPU us", "new connections")
    table = Table("Publishing: from views, tasks and coroutines", columns, noted)
    with services() as settings:
        for way, place in TRIED:
            given = os.environ | settings | {"PYTHONPATH": f"{BACKEND}{os.pathsep}{BACKEND.parent}"}
            command = [sys.executable, "-m", "bench.publishing", way, place]
            said = subprocess.run(command, cwd=BACKEND, env=given, text=True, check=True, stdout=subprocess.PIPE)
            found = json.loads(said.stdout)
            table.add(WAYS[way], place, found["p50"], found["p99"], found["cpu"], found["connections"])
    return [table]


def _publish(way: str, place: str) -> dict[str, float]:
    """The figures of one way."""
    from kernel import memory, realtime

    def connections() -> int:
        return int(memory.client().info("stats")["total_connections_received"])  # type: ignore[index]

    say = _way(way)
    say(0)
    realtime._bus.flush()
    before, spent = connections(), time.process_time()
    waits = asyncio.run(_from_a_coroutine(way)) if place == "a coroutine" else _timed(say)
    realtime._bus.flush()
    spent = time.process_time() - spent
    waits.sort()
    return {
        "p50": waits[MANY // 2] * 1e6,
        "p99": waits[MANY * 99 // 100] * 1e6,
        "cpu": spent / MANY * 1e6,
        "connections": connections() - before,
    }


def _timed(say: Callable[[int], Any]) -> list[float]:
    waits = []
    for number in range(MANY):
        began = time.perf_counter()
        say(number)
        waits.append(time.perf_counter() - began)
        if number % 100 == 99:
            time.sleep(0.1)  # as between requests: our own way has a backlog of a thousand, and shall not need it
    return waits


async def _from_a_coroutine(way: str) -> list[float]:
    from channels.layers import get_channel_layer
    from kernel import realtime

    waits, layer = [], get_channel_layer()
    for number in range(MANY):
        began = time.perf_counter()
        if way == "ours":
            realtime.publish(STREAM, _message(number))
        else:
            await layer.group_send(realtime.group_of(STREAM), _message(number))
        waits.append(time.perf_counter() - began)
        if number % 100 == 99:
            await asyncio.sleep(0.1)
    return waits


def _way(way: str) -> Callable[[int], Any]:
    from asgiref.sync import async_to_sync
    from channels.layers import get_channel_layer
    from kernel import realtime

    if way == "wrapped":
        send = async_to_sync(get_channel_layer().group_send)
        return lambda number: send(realtime.group_of(STREAM), _message(number))
    return lambda number: realtime.publish(STREAM, _message(number))


def _message(number: int) -> dict[str, Any]:
    return {"type": "stream.moved", "seq": number, "text": "x" * 60}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
    django.setup()
    print(json.dumps(_publish(sys.argv[1], sys.argv[2])))
