"""What waits in Redis for somebody who comes back: sealed under a key that only the token gives, and taken once.

Redis holds the token's digest and sealed bytes: whoever reads it can neither continue nor learn anything.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel import memory
from kernel.crypto import digest, envelope


def keep(purpose: str, token: str, data: Mapping[str, Any], *, seconds: int) -> None:
    """Keep it under a token of at least 128 random bits."""
    sealed = envelope.seal(_cipher(token), orjson.dumps(data), purpose.encode())
    memory.client().set(_place(purpose, token), sealed, ex=seconds)


def take(purpose: str, token: str) -> dict[str, Any] | None:
    """Take it away, at once and for everybody; None where nothing waits."""
    sealed = memory.client().getdel(_place(purpose, token))
    if sealed is None:
        return None
    found = orjson.loads(envelope.unseal(_cipher(token), cast(bytes, sealed), purpose.encode()))
    return cast(dict[str, Any], found)


def _cipher(token: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"sealed:" + token.encode()).digest())


def _place(purpose: str, token: str) -> str:
    return f"{purpose}:{digest.sha256(token).hex()}"
