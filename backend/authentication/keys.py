"""The keys of our JWTs as one process knows them: of those that may sign the newest signs, all that live verify.

Keys come from the settings, to begin with, and from the table, by rotation. The table is read again every 30 seconds,
and when a token names a key that is not known here, so that keys rotate without a restart.
"""

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings
from django.db.utils import Error
from jwt.algorithms import RSAAlgorithm
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

from authentication import sealing
from authentication.models import SigningKey
from kernel import clock
from kernel.errors import unavailable

logger = logging.getLogger(__name__)
ALGORITHM = "RS256"
TYPE = "kn-access+jwt"
COOL_DOWN_SECONDS = 5.0
ALWAYS = datetime.min.replace(tzinfo=UTC)


class UnknownKid(LookupError):
    """A token names a key that this process does not know, or not yet."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and its time. Equal keys have the same id and the same time."""

    kid: str
    private: RSAPrivateKey = field(compare=False, repr=False)
    signs_from: datetime = ALWAYS
    retires_at: datetime | None = None

    def lives(self) -> bool:
        """Whether tokens that it has signed are accepted."""
        return self.retires_at is None or clock.now() < self.retires_at


class SigningKeys(TokenBackend):
    """simplejwt's backend with several keys, told apart by `kid`, and with our own `typ`.

    simplejwt itself knows one key and does not look at `typ`, so that any JWT signed with it would pass.
    """

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__(ALGORITHM)
        self.keys = keys
        self.by_kid = {key.kid: key for key in keys}

    def signer(self) -> Key:
        """The newest that may sign; of several in the settings the first."""
        moment = clock.now()
        ready = [key for key in self.keys if key.signs_from <= moment and key.lives()]
        if not ready:
            logger.critical("no key may sign: make one by manage.py rotate_jwt_keys")
            raise unavailable()
        return max(ready, key=lambda key: key.signs_from)

    def accepts(self, kid: str) -> bool:
        """Whether this key's tokens are good at this moment."""
        return kid in self.by_kid and self.by_kid[kid].lives()

    def encode(self, payload: dict[str, Any]) -> str:
        """Sign."""
        key = self.signer()
        claims = payload | {"iss": settings.JWT_ISSUER, "aud": settings.JWT_AUDIENCE}
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid, "typ": TYPE})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """Verify signature, type, issuer, audience and times; `accepts` says whether the key still lives.

        Raises:
            jwt.ExpiredSignatureError: it was good once.
            UnknownKid: nobody can tell whether it is one of ours.
            TokenBackendError: it never was one of our access tokens.
        """
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid", "")
            if header.get("typ") != TYPE:
                raise TokenBackendError("not one of our access tokens")
            if kid not in self.by_kid:
                raise UnknownKid(kid)
            claims: dict[str, Any] = jwt.decode(
                token,
                self.by_kid[kid].private.public_key(),
                algorithms=[ALGORITHM],
                audience=settings.JWT_AUDIENCE,
                issuer=settings.JWT_ISSUER,
                leeway=settings.JWT_LEEWAY,
                options={"require": ["exp", "iat", "jti", "sid"], "verify_signature": verify},
            )
        except jwt.ExpiredSignatureError:
            raise
        except (jwt.InvalidTokenError, TypeError, ValueError) as error:
            raise TokenBackendError("not one of our access tokens") from error
        return claims

    def published(self) -> dict[str, Any]:
        """The JWKS (RFC 7517): exactly the keys whose tokens are accepted, or will be in a moment."""
        return {"keys": [_jwk(key) for key in self.keys if key.lives()]}


class Store:
    """What this process read last, and when to read again."""

    def __init__(self, keys: SigningKeys | None = None) -> None:
        self._keys = keys
        self._read_at = time.monotonic()
        self._reading = threading.Lock()

    def present(self) -> SigningKeys:
        """The keys, as they were at most so long ago as the settings say."""
        if self._keys is None or time.monotonic() - self._read_at > settings.JWT_KEY_REFRESH.total_seconds():
            return self._read()
        return self._keys

    def again(self) -> SigningKeys:
        """The keys, read anew if that was not done just now: whoever makes up names of keys costs nothing by it."""
        if self._keys is None or time.monotonic() - self._read_at > COOL_DOWN_SECONDS:
            return self._read()
        return self._keys

    def _read(self) -> SigningKeys:
        if not self._reading.acquire(blocking=self._keys is None) and self._keys is not None:
            return self._keys  # another thread is at it
        try:
            self._read_at = time.monotonic()
            found = _all(self._keys.by_kid if self._keys else {})
            # The very same object as long as nothing has changed: what was verified by it is remembered with it.
            if self._keys is None or self._keys.keys != found:
                self._keys = SigningKeys(found)
        except Error as error:
            logger.warning("the keys were not read again", extra={"error": type(error).__name__})
            return self._keys or SigningKeys(of_settings())
        finally:
            self._reading.release()
        return self._keys


_store = Store()


def signing_keys() -> SigningKeys:
    """The keys of this process."""
    return _store.present()


def signing_keys_again() -> SigningKeys:
    """The keys, after a token has named one that is not among them."""
    return _store.again()


@cache
def of_settings() -> tuple[Key, ...]:
    """The keys that the operator gave."""
    return tuple(Key(kid, load(der)) for kid, der in settings.JWT_PRIVATE_KEYS.items())


def load(der: bytes) -> RSAPrivateKey:
    """A key from its PKCS#8 form."""
    key = load_der_private_key(der, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("JWT_PRIVATE_KEYS holds a key that is not RSA")
    return key


def place_of(kid: str) -> str:
    """What a stored key is sealed for."""
    return f"auth_signing_key:{kid}:sealed_key"


def _all(known: Mapping[str, Key]) -> tuple[Key, ...]:
    """The settings' keys with the times that the table gives them, and the table's own."""
    rows = {row.kid: row for row in SigningKey.objects.order_by("created_at", "kid")}
    given = [_timed(key.private, rows.pop(key.kid, None), key) for key in of_settings()]
    return (*given, *(key for row in rows.values() if (key := _opened(row, known)) is not None))


def _opened(row: SigningKey, known: Mapping[str, Key]) -> Key | None:
    if row.sealed_key is None:  # it was one of the settings', and is gone from there
        return None
    if row.kid in known:
        return _timed(known[row.kid].private, row, known[row.kid])
    try:
        return Key(row.kid, load(sealing.unseal(row.sealed_key, place_of(row.kid))), row.signs_from, row.retires_at)
    except (LookupError, ValueError) as error:
        logger.critical("a signing key does not open", extra={"kid": row.kid, "error": type(error).__name__})
        return None


def _timed(private: RSAPrivateKey, row: SigningKey | None, key: Key) -> Key:
    return Key(row.kid, private, row.signs_from, row.retires_at) if row is not None else key


def _jwk(key: Key) -> dict[str, Any]:
    jwk = json.loads(RSAAlgorithm.to_jwk(key.private.public_key()))
    return {"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"], "kid": key.kid, "use": "sig", "alg": ALGORITHM}
