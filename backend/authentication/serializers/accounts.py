"""Accounts: registering, proving an address, passwords, and the profile."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from authentication import selectors
from authentication.fields import Email, Language, Name, Password, TimeZone, Token, Username
from authentication.models import Identity, User
from kernel.http.parsing import Body


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
    language = Language(browser=True)
    time_zone = TimeZone(browser=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both passwords alike, if there are two."""
        if attrs.pop("password2", attrs["password"]) != attrs["password"]:
            raise serializers.ValidationError({"password2": ErrorDetail("The passwords differ.", "mismatch")})
        return attrs


class LinkIn(Body):
    """A token, from a mailed link."""

    token = Token()


class ActivateIn(LinkIn):
    """The token of the activation mail, and how its reader's browser reads and tells the time."""

    language = Language(browser=True)
    time_zone = TimeZone(browser=True)


class EmailIn(Body):
    """An address."""

    email = Email()


class ResetIn(Body):
    """A new password, and the mailed token that allows it."""

    token = Token()
    password = Password()


class PasswordChangeIn(Body):
    """The present and the new password."""

    current_password = Password()
    password = Password()


class EmailChangeIn(Body):
    """The new address, and the password; without it, or with a second factor, a recent confirmation is asked for."""

    email = Email()
    current_password = Password(required=False)


class ConfirmIn(Body):
    """The password, once more, for something grave; else a recent confirmation is asked for."""

    current_password = Password(required=False)


class ProfileIn(Body):
    """What may be changed; all else is ignored."""

    extra = "ignore"
    username = Username()
    first_name = Name()
    last_name = Name()
    language = Language()
    time_zone = TimeZone()


class NothingIn(Body):
    """No fields."""


class AvatarIn(serializers.Serializer[Any]):
    """A PNG, JPEG or WebP of at most 1 MiB."""

    file = serializers.FileField()


class IdentityOut(serializers.Serializer[Identity]):
    """Who one is at another provider, in the words that it used last."""

    id = serializers.UUIDField()
    provider = serializers.CharField()
    provider_name = serializers.CharField()
    email = serializers.CharField()
    name = serializers.CharField()
    picture = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class UserOut(serializers.Serializer[User]):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    username = serializers.CharField(allow_null=True)
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    avatar_url = serializers.CharField(allow_null=True)
    date_joined = serializers.DateTimeField()
    email_verified = serializers.BooleanField()
    mfa_enabled = serializers.BooleanField()
    has_password = serializers.BooleanField()
    is_operator = serializers.BooleanField()
    identities = IdentityOut(many=True)


class DetailOut(serializers.Serializer[Any]):
    """A sentence."""

    detail = serializers.CharField()


def user(row: User) -> dict[str, Any]:
    """An account, for its owner."""
    return {
        "id": str(row.id),
        "email": row.email,
        "username": row.username,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "full_name": row.full_name,
        "language": row.language,
        "time_zone": row.time_zone,
        "avatar_url": row.avatar_url,
        "date_joined": row.date_joined,
        "email_verified": row.email_verified,
        "mfa_enabled": row.mfa_enabled,
        "has_password": row.has_usable_password(),
        "is_operator": row.is_staff,
        "identities": connected(row.id),
    }


def connected(user_id: UUID | None) -> list[dict[str, Any]]:
    """Who somebody is at other providers, for themselves."""
    rows = selectors.identities(user_id) if user_id else []
    names = selectors.provider_names() if rows else {}
    return [
        {
            "id": str(row.id),
            "provider": row.provider,
            "provider_name": names.get(row.provider, row.provider),
            "email": row.email,
            "name": row.name,
            "picture": row.picture,
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in rows
    ]
