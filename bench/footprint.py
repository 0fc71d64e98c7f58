"""What the idle system weighs, and how long it takes to its first answer."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.load import memory_mib, tree
from bench.report import Table
from bench.stage import BACKEND, free_port

OURS = {
    "KeyNest.serve": "origin (pages, REST, sockets)",
    "KeyNest worker": "worker",
    "KeyNest beat": "beat",
    "launcher": "supervisor and inbox",
}


def run() -> list[Table]:
    """`make run` as a user starts it: first on an empty directory, then again."""
    with tempfile.TemporaryDirectory(prefix="keynest-bench-") as directory:
        starts = []
        with _running(directory) as (_, seconds):
            starts.append(seconds)
        with _running(directory) as (pid, seconds):
            starts.append(seconds)
            time.sleep(10)
            parts = _weights(pid)
    cold = Table("Cold start", ("what", "seconds to the first answer"), "Dependencies installed, web app built.")
    cold.add("first start on an empty data directory (initdb, migrations)", starts[0])
    cold.add("second start", starts[1])
    weight = Table("Memory of the idle system", ("process", "MiB (proportional set size)"))
    for name, mib in parts.items():
        weight.add(name, mib)
    ours = sum(mib for name, mib in parts.items() if name not in {"PostgreSQL", "Redis"})
    weight.add("**all but PostgreSQL and Redis**", ours)
    return [cold, weight]


@contextlib.contextmanager
def _running(directory: str) -> Iterator[tuple[int, float]]:
    port = free_port()
    ports = {"PORT": str(port), "INBOX_PORT": str(free_port()), "DATA_DIR": directory}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher"], cwd=BACKEND, env=os.environ | ports, stdout=subprocess.DEVNULL
    )
    try:
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://localhost:{port}/health/ready", timeout=1),
            ):
                break
            if process.poll() is not None or time.monotonic() - began > 120:
                raise SystemExit("the system did not start")
            time.sleep(0.02)
        yield process.pid, time.monotonic() - began
    finally:
        process.terminate()
        process.wait(30)


def _weights(root: int) -> dict[str, float]:
    """Each process of the tree under the name of what it is."""
    found: dict[str, float] = {}
    for pid in tree([root]):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            title = Path(f"/proc/{pid}/comm").read_text().strip()
            found[_name(command, title)] = found.get(_name(command, title), 0) + memory_mib(pid)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _name(command: str, title: str) -> str:
    if "postgres" in title:
        return "PostgreSQL"
    if "redis" in title:
        return "Redis"
    return next((name for word, name in OURS.items() if word in command), command[:60])
