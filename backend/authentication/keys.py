"""The keys that sign our JWTs: the first signs, all of them verify, and their public halves are published."""

import json
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings
from jwt.algorithms import RSAAlgorithm
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

ALGORITHM = "RS256"
TYPE = "kn-access+jwt"


class SigningKeys(TokenBackend):
    """simplejwt's backend with several keys, told apart by `kid`, and with our own `typ`.

    simplejwt itself knows one key and does not look at `typ`, so that any JWT signed with it would pass.
    """

    def __init__(self, keys: dict[str, RSAPrivateKey]) -> None:
        super().__init__(ALGORITHM)
        self.keys = keys

    def encode(self, payload: dict[str, Any]) -> str:
        """Sign with the first key."""
        kid, key = next(iter(self.keys.items()))
        claims = payload | {"iss": settings.JWT_ISSUER, "aud": settings.JWT_AUDIENCE}
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid, "typ": TYPE})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """Verify signature, type, issuer, audience and times.

        Raises:
            jwt.ExpiredSignatureError: it was good once.
            TokenBackendError: it never was one of our access tokens.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys.get(header.get("kid", ""))
            if key is None or header.get("typ") != TYPE:
                raise TokenBackendError("not one of our access tokens")
            claims: dict[str, Any] = jwt.decode(
                token,
                key.public_key(),
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
        """The JWKS (RFC 7517)."""
        keys = []
        for kid, key in self.keys.items():
            jwk = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
            keys.append({"kty": jwk["kty"], "n": jwk["n"], "e": jwk["e"], "kid": kid, "use": "sig", "alg": ALGORITHM})
        return {"keys": keys}


@cache
def signing_keys() -> SigningKeys:
    """The keys of this process, from its settings."""
    keys = {}
    for kid, der in settings.JWT_PRIVATE_KEYS.items():
        key = load_der_private_key(der, password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError(f"JWT_PRIVATE_KEYS: {kid} is not an RSA key")
        keys[kid] = key
    return SigningKeys(keys)
