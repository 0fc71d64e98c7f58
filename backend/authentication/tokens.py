"""Access tokens: JWTs that name a session. simplejwt makes and reads them, with our keys."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import Token

from authentication.keys import SigningKeys, UnknownKid, signing_keys, signing_keys_again
from authentication.models import User
from kernel import clock
from kernel.errors import Code, Problem


class AccessToken(Token):
    """simplejwt's token, an hour long, signed by one of several keys."""

    token_type = "access"
    lifetime = settings.JWT_ACCESS_TTL

    def get_token_backend(self) -> SigningKeys:
        """Our keys in the place of simplejwt's single one."""
        return signing_keys()

    def check_exp(self, claim: str = "exp", current_time: datetime | None = None) -> None:
        """Nothing: our keys have checked it, with leeway; simplejwt's check knows none and fails at huge numbers."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good access token says."""

    user_id: UUID
    session_id: UUID
    version: int
    email: str
    expires_at: int


def issue_access(session_id: UUID, user: User, permissions: dict[str, str]) -> str:
    """Make an access token. `permissions` (organization id to role) is for display, never for a decision."""
    token = AccessToken()
    token["user_id"] = token["sub"] = str(user.id)
    token["sid"] = str(session_id)
    token["ver"] = user.token_version
    if settings.JWT_PROFILE_CLAIMS:
        token["username"] = user.username
        token["email"] = user.email
        token["full_name"] = user.full_name
        token["permissions"] = permissions
    return str(token)


def read_access(text: str) -> Claims:
    """Verify an access token by itself; whether its session still lives is asked elsewhere.

    Raises:
        Problem: `token_expired`, or `not_authenticated` for whatever else is wrong with it.
    """
    try:
        claims = _verified_by(signing_keys(), text)
    except jwt.ExpiredSignatureError:
        raise _expired() from None
    except (TokenError, LookupError, TypeError, ValueError, AttributeError):
        raise Problem(Code.NOT_AUTHENTICATED, "This is not a valid access token.") from None
    if claims.expires_at + settings.JWT_LEEWAY.total_seconds() <= clock.now().timestamp():
        raise _expired()
    return claims


def _expired() -> Problem:
    return Problem(Code.TOKEN_EXPIRED, "The access token has expired.")


def _verified_by(keys: SigningKeys, text: str) -> Claims:
    """What a token says that one of these keys has signed, or one that was made a moment ago."""
    try:
        claims, kid = _verified(keys, text)
    except UnknownKid:
        keys = signing_keys_again()
        claims, kid = _verified(keys, text)
    if not keys.accepts(kid):  # it was retired since the answer was remembered
        raise TokenError("its key was retired")
    return claims


# Verifying takes longer than all else that a request is asked at the door, and its answer changes only with time.
@lru_cache(maxsize=2048)
def _verified(keys: SigningKeys, text: str) -> tuple[Claims, str]:
    """What a token says, and by which key. `keys` are part of the question, so that no answer outlives a key."""
    token = AccessToken(cast(Any, text))  # the stubs of simplejwt have no str here
    return _claims(token.payload), str(jwt.get_unverified_header(text)["kid"])


def _claims(payload: dict[str, Any]) -> Claims:
    return Claims(
        user_id=UUID(payload["user_id"]),
        session_id=UUID(payload["sid"]),
        version=int(payload["ver"]),
        email=str(payload.get("email", "")),
        expires_at=int(payload["exp"]),
    )
