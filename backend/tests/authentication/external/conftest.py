"""A GitHub that runs beside the tests, and somebody with a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from authentication.oauth import discovery, registry
from tests.authentication.external.steps import Browser
from tests.counterparts.github import GitHub, running


@pytest.fixture(scope="session")
def _github() -> Iterator[GitHub]:
    with running() as found:
        yield found


@pytest.fixture
def github(_github: GitHub, settings: Any) -> GitHub:
    """A GitHub as new, and the settings that name it."""
    fresh = GitHub(port=_github.port)
    _github.__dict__.update({name: value for name, value in fresh.__dict__.items() if name != "closing"})
    settings.OUTBOUND_ALLOW_INSECURE = True
    settings.OAUTH_PROVIDERS = [provider(_github)]
    discovery.forget()
    registry.forget()
    return _github


def provider(github: GitHub, **more: Any) -> dict[str, Any]:
    """How the settings name it."""
    return {
        "slug": "github",
        "kind": "github",
        "name": "GitHub",
        "client_id": github.client_id,
        "client_secret": github.client_secret,
        "base_url": github.url,
        "linking": "link",
    } | more


@pytest.fixture
def browser(db: None, github: GitHub) -> Browser:
    """Somebody's browser."""
    return Browser()
