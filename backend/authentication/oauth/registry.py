"""The providers that people can sign in by: those of the settings, and those that operators set up in the web app.

The settings win over a row of the same slug. Rows are kept for ten seconds, and dropped at once by a write of this
process.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from authentication import sealing
from authentication.models import Provider
from kernel.errors import not_found

logger = logging.getLogger(__name__)

KEPT_SECONDS = 10.0
WELL_KNOWN = "/.well-known/openid-configuration"
GOOGLE = "https://accounts.google.com" + WELL_KNOWN
GITHUB = "https://github.com"
GITHUB_API = "https://api.github.com"
SCOPES = {"github": "read:user user:email", "google": "openid email profile", "oidc": "openid email profile"}


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """All there is to know of a provider. `managed` ones come from the settings, and are not changed in the web app."""

    slug: str
    kind: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    discovery_url: str
    issuer: str
    base_url: str
    api_url: str
    scopes: tuple[str, ...]
    linking: str
    registration: bool
    follows_profile: bool
    managed: bool
    enabled: bool = True
    position: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(slots=True)
class _Kept:
    """What this process read last."""

    rows: tuple[ProviderConfig, ...] = ()
    until: float = 0.0


_kept = _Kept()


def enabled() -> list[ProviderConfig]:
    """Those that are switched on, in the order in which they are offered."""
    return [config for config in every() if config.enabled]


def find(slug: str) -> ProviderConfig:
    """One that is switched on. Raises `not_found`."""
    for config in enabled():
        if config.slug == slug:
            return config
    raise not_found()


def every() -> list[ProviderConfig]:
    """Those that are switched off, too; first the settings' in their order."""
    managed = [given(row) for row in settings.OAUTH_PROVIDERS]
    slugs = {config.slug for config in managed}
    return managed + [config for config in _stored() if config.slug not in slugs]


def forget() -> None:
    """Read the rows anew at the next question."""
    _kept.until = 0.0


def given(row: Mapping[str, Any]) -> ProviderConfig:
    """A provider as the settings state it."""
    return _config(row, client_secret=row["client_secret"], managed=True)


def stored(row: Provider) -> ProviderConfig:
    """A provider as an operator set it up.

    Raises:
        LookupError, ValueError: its secret does not open.
    """
    secret = sealing.unseal(row.sealed_secret, place_of(row)).decode()
    return _config(vars(row), client_secret=secret, managed=False)


def place_of(row: Provider) -> str:
    """What its secret is sealed for."""
    return f"auth_provider:{row.id}:sealed_secret"


def _stored() -> tuple[ProviderConfig, ...]:
    if time.monotonic() >= _kept.until:
        # The time first: a write that comes while we read makes the next question read again.
        _kept.until = time.monotonic() + KEPT_SECONDS
        rows = Provider.objects.order_by("position", "created_at", "slug")
        _kept.rows = tuple(config for row in rows if (config := _opened(row)) is not None)
    return _kept.rows


def _opened(row: Provider) -> ProviderConfig | None:
    try:
        return stored(row)
    except (LookupError, ValueError) as error:
        logger.critical("a provider's secret does not open", extra={"slug": row.slug, "error": type(error).__name__})
        return None


def _config(row: Mapping[str, Any], *, client_secret: str, managed: bool) -> ProviderConfig:
    kind = row["kind"]
    discovery = row.get("discovery_url") or (GOOGLE if kind == "google" else "")
    base = (row.get("base_url") or GITHUB).rstrip("/") if kind == "github" else ""
    return ProviderConfig(
        slug=row["slug"],
        kind=kind,
        name=row["name"],
        client_id=row["client_id"],
        client_secret=client_secret,
        discovery_url=discovery,
        issuer=row.get("issuer") or base or discovery.removesuffix(WELL_KNOWN),
        base_url=base,
        api_url=(row.get("api_url") or _api_of(base)).rstrip("/") if kind == "github" else "",
        scopes=tuple((row.get("scopes") or SCOPES[kind]).split()),
        linking=row.get("linking", "link"),
        registration=row.get("registration", True),
        follows_profile=row.get("follows_profile", False),
        managed=managed,
        enabled=row.get("enabled", True),
        position=row.get("position", 0),
        created_at=row.get("created_at"),
        updated_at=row.get("updated_at"),
    )


def _api_of(base: str) -> str:
    return GITHUB_API if base == GITHUB else f"{base}/api/v3"
