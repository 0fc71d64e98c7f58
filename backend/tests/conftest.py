"""What every test stands on: a migrated database of its own, an empty Redis, no way to the outside."""

import time
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from rest_framework.test import APIClient

from authentication import issuers, keys
from authentication.oauth import discovery, jwks, registry
from kernel import memory, ratelimit
from kernel.http import throttling
from tests.world import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Redis is empty, and so is what this process has counted of the API's budgets by itself."""
    memory.patience.forget()
    memory.client().flushdb()
    throttling.api_address.forget()
    throttling.api_user.forget()
    ratelimit.forget()


@pytest.fixture(autouse=True)
def _keys_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test has rotated is forgotten, as its tables are."""
    monkeypatch.setattr(keys, "_store", keys.Store(keys.SigningKeys(keys.of_settings())))


@pytest.fixture(autouse=True)
def _strangers() -> None:
    """Nothing is known of providers and other issuers from an earlier test."""
    for memory_of in (registry, discovery, jwks, issuers):
        memory_of.forget()


@pytest.fixture(autouse=True)
def _loopback_only(socket_disabled_beyond_loopback: None) -> None:
    """The outside network is off."""


@pytest.fixture
def socket_disabled_beyond_loopback() -> Iterator[None]:
    import pytest_socket

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    pytest_socket._remove_restrictions()


@pytest.fixture
def steady_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that count up to a limit: its window does not end in the middle of them."""
    moment = SimpleNamespace(time=partial(float, time.time()))
    monkeypatch.setattr("django_ratelimit.core.time", moment)
    monkeypatch.setattr("kernel.http.throttling.time", moment)


@pytest.fixture
def api() -> APIClient:
    """A client that nobody has signed in with."""
    return APIClient()
