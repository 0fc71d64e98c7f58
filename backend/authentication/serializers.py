"""What goes in and out of /api/auth/."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from authentication.actions.sessions import Challenge, Login
from authentication.fields import Email, Name, Password, Token, Username
from authentication.models import Session, User
from kernel.http.parsing import Body, Query, Text

SHOWN_LIMITS = ("register_ip", "login_ip", "login_account", "reset_address")


class RegisterIn(Body):
    """`invitation` is the token of an invitation for this very address."""

    extra = "ignore"
    email = Email()
    password = Password()
    password2 = Password(required=False)
    username = Username()
    first_name = Name()
    last_name = Name()
    invitation = Token(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both passwords alike, if there are two."""
        if attrs.pop("password2", attrs["password"]) != attrs["password"]:
            raise serializers.ValidationError({"password2": ErrorDetail("The passwords differ.", "mismatch")})
        return attrs


class LoginIn(Body):
    """Credentials."""

    email = Email()
    password = Password()


class LinkIn(Body):
    """A token, from a mailed link."""

    token = Token()


class AnyTokenIn(Body):
    """An access or refresh token."""

    token = Text(max_length=8192)


class EmailIn(Body):
    """An address."""

    email = Email()


class RefreshIn(Body):
    """The refresh token, unless the cookie holds it."""

    refresh = Text(max_length=200, required=False)


class ResetIn(Body):
    """A new password, and the mailed token that allows it."""

    token = Token()
    password = Password()


class PasswordChangeIn(Body):
    """The present and the new password."""

    current_password = Password()
    password = Password()


class EmailChangeIn(Body):
    """The new address, and the password."""

    email = Email()
    current_password = Password()


class ConfirmIn(Body):
    """The password, once more, for something grave."""

    current_password = Password()


class ProfileIn(Body):
    """What may be changed; all else is ignored."""

    extra = "ignore"
    username = Username()
    first_name = Name()
    last_name = Name()


class NothingIn(Body):
    """No fields."""


class CookieQuery(Query):
    """`cookie=1` puts the refresh token into an HttpOnly cookie instead of the body."""

    cookie = serializers.BooleanField(required=False, default=False)


class UserOut(serializers.Serializer[User]):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    username = serializers.CharField(allow_null=True)
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    avatar_url = serializers.CharField(allow_null=True)
    date_joined = serializers.DateTimeField()
    email_verified = serializers.BooleanField()
    mfa_enabled = serializers.BooleanField()
    has_password = serializers.BooleanField()
    identities = serializers.ListField(child=serializers.DictField())


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


class DetailOut(serializers.Serializer[Any]):
    """A sentence."""

    detail = serializers.CharField()


class ActiveOut(serializers.Serializer[Any]):
    """Whether a token works."""

    active = serializers.BooleanField()


class SessionOut(serializers.Serializer[Session]):
    """A device that is signed in."""

    id = serializers.UUIDField()
    current = serializers.BooleanField()
    device = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class TicketOut(serializers.Serializer[Any]):
    """A ticket for one socket, for so many seconds."""

    ticket = serializers.CharField()
    expires_in = serializers.IntegerField()


class PasswordPolicyOut(serializers.Serializer[Any]):
    """How long a password may be, in characters."""

    min_length = serializers.IntegerField()
    max_length = serializers.IntegerField()


class ProviderOut(serializers.Serializer[Any]):
    """Another way to sign in."""

    slug = serializers.CharField()
    name = serializers.CharField()


class ConfigOut(serializers.Serializer[Any]):
    """What a sign-in page needs to know."""

    name = serializers.CharField()
    version = serializers.CharField()
    registration_open = serializers.BooleanField()
    activation_required = serializers.BooleanField()
    password = PasswordPolicyOut()
    providers = ProviderOut(many=True)
    mfa_methods = serializers.ListField(child=serializers.CharField())
    limits = serializers.DictField()


class AvatarIn(serializers.Serializer[Any]):
    """A PNG, JPEG or WebP of at most 1 MiB."""

    file = serializers.FileField()


def config() -> dict[str, Any]:
    """How one signs in here, as the settings say it."""
    return {
        "name": "KeyNest",
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "registration_open": settings.REGISTRATION_OPEN,
        "activation_required": settings.ACTIVATION_REQUIRED,
        "password": {"min_length": settings.PASSWORD_MIN_LENGTH, "max_length": settings.PASSWORD_MAX_LENGTH},
        "providers": [],
        "mfa_methods": [],
        "limits": {name: settings.RATES[name] for name in SHOWN_LIMITS} if settings.RATE_LIMITS_ENABLED else {},
    }


def user(row: User) -> dict[str, Any]:
    """An account, for its owner."""
    return {
        "id": str(row.id),
        "email": row.email,
        "username": row.username,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "full_name": row.full_name,
        "avatar_url": row.avatar_url,
        "date_joined": row.date_joined,
        "email_verified": row.email_verified,
        "mfa_enabled": row.mfa_enabled,
        "has_password": row.has_usable_password(),
        "identities": [],
    }


def session(row: Session, *, current: bool) -> dict[str, Any]:
    """A session in the list of devices."""
    return {
        "id": str(row.id),
        "current": current,
        "device": row.device,
        "address": row.address,
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
