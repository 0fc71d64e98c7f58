"""Chat: what sending costs by HTTP and by socket, beside a bare insert, and how long a message takes to everybody.

`python -m bench.chat speak <room> <per second> <seconds>` says things inside a process with our settings, and prints
the number and the moment of the commit of each as JSON.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import requests
from websockets.asyncio.client import connect

from bench.load import cpu_ms, hammer
from bench.report import Table
from bench.sockets import Shown, Subject, connected, figures
from bench.stage import BACKEND, Stage, migrate, services, serving

PEOPLE, SECONDS, PACES = 200, 8, (4, 20)
TEXT = "Good morning! The new release goes out at noon, if nobody minds. Any last wishes for it?"
SCRIPT = """
local count = 0
request = function()
  count = count + 1
  local cid = string.format("%08x-0000-4000-8000-%012x", {run}, count)
  return wrk.format("POST", nil, {{["Content-Type"] = "application/json",
    ["Authorization"] = wrk.headers["Authorization"]}}, '{{"text": "{text}", "cid": "' .. cid .. '"}}')
end
"""


def run() -> list[Table]:
    """One origin, filled with people, who talk."""
    sending = Table(
        "Chat: sending",
        ("what", "sends/s", "p50 ms", "p99 ms", "CPU ms a send", "errors"),
        "A message of 90 characters, with the leak guard and all rights asked for, each one committed to disk. A "
        "socket may send 5/s: look at its latency. CPU: the origin and PostgreSQL. The floor: `INSERT` and `COMMIT`.",
    )
    noted = (
        f"{PEOPLE} people in one room, each with a socket (`/ws/chat/`), in one process. From the commit to the client."
    )
    spread = Table("Chat: one message to everybody", ("messages/s", "p50 ms", "p99 ms", "slowest ms", "lost"), noted)
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false"}
        migrate(settings)
        with serving(settings) as origin:
            people = json.loads(_run(origin.settings, "bench.crowd", "gather", str(PEOPLE)))
            tokens, organization = people["tokens"], people["stream"][2:]
            room = _open(origin, tokens[0], organization, "bench")
            for connections in (1, 16):
                sending.add(f"floor: bare insert, {connections} at a time", *_bare(settings, connections))
            for run_, connections in enumerate((1, 16), 1):
                path = f"{origin.url}/api/core/chat/rooms/{room}/messages/"
                cost = _posted(origin, path, tokens[0], connections, run_)
                sending.add(f"HTTP, one room, {connections} at a time", *cost)
            for sockets in (1, 40):
                spent = cpu_ms(origin.pids)
                waits = asyncio.run(_talk(origin, room, tokens[:sockets]))
                cuts = statistics.quantiles(waits, n=100)
                cpu = (cpu_ms(origin.pids) - spent) / len(waits)
                sending.add(
                    f"{sockets} socket{'s' * (sockets > 1)}, 5/s each", len(waits) / SECONDS, cuts[49], cuts[98], cpu, 0
                )
            _spread(origin, room, tokens, spread)
    return [sending, spread]


def _spread(origin: Stage, room: str, tokens: list[str], spread: Table) -> None:
    shown = [Shown({"Authorization": f"Bearer {token}"}) for token in tokens]
    join = json.dumps({"type": "join", "s": f"r:{room}"})
    with connected(Subject("", "ours", origin, "/ws/chat/", shown, '"join"', join)) as crowd:
        for pace in PACES:
            crowd.listen(SECONDS + 15)  # the one who speaks has to start first
            said = json.loads(_run(origin.settings, "bench.chat", "speak", room, str(pace), str(SECONDS)))
            _, p50, p99, slowest, lost = figures(said, crowd.heard(), 0.0)
            spread.add(pace, p50, p99, slowest, lost)


def _open(origin: Stage, token: str, organization: str, name: str) -> str:
    body = {"organization": organization, "kind": "organization", "name": name}
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(f"{origin.url}/api/core/chat/rooms/", json=body, headers=headers, timeout=30)
    answer.raise_for_status()
    return str(answer.json()["id"])


def _posted(origin: Stage, url: str, token: str, connections: int, number: int) -> tuple[Any, ...]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(run=number, text=TEXT))
        script.flush()
        cost = hammer(url, origin.pids, token=token, connections=connections, script=script.name)
    return cost.per_second, cost.p50_ms, cost.p99_ms, cost.cpu_ms, cost.errors


async def _talk(origin: Stage, room: str, tokens: list[str]) -> list[float]:
    """Each socket sends five a second and waits for each answer: the milliseconds of all of them."""
    waits: list[float] = []

    async def one(token: str) -> None:
        headers, url = {"Authorization": f"Bearer {token}"}, origin.url.replace("http", "ws") + "/ws/chat/"
        async with connect(url, additional_headers=headers, compression=None) as socket:
            await socket.recv()
            until = time.monotonic() + SECONDS
            while (began := time.monotonic()) < until:
                cid = str(uuid4())
                frame = {"type": "message", "s": f"r:{room}", "text": TEXT, "cid": cid, "id": cid}
                await socket.send(json.dumps(frame))
                while (answer := json.loads(await socket.recv())).get("ref") != cid:
                    pass
                assert answer["type"] == "ok", answer
                waits.append((time.monotonic() - began) * 1000)
                await asyncio.sleep(max(0.0, began + 0.205 - time.monotonic()))

    await asyncio.gather(*(one(token) for token in tokens))
    return waits


def _bare(settings: Mapping[str, str], connections: int) -> tuple[Any, ...]:
    """What PostgreSQL alone needs to keep such a row."""
    waits: list[float] = []
    with psycopg2.connect(settings["DATABASE_URL"]) as first, first.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_said (id uuid PRIMARY KEY, text text, at timestamptz)")
    until = time.monotonic() + SECONDS / 2

    def insert() -> None:
        connection = psycopg2.connect(settings["DATABASE_URL"])
        with connection.cursor() as cursor:
            while (began := time.monotonic()) < until:
                cursor.execute("INSERT INTO bench_said VALUES (%s, %s, now())", [str(uuid4()), TEXT])
                connection.commit()
                waits.append((time.monotonic() - began) * 1000)
        connection.close()

    threads = [threading.Thread(target=insert) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(waits, n=100)
    return len(waits) / (SECONDS / 2), cuts[49], cuts[98], "", 0


def _run(settings: Mapping[str, str], module: str, *command: str) -> str:
    given = os.environ | settings | {"PYTHONPATH": f"{BACKEND}{os.pathsep}{Path(BACKEND).parent}"}
    done = [sys.executable, "-m", module, *command]
    return subprocess.run(done, cwd=BACKEND, env=given, text=True, check=True, stdout=subprocess.PIPE).stdout


def _speak(room: str, per_second: float, seconds: float) -> None:
    """Keep the pace, whatever each one takes."""
    say, said = _sayer(room), []
    began = time.monotonic()
    for number in range(int(per_second * seconds)):
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        said.append(say())
    time.sleep(1)  # what is published by another thread leaves before this process ends
    print(json.dumps(said))


def _sayer(room: str) -> Callable[[], tuple[int, int]]:
    from core.chat import grants
    from core.chat.actions import sending
    from core.chat.models import Room
    from core.chat.roles import Right
    from django.db import transaction
    from kernel.actor import Actor, ActorKind

    user = Room.objects.select_related("created_by").get(pk=room).created_by
    actor = Actor(ActorKind.USER, user.id, user.email)

    def say() -> tuple[int, int]:
        moments: list[int] = []
        with transaction.atomic():
            transaction.on_commit(lambda: moments.append(time.monotonic_ns()))
            grant = grants.room(actor, Room.objects.get(pk=room).pk, Right.POST)
            said = sending.send(grant, text=TEXT, cid=uuid4())
        return said.seq, moments[0]

    return say


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
    django.setup()
    _speak(sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
