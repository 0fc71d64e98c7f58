"""Redis: what is short-lived, and may be lost without anybody losing anything that was accepted."""

import threading
import time
from functools import cache
from typing import Any, cast

from django.conf import settings
from redis import ConnectionError as Lost
from redis import Redis, RedisError
from redis import TimeoutError as Waited
from redis.client import Pipeline

__all__ = ["RedisError", "client", "count", "patience", "read"]

WAIT_SECONDS, AGAIN_SECONDS = 0.5, 1.0


class _Patience:
    """Around what waits for Redis: once it has kept somebody waiting in vain, only one caller a second waits for it.

    A request asks Redis several times, and there are few threads: with each of them waiting each time, a Redis that is
    frozen would slow down all that can do without it.
    """

    def __init__(self) -> None:
        self._again = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if self._again:
            with self._lock:
                if time.monotonic() < self._again:
                    raise RedisError("it did not answer a moment ago")
                self._again = time.monotonic() + AGAIN_SECONDS

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not issubclass(kind, Waited | Lost):
            self.forget()  # it answered, be it by an error
        elif issubclass(kind, Waited):
            self._again = time.monotonic() + AGAIN_SECONDS

    def forget(self) -> None:
        """Let everybody wait for it again."""
        self._again = 0.0


patience = _Patience()


class _Pipeline(Pipeline):
    def execute(self, raise_on_error: bool = True) -> list[Any]:
        with patience:
            return super().execute(raise_on_error)


class _Client(Redis):
    def execute_command(self, *args: Any, **options: Any) -> Any:
        with patience:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        return _Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


@cache
def client() -> Redis:
    """The process's client: bounded waits, so that a hanging Redis never holds a request for long."""
    return _Client.from_url(settings.REDIS_URL, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS)


def read(*keys: str) -> list[bytes | None]:
    """Several values in one question; None for what is not there."""
    return cast(list[bytes | None], client().mget(keys))


def count(key: str, by: int, seconds: int) -> int:
    """Add to a counter that vanishes so many seconds after its first use; the sum."""
    with client().pipeline() as pipe:
        pipe.set(key, 0, ex=seconds, nx=True)
        pipe.incrby(key, by)
        return int(pipe.execute()[1])
