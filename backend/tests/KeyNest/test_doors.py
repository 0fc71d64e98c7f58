"""Signing in never takes the threads that others read with."""

import pytest
from django.urls import resolve

from KeyNest.asgi import ABROAD, HASHING

PATHS = [
    "/api/auth/login/",
    "/api/auth/register/",
    "/api/auth/password-change/",
    "/api/auth/password-reset-confirm/",
    "/api/auth/email-change/",
    "/api/login/",
    "/api/register/",
    "/admin/login/",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_hashes_a_password_has_threads_of_its_own(path):
    assert resolve(path)
    assert HASHING.match(path)


@pytest.mark.parametrize(
    "path",
    [
        "/api/auth/token/refresh/",
        "/api/auth/profile/",
        "/api/core/environments/00000000-0000-4000-8000-000000000000/values/",
        "/health/live",
        "/login",
    ],
)
def test_what_does_not_shares_the_others(path):
    assert not HASHING.match(path)


@pytest.mark.parametrize(
    "path",
    [
        "/api/auth/oauth/github/login/",
        "/api/auth/oauth/github/callback/",
        "/api/auth/oauth/github/start/",
        "/api/auth/oauth/github/",
        "/api/auth/identities/github/",
        "/auth/github/login",
        "/auth/github/callback",
    ],
)
def test_what_asks_providers_has_threads_of_its_own_too(path):
    assert resolve(path)
    assert ABROAD.match(path)
    assert not HASHING.match(path)


@pytest.mark.parametrize("path", ["/api/auth/login/", "/api/auth/identities/", "/api/auth/profile/", "/auth", "/login"])
def test_what_does_not_is_kept_out_of_them(path):
    assert not ABROAD.match(path)
