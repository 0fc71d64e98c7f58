"""Tokens that others have signed: one list of algorithms each, keys only from where we look, each fault by its name."""

import hmac
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from authentication.oauth import jwks
from authentication.oauth.discovery import Endpoints
from authentication.oauth.faults import Refused
from authentication.oauth.registry import ProviderConfig
from kernel import clock

LONGEST = 16 * 1024
LONGEST_KID = 300
SKEW_SECONDS = 60
ALGORITHMS = {"google": ("RS256",), "oidc": ("RS256", "ES256")}
# They name keys, or demand what we do not know. Who signs with his own key and says where it lies gains nothing here.
FORBIDDEN = ("jku", "x5u", "jwk", "crit")
FAMILIES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
UNCHECKED: Any = {f"verify_{what}": False for what in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}


@dataclass(frozen=True, slots=True)
class Head:
    """What a token says about itself, not yet believed."""

    algorithm: str
    kid: str | None
    type: str


def verify_id_token(config: ProviderConfig, endpoints: Endpoints, text: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7).

    Raises:
        Refused: wrong_algorithm, unknown_key, bad_signature, wrong_issuer, wrong_audience, wrong_nonce, token_expired
            or malformed_token.
        Failed: the provider's keys can't be had.
    """
    head = head_of(text)
    if head.type not in {"", "jwt"}:  # an access token of the same provider is no proof of who signed in here
        raise Refused("malformed_token")
    claims = signed(text, head, endpoints.jwks, ALGORITHMS[config.kind])
    if claims.get("iss") not in _issuers(config, endpoints):
        raise Refused("wrong_issuer")
    if claims.get("aud") not in (config.client_id, [config.client_id]):
        raise Refused("wrong_audience")
    if "azp" in claims and claims["azp"] != config.client_id:
        raise Refused("wrong_audience")
    check_times(claims, needed=("exp", "iat"))
    told = claims.get("nonce")
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        raise Refused("wrong_nonce")
    return claims


def head_of(text: str) -> Head:
    """What stands in front of a token. Raises Refused(malformed_token)."""
    try:
        if len(text) > LONGEST:
            raise Refused("malformed_token")
        header = jwt.get_unverified_header(text)
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError):
        raise Refused("malformed_token") from None
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "")
    if any(name in header for name in FORBIDDEN) or not isinstance(algorithm, str) or not isinstance(kind, str):
        raise Refused("malformed_token")
    if kid is not None and (not isinstance(kid, str) or len(kid) > LONGEST_KID):
        raise Refused("unknown_key")
    return Head(algorithm, kid, kind.lower().removeprefix("application/"))


def signed(
    text: str, head: Head, jwks_url: str, algorithms: Collection[str], *, patient: bool = True
) -> dict[str, Any]:
    """The claims of a token that one of these keys has signed; what they say is still to be judged.

    Raises:
        Refused, Failed: as `verify_id_token`.
    """
    if head.algorithm not in algorithms:
        raise Refused("wrong_algorithm")
    key = jwks.key(jwks_url, head.kid, patient=patient)
    # A key is for one algorithm: that of its family, and its very own where it names one.
    if key.family != FAMILIES[head.algorithm[:2]] or (key.algorithm or head.algorithm) != head.algorithm:
        raise Refused("wrong_algorithm")
    try:
        claims: dict[str, Any] = jwt.decode(text, key.public, algorithms=[head.algorithm], options=UNCHECKED)
    except (jwt.InvalidSignatureError, jwt.InvalidKeyError):
        raise Refused("bad_signature") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise Refused("malformed_token") from None
    return claims


def check_times(claims: Mapping[str, Any], *, needed: Collection[str] = ("exp",)) -> None:
    """Whether this is the time of these claims, by a clock that may be a minute off. Raises Refused."""
    now = clock.now().timestamp()
    moments = {name: _moment(claims, name) for name in ("exp", "iat", "nbf") if name in claims}
    if not moments.keys() >= set(needed):
        raise Refused("malformed_token")
    if moments.get("exp", math.inf) <= now - SKEW_SECONDS:
        raise Refused("token_expired")
    if max(moments.get("iat", 0), moments.get("nbf", 0)) > now + SKEW_SECONDS:
        raise Refused("token_expired")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """A NumericDate (RFC 7519)."""
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        raise Refused("malformed_token")
    return float(value)


def _issuers(config: ProviderConfig, endpoints: Endpoints) -> list[str]:
    """Google writes its own with and without the scheme."""
    bare = [endpoints.issuer.removeprefix("https://")] if config.kind == "google" else []
    return [endpoints.issuer, *bare]
