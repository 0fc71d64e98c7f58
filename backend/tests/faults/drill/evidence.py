"""What lies about while things break: all that Redis is told; every other second its keys, waiting rows, metrics."""

import contextlib
import threading
import time
from collections.abc import Iterator

import requests
from django.db import connection, connections
from django.db.utils import DatabaseError, InterfaceError
from redis import Redis, RedisError

from tests.sweeps import leaks

EVERY = 2.0
ENDED = "the watch over the drill has ended"
WAITING = "SELECT o::text FROM kernel_outbox o WHERE state = 'pending' LIMIT 500"


class Evidence:
    """Collected by two threads from the beginning of the block to its end; services may go and come meanwhile."""

    def __init__(self, origin: str, redis_url: str) -> None:
        self._origin, self._url = origin, redis_url
        self._found: list[tuple[str, str]] = []
        self._over = threading.Event()

    def __enter__(self) -> "Evidence":
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._look)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(RedisError), Redis.from_url(self._url) as client:
            client.publish(ENDED, b"")
        for thread in self._threads:
            thread.join(10)

    def found(self) -> Iterator[tuple[str, str]]:
        """Where, and what."""
        yield from self._found

    def _listen(self) -> None:
        """Every command, tasks with their arguments among them. A Redis that comes back is listened to again."""
        while not self._over.is_set():
            with contextlib.suppress(RedisError, OSError), Redis.from_url(self._url) as client:
                self._note(client)
            time.sleep(0.02)

    def _note(self, client: "Redis[bytes]") -> None:
        with client.monitor() as monitor:
            for command in monitor.listen():
                self._found.append(("Redis command", str(command["command"])))
                if ENDED in self._found[-1][1]:
                    return

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self._found.append(("metrics", self.metrics()))
            with (
                contextlib.suppress(RedisError, OSError),
                Redis.from_url(self._url, socket_timeout=1, socket_connect_timeout=1) as client,
            ):
                self._found += leaks.entries(client)
            with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute(WAITING)
                self._found += [("outbox row", text) for (text,) in cursor.fetchall()]
        connections.close_all()

    def metrics(self) -> str:
        """What Prometheus would read now; nothing while the web process can't answer."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self._origin}/metrics", timeout=5).text
        return ""
