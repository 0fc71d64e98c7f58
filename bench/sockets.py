"""Sockets: handshakes, memory, and one event to everybody, beside a bare server and the consumer of Channels."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bench.load import cpu_ms, memory_mib
from bench.report import Table
from bench.stage import BACKEND, Stage, migrate, services, serving

PEOPLE, SECONDS, PACES = 1_000, 8, (4, 20)


class Shown(NamedTuple):
    """What a client shows in its handshake."""

    headers: Mapping[str, str] = {}
    query: str = ""


@dataclass
class Subject:
    """One server, its door, what its people show there, what they say first, and the frame after which they are in."""

    name: str
    how: str
    stage: Stage
    path: str
    shown: Sequence[Shown]
    wait_for: str
    say: str = ""


@dataclass
class Crowd:
    """Clients that are connected."""

    process: "subprocess.Popen[str]"
    per_second: float

    def listen(self, seconds: float) -> None:
        """Begin to; `heard` waits for the end."""
        self._ask(str(seconds))

    def heard(self) -> list[list[int]]:
        """Of each client, number and moment of each frame by turns, since it came."""
        assert self.process.stdout is not None
        return list(json.loads(self.process.stdout.readline()))

    def _ask(self, line: str) -> None:
        assert self.process.stdin is not None
        print(line, file=self.process.stdin, flush=True)


def run() -> list[Table]:
    """Each subject alone, one after the other, on the same machine as its clients."""
    noted = f"{PEOPLE:,} people of one organization, each with a socket, in one process; 32 handshakes at a time."
    columns: tuple[str, ...] = ("what", "handshakes/s", "CPU ms each", "KiB a socket")
    doors = Table("Sockets: handshakes and memory", columns, f"{noted} CPU of the server and its PostgreSQL.")
    noted = "CPU of the server's process alone. From the commit (or the publishing) to the client, every delivery."
    columns = ("what", "events/s", "CPU us a delivery", "p50 ms", "p99 ms", "slowest ms", "lost of all")
    spread = Table("Sockets: one event to everybody", columns, noted)
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false"}
        migrate(settings)
        with serving(settings) as origin:
            people = json.loads(_run(origin.settings, "gather", str(PEOPLE)))
            _measure_ours(origin, people, doors, spread)
        for name, how in (("floor: bare `websockets` server", "bare"), ("Channels' own consumer", "stock")):
            with serving(settings, "-m", "bench.peers", how) as stage:
                _measure(Subject(name, how, stage, "/", [Shown()] * PEOPLE, ""), "", doors, spread)
    return [doors, spread]


def _measure_ours(stage: Stage, people: Mapping[str, Any], doors: Table, spread: Table) -> None:
    """With tickets, as the web app comes, and with tokens, as programs do."""
    door = f"/ws/events/{people['stream'][2:]}/"
    headers = [Shown({"Authorization": f"Bearer {token}"}) for token in people["tokens"]]
    ours = Subject("KeyNest by header, rights and resuming included", "ours", stage, door, headers, '"welcome"')
    _measure(ours, people["stream"], doors, spread)
    for herd in ("first herd", "again"):
        sold = json.loads(_run(stage.settings, "tickets", said="\n".join(people["tokens"])))
        shown = [Shown(query=f"ticket={ticket}") for ticket in sold]
        _come(replace(ours, name=f"KeyNest by ticket, {herd}", shown=shown), doors)


def _come(subject: Subject, doors: Table) -> None:
    with _counted(subject, doors):
        pass


@contextlib.contextmanager
def _counted(subject: Subject, doors: Table) -> Iterator[Crowd]:
    pid = subject.stage.pids[0]
    before, spent = memory_mib(pid), cpu_ms(subject.stage.pids)
    with connected(subject) as crowd:
        spent = (cpu_ms(subject.stage.pids) - spent) / PEOPLE
        doors.add(subject.name, crowd.per_second, spent, (memory_mib(pid) - before) * 1024 / PEOPLE)
        yield crowd


def _measure(subject: Subject, stream: str, doors: Table, spread: Table) -> None:
    pid = subject.stage.pids[0]
    with _counted(subject, doors) as crowd:
        for pace in PACES:
            spent = cpu_ms([pid])
            crowd.listen(SECONDS + 4)
            said = json.loads(_run(subject.stage.settings, "speak", subject.how, stream, str(pace), str(SECONDS)))
            heard = crowd.heard()
            spread.add(subject.name, pace, *figures(said, heard, cpu_ms([pid]) - spent))


def figures(said: list[list[int]], heard: list[list[int]], spent: float) -> tuple[Any, ...]:
    """CPU us a delivery, p50, p99 and the slowest in ms, and what was lost."""
    moments = dict(said)
    waits = []
    for client in heard:
        at = dict(zip(client[::2], client[1::2], strict=True))
        waits += [(at[number] - moment) / 1e6 for number, moment in moments.items() if number in at]
    lost = len(said) * len(heard) - len(waits)
    cuts = statistics.quantiles(waits, n=100)
    return spent * 1000 / len(waits), cuts[49], cuts[98], max(waits), f"{lost:,} of {len(said) * len(heard):,}"


@contextlib.contextmanager
def connected(subject: Subject) -> Iterator[Crowd]:
    """Let its people come; they go when the block ends."""
    url = subject.stage.url + subject.path
    command = [sys.executable, "-m", "bench.listeners"]
    with subprocess.Popen(
        command, cwd=BACKEND, env=_environ(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        clients = [shown._asdict() for shown in subject.shown]
        asked = {"url": url, "clients": clients, "wait_for": subject.wait_for, "say": subject.say}
        print(json.dumps(asked), file=process.stdin, flush=True)
        came = json.loads(process.stdout.readline())
        yield Crowd(process, came["connected"] / came["seconds"])
        process.stdin.close()
        process.wait(20)


def _run(settings: Mapping[str, str], *command: str, said: str = "") -> str:
    done = [sys.executable, "-m", "bench.crowd", *command]
    return subprocess.run(
        done, cwd=BACKEND, env=_environ() | settings, input=said, text=True, check=True, stdout=subprocess.PIPE
    ).stdout


def _environ() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": f"{BACKEND}{os.pathsep}{BACKEND.parent}"}
