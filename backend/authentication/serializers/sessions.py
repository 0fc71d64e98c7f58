"""Signing in, the tokens that it gives, and the devices that are signed in."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from authentication.actions.sessions import Challenge, Login
from authentication.fields import Email, Password
from authentication.models import Session
from authentication.serializers.accounts import UserOut
from kernel.http.parsing import Body, Query, Text


class LoginIn(Body):
    """Credentials."""

    email = Email()
    password = Password()


class RefreshIn(Body):
    """The refresh token, unless the cookie holds it."""

    refresh = Text(max_length=200, required=False)


class LogoutAllIn(Body):
    """`keep_current` spares the session that asks."""

    keep_current = serializers.BooleanField(required=False, default=False)


class AnyTokenIn(Body):
    """An access or refresh token."""

    token = Text(max_length=8192)


class CookieQuery(Query):
    """`cookie=1` puts the refresh token into an HttpOnly cookie instead of the body."""

    cookie = serializers.BooleanField(required=False, default=False)


class TokensOut(serializers.Serializer[Any]):
    """`refresh` is absent in cookie mode. `expires_in` counts seconds."""

    access = serializers.CharField()
    refresh = serializers.CharField(required=False)
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField()


class LoginOut(serializers.Serializer[Any]):
    """Who signed in, and the tokens."""

    user = UserOut()
    tokens = TokensOut()


class ChallengeOut(serializers.Serializer[Any]):
    """One more proof is asked for; `mfa_token` continues the sign-in for five minutes and five tries."""

    mfa_required = serializers.BooleanField()
    mfa_token = serializers.CharField()
    methods = serializers.ListField(child=serializers.ChoiceField(["totp", "passkey", "recovery_code", "email"]))


SignInOut = PolymorphicProxySerializer(
    component_name="SignIn", serializers=[LoginOut, ChallengeOut], resource_type_field_name=None
)


class PasswordChangedOut(serializers.Serializer[Any]):
    """The tokens of the new session."""

    tokens = TokensOut()


class ActiveOut(serializers.Serializer[Any]):
    """Whether a token works."""

    active = serializers.BooleanField()


class SessionOut(serializers.Serializer[Session]):
    """A device that is signed in, how (`password`, `activation`, `passkey`, a provider's slug), and when its owner last
    proved to be there."""

    id = serializers.UUIDField()
    current = serializers.BooleanField()
    device = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    method = serializers.CharField()
    provider_name = serializers.CharField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class TicketOut(serializers.Serializer[Any]):
    """A ticket for one socket, for so many seconds."""

    ticket = serializers.CharField()
    expires_in = serializers.IntegerField()


def session(row: Session, names: Mapping[str, str], *, current: bool) -> dict[str, Any]:
    """A session in the list of devices; `names` are those of the providers."""
    return {
        "id": str(row.id),
        "current": current,
        "device": row.device,
        "address": row.address,
        "method": row.method,
        "provider_name": names.get(row.method),
        "confirmed_at": row.confirmed_at,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "expires_at": min(row.idle_expires_at, row.expires_at),
    }


def challenge(row: Challenge) -> dict[str, Any]:
    """The question for a second factor."""
    return {"mfa_required": True, "mfa_token": row.token, "methods": list(row.methods)}


def tokens(login: Login, *, lifetime: int, refresh: bool) -> dict[str, Any]:
    """The tokens of a sign-in, with or without the one that may go into a cookie."""
    found: dict[str, Any] = {"access": login.access, "token_type": "Bearer", "expires_in": lifetime}
    return found | {"refresh": login.refresh} if refresh else found
