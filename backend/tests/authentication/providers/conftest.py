"""A provider that was not written here, and how the settings name it."""

from typing import Any

import pytest

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
