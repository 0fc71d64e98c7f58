"""Digests for looking up and comparing what must not be stored in clear."""

import hashlib
import hmac


def sha256(text: str) -> bytes:
    """For random tokens of at least 128 bits, which need no key and no stretching."""
    return hashlib.sha256(text.encode()).digest()


def keyed(key: bytes, text: bytes) -> bytes:
    """HMAC-SHA-256, for what could be guessed if the digest had no key."""
    return hmac.new(key, text, hashlib.sha256).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)
