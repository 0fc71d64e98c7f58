"""A KeyNest with two processes of sockets and one that is written through, over one database and one Redis."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection

from launcher.ports import free_port
from tests.faults.stack import Program, environment, wait_until
from tests.flows import guide

DRAIN_SECONDS = 20
LIMITS = ("API_USER", "API_IP", "LOGIN_IP", "LOGIN_ACCOUNT", "REFRESH_SESSION")
SETTINGS = {f"RATE_{name}": "1000000/m" for name in LIMITS} | {
    "LOG_LEVEL": "INFO",
    "EMAIL_URL": "smtp://127.0.0.1:9/",
    "DRAIN_SECONDS": str(DRAIN_SECONDS),
    # Whose tokens all of them take, and the drill itself issues.
    "PUBLIC_URL": settings.JWT_ISSUER,
}


class Server(Program):
    """A process of our origin at an address of its own."""

    def __init__(self, directory: Path, name: str, *, host: str = "127.0.0.1", **more: str) -> None:
        self.name, self.host, self.port = name, host, free_port()
        command = [sys.executable, "-m", "KeyNest.serve", "--host", host, "--drain-seconds", str(DRAIN_SECONDS)]
        given = SETTINGS | {"PORT": str(self.port)} | more
        super().__init__(command, environment(**given), directory / f"{name}.log")

    @property
    def http(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def answers(self) -> bool:
        """Whether it is ready for requests."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.http}/health/live", timeout=2).ok
        return False

    def said(self, since: float, **wanted: Any) -> Iterator[tuple[float, dict[str, Any]]]:
        """The lines of its log since a moment that have these members."""
        for text in self.log.read_text(errors="replace").splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                line = json.loads(text)
                at = datetime.fromisoformat(line["at"]).timestamp()
                if at >= since and all(line.get(name) == value for name, value in wanted.items()):
                    yield at, line

    def memory(self) -> float:
        """MiB that are its own."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


class Stage:
    """Everything that runs."""

    def __init__(self, directory: Path, database: Program, redis: Program) -> None:
        self.directory, self.database, self.redis = directory, database, redis
        guide.write_clients(directory)
        self.web = Server(directory, "web")
        self.nodes = [self.node("node-a"), self.node("node-b")]
        self.address = urlsplit(os.environ["DATABASE_URL"])
        self.redis_address = urlsplit(os.environ["REDIS_URL"])

    def node(self, name: str, **more: str) -> Server:
        """A process of sockets."""
        return Server(self.directory, name, **more)

    @property
    def servers(self) -> list[Server]:
        return [self.web, *self.nodes]

    def redis_by(self, port: int, host: str = "127.0.0.1") -> str:
        """The address of Redis by another line."""
        return self.redis_address._replace(netloc=f":{self.redis_address.password}@{host}:{port}").geturl()

    def database_by(self, port: int, host: str) -> str:
        """The address of PostgreSQL by another line."""
        who = f"{self.address.username}:{self.address.password}"
        return self.address._replace(netloc=f"{who}@{host}:{port}").geturl()

    @contextlib.contextmanager
    def started(self, server: Server, *prefix: str, **changed: str) -> Iterator[None]:
        """The server started anew with other settings (and a program before it), and back afterwards."""
        before, command = server.settings, server.command
        server.settings, server.command = before | changed, [*prefix, *command]
        try:
            self.restart(server)
            yield
        finally:
            server.settings, server.command = before, command
            self.restart(server)

    def restart(self, *servers: Server) -> None:
        """Without grace; up again at the end."""
        for server in servers:
            server.kill()
            server.start()
        self.wait_for(*servers)

    def wait_for(self, *servers: Server) -> None:
        """Until they answer."""
        for server in servers:
            wait_until(server.answers, 90, f"{server.name} answers")

    @contextlib.contextmanager
    def statements(self) -> Iterator[Callable[[], int]]:
        """Have PostgreSQL log what it is given; the yielded function says how many statements that were."""
        self._tell_database("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")
        time.sleep(0.3)
        before = self._logged()
        try:
            yield lambda: self._logged() - before
        finally:
            self._tell_database("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()")

    def _logged(self) -> int:
        return self.database.log.read_bytes().count(b"LOG:  statement: ")

    def _tell_database(self, *statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def database_answers(self) -> bool:
        """Whether PostgreSQL takes statements."""
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001  # whatever it is, it does not answer
            connection.close()
            return False
        return True


@contextlib.contextmanager
def built(directory: Path, database: Program, redis: Program) -> Iterator[Stage]:
    """Servers and tables, until the block ends."""
    directory.mkdir(exist_ok=True)
    stage = Stage(directory, database, redis)
    try:
        database.start(), redis.start()
        wait_until(stage.database_answers, 60, "PostgreSQL answers")
        call_command("migrate", verbosity=0)
        for server in stage.servers:
            server.start()
        stage.wait_for(*stage.servers)
        time.sleep(1)
        yield stage
    finally:
        for server in stage.servers:
            server.send(signal.SIGCONT)
            server.kill()
        redis.kill()
        connection.close()
        database.stop(signal.SIGINT)
