"""Real processes of a running KeyNest over the test's own database: to be killed, and started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from launcher import leash, redis

BACKEND = Path(__file__).resolve().parents[2]


def environment(**settings: str) -> dict[str, str]:
    """What a process needs to work on the database of this test."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = f"{address}/{connection.settings_dict['NAME']}"
    return os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "KeyNest.settings"} | settings


class Program:
    """One program, with whatever processes it starts itself."""

    def __init__(self, command: list[str], settings: dict[str, str], log: Path) -> None:
        self.command, self.settings, self.log = command, settings, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, in a session of its own."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=BACKEND,
                env=self.settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        leash.hold(self.process.pid)

    def kill(self) -> None:
        """kill -9, all of it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        leash.release(self.process.pid)
        self.process = None

    def stop(self, polite: signal.Signals = signal.SIGTERM, grace: float = 20) -> None:
        """Ask it to end, and wait until it has."""
        if self.process is not None:
            leash.stop(self.process, polite, grace)
            leash.release(self.process.pid)
            self.process = None

    def send(self, number: signal.Signals) -> None:
        """Send the program itself a signal."""
        if self.process is not None:
            self.process.send_signal(number)


@contextlib.contextmanager
def running(program: Program) -> Iterator[Program]:
    """Run it for the length of the block."""
    program.start()
    try:
        yield program
    finally:
        program.kill()


def worker(directory: Path, *, clock: bool = True, **settings: str) -> Program:
    """The worker as the launcher starts it, with the clock inside or without one."""
    pool = ["--queues", "default,mail,heavy", "--pool", "threads", "--concurrency", "6"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["--beat", "--schedule", str(directory / "beat")] if clock else []
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "KeyNest", "worker", *pool, *quiet, *beat]
    return Program(command, environment(**settings), directory / "worker.log")


def beat(directory: Path, name: str = "beat", **settings: str) -> Program:
    """The clock in a process of its own, with a memory of its own."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "KeyNest", "beat"]
    command += ["--schedule", str(directory / f"{name}.schedule"), "--pidfile="]
    return Program(command, environment(**settings), directory / f"{name}.log")


def web(directory: Path, port: int, **settings: str) -> Program:
    """The web process."""
    command = [sys.executable, "-m", "KeyNest.serve", "--drain-seconds", "1"]
    return Program(command, environment(PORT=str(port), **settings), directory / "web.log")


def redis_server(directory: Path, port: int) -> tuple[Program, str]:
    """A Redis that keeps nothing, on a port that it has again when it comes back; and its URL."""
    server = redis.Server(directory, port, durable=False)
    server.prepare()
    return Program(server.command(), dict(os.environ), directory / "redis.log"), server.url


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for it, and answer how long it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.05)
    return time.monotonic() - began
