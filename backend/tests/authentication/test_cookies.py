"""Cookie mode: the refresh token where no script can read it, sent by our own pages only."""

import pytest
from rest_framework.test import APIClient

from tests.authentication.steps import post, refresh, tokens_of, works
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
OURS = {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "http://localhost:8000"}
NAME = "keynest_refresh"


@pytest.fixture
def browser(anna):
    """A browser that has signed in."""
    client = APIClient()
    response = post("login/?cookie=1", {"email": anna.email, "password": PASSWORD}, client=client, **OURS)
    client.access = tokens_of(response)["access"]
    client.signed_in = response
    return client


def test_the_token_is_in_the_cookie_and_not_in_the_body(browser):
    assert "refresh" not in browser.signed_in.json()["tokens"]
    cookie = browser.signed_in.cookies[NAME]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Strict", "/api/auth/", 604800)
    assert not cookie["secure"]


def test_with_https_it_is_secure_and_says_so_in_its_name(anna, settings):
    settings.COOKIES_SECURE = True
    response = post("login/?cookie=1", {"email": anna.email, "password": PASSWORD}, **OURS)
    assert response.cookies["__Secure-keynest_refresh"]["secure"]


def test_it_renews_and_moves_on(browser):
    before = browser.cookies[NAME].value
    response = post("token/refresh/?cookie=1", client=browser, **OURS)
    assert response.status_code == 200, response.content
    assert "refresh" not in response.json()
    assert works(response.json()["access"])
    assert browser.cookies[NAME].value != before
    assert post("token/refresh/", client=browser, **OURS).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "http://localhost:8000"},
        {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "null"},
        {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "http://["},
        {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "http://user@testserver"},
    ],
)
@pytest.mark.parametrize("path", ["token/refresh/", "logout/"])
def test_foreign_pages_can_not_use_the_cookie(browser, path, headers):
    before = browser.cookies[NAME].value
    assert post(path, client=browser, **headers).status_code == 403
    assert works(browser.access)
    assert browser.cookies[NAME].value == before


def test_a_cookie_is_only_given_to_our_own_pages(anna):
    response = post("login/?cookie=1", {"email": anna.email, "password": PASSWORD})
    assert response.status_code == 403
    assert not response.cookies


def test_an_allowed_origin_may(browser, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    headers = {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "https://app.example"}
    assert post("token/refresh/", client=browser, **headers).status_code == 200


def test_other_origins_get_no_leave_to_read(settings, client):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    settings.CORS_ALLOW_CREDENTIALS = True
    for origin, allowed in (("https://app.example", True), ("https://evil.example", False), ("null", False)):
        asked = {"HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
        answer = client.options("/api/auth/token/refresh/", **asked)
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
        assert ("Access-Control-Allow-Credentials" in answer.headers) == allowed


def test_signing_out_takes_it_away(browser):
    token = browser.cookies[NAME].value
    response = post("logout/", client=browser, **OURS)
    assert response.status_code == 204
    assert (response.cookies[NAME].value, response.cookies[NAME]["max-age"]) == ("", 0)
    assert refresh(token).json()["code"] == "token_revoked"
    assert not works(browser.access)


def test_without_any_token_there_is_nothing_to_renew(db):
    response = post("token/refresh/", **OURS)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
