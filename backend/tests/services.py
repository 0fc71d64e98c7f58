"""A pytest plugin that starts before Django does: a PostgreSQL and a Redis of this run's own, and its settings."""

import atexit
import base64
import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from launcher import postgres, redis

_stack = contextlib.ExitStack()


def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return base64.b64encode(der).decode()


def _start() -> None:
    directory = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="keynest-tests-")))
    os.environ |= {
        "DATABASE_URL": _stack.enter_context(postgres.running(directory / "postgres", durable=False)),
        "REDIS_URL": _stack.enter_context(redis.running(directory / "redis", durable=False)),
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "KEYNEST_MASTER_KEYS": "test:" + base64.b64encode(os.urandom(32)).decode(),
        "JWT_PRIVATE_KEYS": "test:" + _private_key(),
        "PUBLIC_URL": "http://localhost:8000",
        "EMAIL_URL": "smtp://127.0.0.1:9/",
        "RATE_LIMITS_ENABLED": "true",
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
