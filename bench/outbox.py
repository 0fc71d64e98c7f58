"""The outbox: rows a second, mails a second, and from commit to mail server, beside `.delay()` in the same run."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.smtp import Sink, listening

from bench.report import Table
from bench.stage import BACKEND, migrate, services

ROWS, MAILS, IDLE = 20_000, 1_000, 60
WAYS = {
    "together": "kinds that are marked together",
    "single": "kinds that are marked one by one (mail)",
    "statements": "floor: the two statements alone, batches of 1,000",
    "at once": "floor: one statement without a lease, batches of 100",
}
WORKER = ["-m", "celery", "--quiet", "-A", "KeyNest", "worker", "--include", "bench.deliveries", "--pool", "threads"]
QUIET = ["--concurrency", "6", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Clocked(Sink):
    """Notes when each letter was accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []
        self.before_answer = lambda: self.times.append(time.monotonic())

    def wait_for(self, number: int) -> None:
        """Until so many have come."""
        until = time.monotonic() + 120
        while len(self.received) < number:
            if time.monotonic() > until:
                raise SystemExit(f"only {len(self.received)} of {number} mails arrived")
            time.sleep(0.02)

    def forget(self) -> None:
        """Begin anew."""
        self.received.clear(), self.times.clear()

    def per_second(self) -> float:
        """From the first to the last: the start of the workers is not counted."""
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])

    def by_id(self) -> dict[str, float]:
        """When each arrived, by the id of its message."""
        names = (str(self.parsed(number)["Message-ID"])[1:].partition("@")[0] for number in range(len(self.received)))
        return dict(zip(names, self.times, strict=True))


def run() -> list[Table]:
    """Everything on one machine, PostgreSQL durable."""
    noted = f"One worker, delivering nothing; the median of three rounds. Load average {os.getloadavg()[0]:.1f}."
    columns = ("what", "rows/s", "CPU us a row: Python", "PostgreSQL")
    rows = Table("Outbox: claim and mark", columns, noted)
    noted = "To an aiosmtpd on the same machine, from the first to the last."
    mails = Table("Outbox: mails", ("what", "mails/s"), noted)
    waits = Table("Outbox: commit to accepted mail", ("what", "p50 ms", "p99 ms"), f"Idle; {IDLE} mails, one by one.")
    with services() as settings, listening(sink=(sink := Clocked())):
        settings |= {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/", "CELERY_SKIP_CHECKS": "1"}
        migrate(settings)
        found = _call(settings, "rows", ROWS)
        for name, what in WAYS.items():
            rows.add(what, *(found[name][each] for each in ("rows", "python", "server")))
        for number in (1, 2):
            _call(settings, "mails", MAILS)
            with _workers(settings, number):
                sink.wait_for(MAILS)
            mails.add(f"{number} worker{'s' * (number > 1)}, two lanes each", sink.per_second())
            sink.forget()
        _by_delay(settings, sink, mails, waits)
    return [rows, mails, waits]


def _by_delay(settings: dict[str, str], sink: Clocked, mails: Table, waits: Table) -> None:
    with _workers(settings, 1):
        _call(settings, "idle", 3), sink.wait_for(3), sink.forget()
        for what, name in (("through the outbox", "idle"), (".delay() straight to Celery", "straight")):
            begun = _call(settings, name, IDLE)["committed"]
            sink.wait_for(IDLE)
            arrived = sink.by_id()
            taken = sorted((arrived[each] - begun[each]) * 1000 for each in begun)
            waits.add(what, statistics.median(taken), taken[int(len(taken) * 0.99) - 1])
            sink.forget()
    figures = _call(settings, "flood", MAILS)
    with _workers(settings, 1):
        sink.wait_for(MAILS)
    mails.add(".delay() straight to Celery, 1 worker, six threads", sink.per_second())
    delay, put = figures["delay_ms"], figures["put_ms"]
    mails.note += f" The publisher's part: `.delay()` {delay:.2f} ms, `put` with its commit {put:.2f} ms."
    sink.forget()


@contextlib.contextmanager
def _workers(settings: dict[str, str], number: int) -> Iterator[None]:
    """So many worker processes, until the block ends."""
    environment = _environment(settings)
    command = [sys.executable, *WORKER, *QUIET, "--queues", "default,mail,heavy"]
    processes = [
        subprocess.Popen([*command, "--hostname", f"bench{each}@localhost"], cwd=BACKEND, env=environment)
        for each in range(number)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _call(settings: dict[str, str], what: str, number: int) -> Any:
    command = [sys.executable, "-m", "bench.deliveries", what, str(number)]
    done = subprocess.run(
        command, cwd=BACKEND, env=_environment(settings), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def _environment(settings: dict[str, str]) -> dict[str, str]:
    path = f"{BACKEND}{os.pathsep}{BACKEND.parent}"
    return os.environ | settings | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "KeyNest.settings"}
