"""Providers, as operators see and write them. The secret goes in, and never out."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from authentication.fields import VISIBLE
from authentication.models import Provider
from authentication.oauth.flow import redirect_uri
from authentication.oauth.registry import ProviderConfig
from authentication.oauth.state import Channel
from authentication.oauth.trial import Check
from kernel.http.parsing import Body, Flag, Text, Whole

PRINTABLE = RegexValidator(r"^[!-~]*\Z", "Only letters, digits and signs of ASCII, without spaces.")
SCOPES = RegexValidator(r"^[!-~]+( [!-~]+)*\Z", "Names of scopes with single spaces between them.")
SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Small letters, digits and single dashes.")


def address(length: int) -> Text:
    """An address, or nothing where it follows from the rest."""
    return Text(max_length=length, required=False, allow_blank=True, validators=[PRINTABLE])


class Changeable(Body):
    """What may be changed later on."""

    discovery_url = address(500)
    issuer = address(300)
    base_url = address(300)
    api_url = address(300)
    scopes = Text(max_length=300, required=False, allow_blank=True, validators=[SCOPES])
    linking = serializers.ChoiceField(Provider.Linking.values, required=False)
    registration = Flag(required=False)
    follows_profile = Flag(required=False)
    enabled = Flag(required=False)
    position = Whole(required=False, max_value=1000)


class ProviderIn(Changeable):
    """A new provider. For `oidc` the discovery URL is needed, for the others all addresses are known."""

    slug = Text(max_length=32, validators=[SLUG])
    kind = serializers.ChoiceField(Provider.Kind.values)
    name = Text(max_length=80, validators=[VISIBLE])
    client_id = Text(max_length=300, validators=[PRINTABLE])
    client_secret = Text(max_length=500, validators=[PRINTABLE], write_only=True)


class ProviderChangesIn(Changeable):
    """What is left out stays as it is, the secret too."""

    name = Text(max_length=80, validators=[VISIBLE], required=False)
    client_id = Text(max_length=300, validators=[PRINTABLE], required=False)
    client_secret = Text(max_length=500, validators=[PRINTABLE], required=False, write_only=True)


class ProviderOut(serializers.Serializer[ProviderConfig]):
    """A provider. A `managed` one comes from the server's settings; `redirect_uris` are to be registered with it."""

    slug = serializers.CharField()
    kind = serializers.ChoiceField(Provider.Kind.values)
    name = serializers.CharField()
    client_id = serializers.CharField()
    has_secret = serializers.BooleanField()
    discovery_url = serializers.CharField()
    issuer = serializers.CharField()
    base_url = serializers.CharField()
    api_url = serializers.CharField()
    scopes = serializers.CharField()
    linking = serializers.ChoiceField(Provider.Linking.values)
    registration = serializers.BooleanField()
    follows_profile = serializers.BooleanField()
    enabled = serializers.BooleanField()
    position = serializers.IntegerField()
    managed = serializers.BooleanField()
    redirect_uris = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class CheckOut(serializers.Serializer[Check]):
    """One step: discovery, issuer, endpoints, keys and pkce, or base and api."""

    name = serializers.CharField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()


class TrialOut(serializers.Serializer[Any]):
    """Whether people could sign in, and each step that was tried."""

    ok = serializers.BooleanField()
    checks = CheckOut(many=True)


def provider(config: ProviderConfig) -> dict[str, Any]:
    """A provider, for operators."""
    return {
        "slug": config.slug,
        "kind": config.kind,
        "name": config.name,
        "client_id": config.client_id,
        "has_secret": bool(config.client_secret),
        "discovery_url": config.discovery_url,
        "issuer": config.issuer,
        "base_url": config.base_url,
        "api_url": config.api_url,
        "scopes": " ".join(config.scopes),
        "linking": config.linking,
        "registration": config.registration,
        "follows_profile": config.follows_profile,
        "enabled": config.enabled,
        "position": config.position,
        "managed": config.managed,
        "redirect_uris": [redirect_uri(config.slug, channel) for channel in (Channel.REDIRECT, Channel.EXCHANGE)],
        "created_at": config.created_at,
        "updated_at": config.updated_at,
    }


def trial(checks: list[Check]) -> dict[str, Any]:
    """What trying out has shown."""
    rows = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    return {"ok": all(check.ok for check in checks if check.needed), "checks": rows}
