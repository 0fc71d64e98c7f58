"""What a sign-in page needs to know before anybody has signed in."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from authentication.models import Provider
from authentication.oauth import registry

MFA_METHODS = ("totp", "recovery_code", "passkey")
SHOWN_LIMITS = ("register_ip", "login_ip", "login_account", "reset_address")


class PasswordPolicyOut(serializers.Serializer[Any]):
    """How long a password may be, in characters."""

    min_length = serializers.IntegerField()
    max_length = serializers.IntegerField()


class ProviderNameOut(serializers.Serializer[Any]):
    """Another way to sign in."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Provider.Kind.values)


class LanguageOut(serializers.Serializer[Any]):
    """A language that mail is written in, by its own name."""

    code = serializers.CharField()
    name = serializers.CharField()


class ConfigOut(serializers.Serializer[Any]):
    """What a sign-in page needs to know."""

    name = serializers.CharField()
    version = serializers.CharField()
    registration_open = serializers.BooleanField()
    activation_required = serializers.BooleanField()
    password = PasswordPolicyOut()
    providers = ProviderNameOut(many=True)
    languages = LanguageOut(many=True)
    mfa_methods = serializers.ListField(child=serializers.CharField())
    limits = serializers.DictField()


def config() -> dict[str, Any]:
    """How one signs in here, as the settings say it."""
    return {
        "name": "KeyNest",
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "registration_open": settings.REGISTRATION_OPEN,
        "activation_required": settings.ACTIVATION_REQUIRED,
        "password": {"min_length": settings.PASSWORD_MIN_LENGTH, "max_length": settings.PASSWORD_MAX_LENGTH},
        "providers": [{"slug": one.slug, "name": one.name, "kind": one.kind} for one in registry.enabled()],
        "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
        "mfa_methods": list(MFA_METHODS),
        "limits": {name: settings.RATES[name] for name in SHOWN_LIMITS} if settings.RATE_LIMITS_ENABLED else {},
    }
