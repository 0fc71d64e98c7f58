"""A pytest plugin that starts before Django does: a PostgreSQL and a Redis of this run's own, and its settings."""

import atexit
import contextlib
import os
import tempfile
from pathlib import Path

from launcher import environment, postgres, redis

_stack = contextlib.ExitStack()


def _start() -> None:
    directory = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="keynest-tests-")))
    os.environ |= {
        "DATABASE_URL": _stack.enter_context(postgres.running(directory / "postgres", durable=False)),
        "REDIS_URL": _stack.enter_context(redis.running(directory / "redis", durable=False)),
        **environment.new_secrets(),
        "PUBLIC_URL": "http://localhost:8000",
        "EMAIL_URL": "smtp://127.0.0.1:9/",
        "RATE_LIMITS_ENABLED": "true",
        # Keys are read once: no test pays a query for them that another was spared.
        "JWT_KEY_REFRESH": "1d",
        # Nobody becomes an operator by being first, unless a test is about it.
        "OPERATORS": "",
        # Servers of tests end at once, unless a test is about that.
        "DRAIN_SECONDS": "0",
        # The smallest cost that is allowed: what is tested is that it is used, not how slow it is.
        "ARGON2_MEMORY_KIB": "7168",
        "ARGON2_TIME_COST": "1",
    }
    atexit.register(_stack.close)


worker = os.environ.get("PYTEST_XDIST_WORKER")
if worker is None:
    _start()
else:
    # Workers share the servers; each has a database of its own in both.
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{int(worker.removeprefix('gw')) + 1}"
