"""AES-256-GCM (NIST SP 800-38D) with associated data: a 12-byte random nonce, then ciphertext and tag."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
OVERHEAD_BYTES = NONCE_BYTES + 16


# What a cipher raises at bytes that were changed or moved, or are too short to hold a nonce.
REFUSALS = (InvalidTag, ValueError)


class Tampered(ValueError):
    """The bytes were changed, moved to another place, or sealed under another key."""


def new_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(256)


def seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    """Encrypt and bind to `place`: opened anywhere else, the result is refused."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, place)


def unseal(cipher: AESGCM, sealed: bytes | memoryview, place: bytes) -> bytes:
    """Decrypt what was sealed for `place`.

    Raises:
        Tampered: the tag does not match.
    """
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except REFUSALS:
        raise Tampered("sealed bytes do not open here") from None
