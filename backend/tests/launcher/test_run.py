"""`make run` as a person meets it: it starts, starts again, says what is wrong, mends itself, and leaves nothing."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.ports import LOOPBACK, free_port
from tests.launcher.processes import BACKEND, alive_with, start, until

# What tests/services.py has set for this process, and a run has to make for itself.
OWN = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "KEYNEST_MASTER_KEYS", "JWT_PRIVATE_KEYS", "PUBLIC_URL")


# One worker runs them all, and so makes one first start.
pytestmark = pytest.mark.xdist_group("run")


class Run:
    """One `python -m launcher` on its own data."""

    def __init__(self, directory: Path, **settings: str) -> None:
        self.data, self.output = directory / "data", directory / "output"
        self.port, self.inbox_port = free_port(), free_port()
        own = {"DATA_DIR": str(self.data), "PORT": str(self.port), "INBOX_PORT": str(self.inbox_port)}
        self.output.write_bytes(b"")
        self.process = start(["-m", "launcher"], self.output, dict.fromkeys(OWN, "") | own | settings)

    def said(self) -> str:
        return self.output.read_text()

    def until_running(self) -> None:
        assert until(lambda: "ready." in self.said() or self.process.poll() is not None, 60), self.said()
        assert self.process.poll() is None, self.said()

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{self.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(12)

    def left_over(self) -> list[str]:
        """Processes of this run; Redis shows nothing but its port, which its configuration tells."""
        configuration = (self.data / "redis" / "redis.conf").read_text()
        redis_port = re.search(r"^port (\d+)$", configuration, re.MULTILINE)
        marks = [str(self.data), f"{LOOPBACK}:{redis_port[1] if redis_port else ''}"]
        ours = [line for mark in marks for line in alive_with(mark)]
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=1):
            ours.append("something listens on the port of the web process")
        return ours


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a first start and an orderly end have happened. All tests share its data: a first start takes longest."""
    directory = tmp_path_factory.mktemp("run")
    first = Run(directory)
    first.until_running()
    assert "✓ Migrating the database" in first.said()
    assert first.end() == 0
    return directory


@pytest.fixture
def run(place: Path) -> Iterator[Run]:
    run = Run(place)
    run.until_running()
    yield run
    run.end(signal.SIGTERM)


def test_it_serves_everything_and_ctrl_c_ends_everything(run: Run) -> None:
    assert json.loads(run.get("/health/ready")[1])["status"] == "ok"
    with urllib.request.urlopen(f"http://{LOOPBACK}:{run.inbox_port}/api/messages", timeout=5) as inbox:
        assert json.loads(inbox.read())["total"] == 0
    assert f"http://localhost:{run.port}" in run.said()
    assert (run.data / "secrets.env").stat().st_mode & 0o077 == 0
    assert (run.data / "running.env").stat().st_mode & 0o077 == 0

    assert run.end() == 0

    assert run.left_over() == []
    assert not (run.data / "running.env").exists()


def test_the_next_start_finds_keys_and_migrations_and_is_fast(place: Path) -> None:
    keys = (place / "data" / "secrets.env").read_text()
    run = Run(place)
    run.until_running()
    run.end()

    assert (place / "data" / "secrets.env").read_text() == keys
    assert "Migrating" not in run.said()
    assert re.search(r"ready in (\d+\.\d) s", run.said())


def test_processes_that_die_are_started_again(run: Run) -> None:
    marks = {"web": "KeyNest.serve", "redis": "redis-server", "postgres": "cluster", "worker": "worker --queues"}
    for name, mark in marks.items():
        (pid,) = (pid for pid, line in _children(run) if mark in line)
        os.kill(pid, signal.SIGKILL)
        assert until(lambda name=name: f"{name} ended (signal SIGKILL), starting it again in 1 s" in run.said(), 5)

    assert until(lambda: _is_up(run, "/health/ready"), 40), run.said()
    assert until(lambda: run.said().count(" ready.") == 2, 40), run.said()  # the worker's word


def test_nothing_outlives_a_kill_of_the_supervisor_and_the_data_can_be_used_again(place: Path) -> None:
    run = Run(place)
    run.until_running()
    assert len(run.left_over()) >= 3

    run.end(signal.SIGKILL)
    again = Run(place)  # at once: it waits until the guardian of the killed one has cleared away
    again.until_running()

    assert not _is_up(run)
    assert again.end() == 0
    assert again.left_over() == []


def test_a_second_run_on_the_same_data_is_refused(run: Run, place: Path) -> None:
    second = subprocess.run(
        run.process.args,
        cwd=BACKEND,
        env={**os.environ, "DATA_DIR": str(run.data)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 2
    assert f"another `make run` (process {run.process.pid}) uses {run.data}" in second.stderr
    assert _is_up(run)


def _refusal(directory: Path, **settings: str) -> str:
    run = Run(directory, **settings)
    assert run.process.wait(60) == 2, run.said()
    return run.said().partition("KeyNest can't start: ")[2]


def test_a_port_in_use_gets_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        assert _refusal(tmp_path, PORT=str(port)).startswith(f"port {port} is in use by another program: stop it, or")
        assert _refusal(tmp_path, INBOX_PORT=str(port)).startswith(f"port {port}, for the inbox, is in use")


def test_data_that_can_not_be_written_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert _refusal(tmp_path, DATA_DIR=str(tmp_path / "file" / "data")).startswith("[Errno 20] Not a directory: ")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_gets_one_clear_line(tmp_path: Path, port: str) -> None:
    assert _refusal(tmp_path, PORT=port) == f"PORT must be a port between 1 and 65535, not '{port}'\n"


def test_broken_settings_are_told_all_at_once(place: Path) -> None:
    faults = _refusal(place, SECRET_KEY="short", JWT_ACCESS_TTL="soon", LOG_LEVEL="LOUD")

    assert [line.split(":")[0].strip() for line in faults.splitlines()[1:]] == [
        "SECRET_KEY",
        "JWT_ACCESS_TTL",
        "LOG_LEVEL",
    ]


def test_a_database_without_its_keys_is_not_touched(place: Path) -> None:
    keys = place / "data" / "secrets.env"
    hidden = keys.rename(place / "hidden")
    try:
        assert "is missing, and without its keys the stored values can't be read" in _refusal(place)
        assert not keys.exists()
    finally:
        hidden.rename(keys)


def _is_up(run: Run, path: str = "/health/live") -> bool:
    with contextlib.suppress(OSError):
        return run.get(path)[0] == 200
    return False


def _children(run: Run) -> list[tuple[int, str]]:
    """Process ids and command lines of what the supervisor started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(run.process.pid):
                line = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append((int(stat.parent.name), line))
    return found
