"""Redis: what is short-lived, and may be lost without anybody losing anything that was accepted."""

from functools import cache

from django.conf import settings
from redis import Redis, RedisError

__all__ = ["RedisError", "client"]


@cache
def client() -> Redis:
    """The process's client: bounded waits, so that a hanging Redis never holds a request for long."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
