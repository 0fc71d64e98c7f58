"""Real servers and real sockets: the whole origin in a process of its own, and a client that reads frame by frame."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from authentication import tokens
from authentication.models import Session, User
from launcher.ports import free_port
from tests.factories import make_session

ORIGIN = "http://localhost:8000"
PATIENCE = 7.5  # less than it takes until every process looks by itself


@dataclass
class Wire:
    """A client's end of a socket. Pings of the server are answered, and kept apart."""

    connection: ClientConnection
    pings: list[dict[str, Any]] = field(default_factory=list)

    def send(self, frame: Any) -> None:
        self.connection.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def frame(self, timeout: float = PATIENCE) -> dict[str, Any]:
        while True:
            found: dict[str, Any] = json.loads(self.connection.recv(timeout=timeout))
            if found["type"] != "ping":
                return found
            self.pings.append(found)

    def frames(self, count: int, timeout: float = PATIENCE) -> list[dict[str, Any]]:
        return [self.frame(timeout) for _ in range(count)]

    def ask(self, frame: Any) -> dict[str, Any]:
        self.send(frame)
        return self.frame()

    def is_silent(self, seconds: float = 0.3) -> bool:
        try:
            self.frame(seconds)
        except TimeoutError:
            return True
        return False

    def closed(self, timeout: float = PATIENCE) -> tuple[int, list[dict[str, Any]]]:
        """The close code, and the frames before it."""
        last = []
        with contextlib.suppress(ConnectionClosed):
            while True:
                last.append(self.frame(timeout))
        assert self.connection.close_code is not None
        return self.connection.close_code, last


@dataclass
class Node:
    """A server process, and what it has logged."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def open(self, path: str, token: str | None = None, **options: Any) -> "contextlib.AbstractContextManager[Wire]":
        """Connect; `token` is sent in the header."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        options = {"additional_headers": headers, "compression": None, "open_timeout": 20, "max_queue": None, **options}
        return _wire(f"ws://127.0.0.1:{self.port}{path}", options)

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def _wire(url: str, options: dict[str, Any]) -> Iterator[Wire]:
    with connect(url, **options) as connection_:
        yield Wire(connection_)


@contextlib.contextmanager
def running_node(directory: Path, module: str = "KeyNest.serve", **environment: str) -> Iterator[Node]:
    """Run the origin on this test run's database."""
    port = free_port()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    log = directory / f"node-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--drain-seconds", "1"],
            cwd=Path(__file__).resolve().parents[3],
            env=os.environ | {"DATABASE_URL": database, "PORT": str(port), "LOG_LEVEL": "INFO"} | environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_listening(port, process, log)
        yield Node(port, log, process)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_listening(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    import socket

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start: " + log.read_text()[-2000:])


def token_of(user: User, session: Session | None = None) -> str:
    """An access token, of a session of its own if none is given."""
    return tokens.issue_access((session or make_session(user)).id, user, {})
