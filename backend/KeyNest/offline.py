"""Settings for tools that read the code and touch no service: mypy, the schema, makemigrations. Worthless keys."""

import base64
import os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def _throwaway_key() -> str:
    der = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(der).decode()


for _name, _value in {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
    "KEYNEST_MASTER_KEYS": "offline:" + base64.b64encode(os.urandom(32)).decode(),
    "JWT_PRIVATE_KEYS": "offline:" + _throwaway_key(),
}.items():
    os.environ.setdefault(_name, _value)

from KeyNest.settings import *  # noqa: E402, F403  # only after the environment is complete
