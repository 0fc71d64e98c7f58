"""The system under test: a PostgreSQL and a Redis of the run's own, the origin in a process of its own, and data."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import environment, postgres, redis

BACKEND = Path(__file__).parents[1] / "backend"


@dataclass(frozen=True)
class Stage:
    """A running system. `pids` are the origin and PostgreSQL, whose CPU counts."""

    url: str
    pids: list[int]
    settings: dict[str, str]


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """PostgreSQL (durable, as in production) and Redis, and the settings that lead to them."""
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keynest-bench-")))
        yield {
            "DATABASE_URL": stack.enter_context(postgres.running(directory / "postgres")),
            "REDIS_URL": stack.enter_context(redis.running(directory / "redis")),
            "RATE_LIMITS_ENABLED": "false",
            "DRAIN_SECONDS": "0",
            "LOG_LEVEL": "WARNING",
            **environment.new_secrets(),
        }


@contextlib.contextmanager
def serving(settings: dict[str, str], *command: str) -> Iterator[Stage]:
    """Run a server (`-m KeyNest.serve` unless another is named) until the block ends."""
    port = free_port()
    settings = settings | {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(
        [sys.executable, *(command or ("-m", "KeyNest.serve"))],
        cwd=BACKEND,
        env=os.environ | settings | {"PYTHONPATH": f"{BACKEND}{os.pathsep}{BACKEND.parent}"},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url + "/health/live", process)
        yield Stage(url, [process.pid, *_postgres_of(settings["DATABASE_URL"])], settings)
    finally:
        process.terminate()
        process.wait(20)


def migrate(settings: dict[str, str]) -> None:
    """Bring the database to the present tables."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=BACKEND, env=os.environ | settings, check=True
    )


def _postgres_of(url: str) -> list[int]:
    """The server's process, found by the port that it listens on."""
    port = url.rpartition(":")[2].partition("/")[0]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().split(b"\0")
                if command[0].endswith(b"/postgres") and f"port={port}".encode() in command:
                    return [int(entry.name)]
    return []


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("the server ended while starting")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
            return
        time.sleep(0.02)
    raise SystemExit(f"{url} did not answer")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
