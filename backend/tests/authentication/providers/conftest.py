"""A provider that was not written here, and how the settings name it."""

from collections.abc import Callable
from typing import Any

import pytest

from authentication.models import Identity, User
from kernel import clock
from tests.authentication.providers.guests import AUDIENCE
from tests.counterparts.node import Counterpart, _issuer, issuer

__all__ = ["_issuer", "issuer"]


@pytest.fixture(autouse=True)
def _insecure(settings: Any) -> None:
    """The counterparts listen on loopback, without certificates."""
    settings.OUTBOUND_ALLOW_INSECURE = True


@pytest.fixture
def keycloak(db: None, issuer: Counterpart, settings: Any) -> dict[str, Any]:
    """The counterpart as a provider of the settings."""
    row = {
        "slug": "keycloak",
        "kind": "oidc",
        "name": "Keycloak",
        "client_id": "keynest",
        "client_secret": "of the tests",
        "discovery_url": issuer.url + "/.well-known/openid-configuration",
    }
    settings.OAUTH_PROVIDERS = [row]
    return row


@pytest.fixture
def trust(settings: Any, issuer: Counterpart) -> Callable[..., dict[str, Any]]:
    """Trust the counterpart."""

    def run(**more: Any) -> dict[str, Any]:
        row = {"issuer": issuer.url, "audience": AUDIENCE} | more
        settings.TRUSTED_ISSUERS = [row]
        return row

    return run


@pytest.fixture
def known(issuer: Counterpart, anna: User) -> User:
    """Anna, who is johndoe at the issuer."""
    Identity.objects.create(
        user=anna, provider="keycloak", issuer=issuer.url, subject="johndoe", created_at=clock.now()
    )
    return anna
