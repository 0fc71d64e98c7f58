"""Refresh tokens: opaque strings that name a session and a generation; making, reading, and keeping them for the grace.

A token holds the session's id, the generation, 192 random bits, and a MAC over these. Only the SHA-256 of the live
generation is stored. The MAC proves that an older generation really was ours, which is how reuse is told from guessing.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

from kernel import memory
from kernel.crypto import envelope
from kernel.errors import Code, Problem

PREFIX = "knr_"
CLAIMS = struct.Struct(">16sI24s")
MAC_BYTES = 16
LENGTH = len(PREFIX) + 80


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token that was made by us; whether it is still good is for the database to say."""

    text: str
    session_id: UUID
    generation: int

    @property
    def digest(self) -> bytes:
        """What is stored of it."""
        return hashlib.sha256(self.text.encode()).digest()


def mint(session_id: UUID, generation: int) -> RefreshToken:
    """Make the token of a generation."""
    claims = CLAIMS.pack(session_id.bytes, generation, secrets.token_bytes(24))
    text = PREFIX + base64.urlsafe_b64encode(claims + _mac(settings.SECRET_KEY, claims)).decode()
    return RefreshToken(text, session_id, generation)


def read(text: str) -> RefreshToken:
    """Take a token apart.

    Raises:
        Problem: `invalid_token`, when it was not made by us.
    """
    try:
        if len(text) != LENGTH or not text.startswith(PREFIX):
            raise refused()
        raw = base64.b64decode(text[len(PREFIX) :], altchars=b"-_", validate=True)
    except ValueError:
        raise refused() from None
    claims, mac = raw[: CLAIMS.size], raw[CLAIMS.size :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(_mac(key, claims), mac) for key in keys):
        raise refused()
    session, generation, _ = CLAIMS.unpack(claims)
    return RefreshToken(text, UUID(bytes=session), generation)


def refused() -> Problem:
    """The answer to what is no refresh token of ours."""
    return Problem(Code.INVALID_TOKEN, "This is not a valid refresh token.", status=401)


def remember(token: RefreshToken, successor: RefreshToken) -> None:
    """Keep the successor for a moment, sealed under a key that only the holder of the old token can derive."""
    sealed = envelope.seal(_cipher(token), successor.text.encode(), token.session_id.bytes)
    memory.client().set(_place(token), sealed, ex=settings.JWT_REFRESH_GRACE)


def recall(token: RefreshToken) -> RefreshToken | None:
    """The very successor that the first caller got, while the grace lasts."""
    (sealed,) = memory.read(_place(token))
    if sealed is None:
        return None
    return read(envelope.unseal(_cipher(token), sealed, token.session_id.bytes).decode())


def _mac(key: str, claims: bytes) -> bytes:
    return salted_hmac("authentication.refresh", claims, secret=key, algorithm="sha256").digest()[:MAC_BYTES]


def _cipher(token: RefreshToken) -> AESGCM:
    return AESGCM(hashlib.sha256(b"grace:" + token.text.encode()).digest())


def _place(token: RefreshToken) -> str:
    return "grace:" + token.digest.hex()
