"""Redis: what is short-lived, and may be lost without anybody losing anything that was accepted."""

from functools import cache
from typing import cast

from django.conf import settings
from redis import Redis, RedisError

__all__ = ["RedisError", "client", "count", "read"]


@cache
def client() -> Redis:
    """The process's client: bounded waits, so that a hanging Redis never holds a request for long."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def read(*keys: str) -> list[bytes | None]:
    """Several values in one question; None for what is not there."""
    return cast(list[bytes | None], client().mget(keys))


def count(key: str, by: int, seconds: int) -> int:
    """Add to a counter that vanishes so many seconds after its first use; the sum."""
    with client().pipeline() as pipe:
        pipe.set(key, 0, ex=seconds, nx=True)
        pipe.incrby(key, by)
        return int(pipe.execute()[1])
