"""The transaction between leaving and coming back: once, five minutes, in one browser, with one provider."""

import hashlib
import threading
from urllib.parse import urlsplit

import pytest

from authentication.models import Session, User
from kernel import memory
from tests.authentication.external.conftest import provider
from tests.authentication.external.steps import AUTH, Browser, fragment_of, query_of, refusal
from tests.sweeps import leaks

INVALID = {"error": "invalid_state", "provider": "github"}


def keys(kind):
    return memory.client().keys(f"oauth-{kind}:*")


def test_it_asks_for_a_code_with_state_and_pkce(browser, github):
    query = query_of(browser.leave())
    assert query["response_type"] == "code"
    assert query["client_id"] == github.client_id
    assert query["redirect_uri"] == "http://localhost:8000/api/auth/oauth/github/callback/"
    assert query["scope"] == "read:user user:email"
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) >= 22  # 128 bits in base64
    assert "client_secret" not in query


def test_the_cookie_of_a_transaction_is_narrow(browser, settings):
    settings.COOKIES_SECURE = True
    response = browser.get(f"{AUTH}oauth/github/login/")
    state = query_of(response.headers["Location"])["state"]
    name = f"__Secure-keynest_oauth_{hashlib.sha256(state.encode()).hexdigest()[:8]}"
    cookie = response.cookies[name]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["max-age"]) == ("/api/auth/", 300)
    assert state not in cookie.value


def test_states_and_verifiers_are_never_used_twice(browser, github):
    left = [query_of(browser.leave()) for _ in range(5)]
    assert len({query["state"] for query in left}) == 5
    assert len({query["code_challenge"] for query in left}) == 5
    for _ in range(2):
        assert browser.sign_in().status_code == 200
    assert len(set(github.verifiers)) == 2
    assert all(len(verifier) >= 43 for verifier in github.verifiers)


def test_the_verifier_and_nonce_are_known_to_nobody_else(browser, github):
    url = browser.leave()
    cookie = next(morsel.value for morsel in browser.client.cookies.values())
    with leaks.watching() as traffic:
        back = browser.visit(url)
        browser.come_back(back)
    assert leaks.find({"verifier": github.verifiers[0], "cookie": cookie}, traffic=traffic) == []
    assert github.verifiers[0] not in url + back


def test_redis_holds_no_usable_state(browser):
    query = query_of(browser.leave())
    (key,) = keys("state")
    assert 295 <= memory.client().ttl(key) <= 300
    assert leaks.find({"state": query["state"], "challenge": query["code_challenge"]}) == []


def test_a_state_works_once(browser, github):
    back = browser.visit(browser.leave())
    assert "code" in fragment_of(browser.come_back(back))
    assert fragment_of(browser.come_back(back)) == INVALID
    assert keys("state") == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_back_with_a_state_at_once_one_passes(browser, github):
    back = browser.visit(browser.leave())
    told = []

    def come():
        from django.db import connection

        twin = Browser()
        twin.client.cookies = browser.client.cookies
        told.append(fragment_of(twin.come_back(back)))
        connection.close()

    threads = [threading.Thread(target=come) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted("code" in each for each in told) == [False] * 5 + [True]


def test_a_state_is_too_old_after_five_minutes(browser):
    back = browser.visit(browser.leave())
    (key,) = keys("state")
    memory.client().expire(key, 0)
    assert fragment_of(browser.come_back(back)) == INVALID


def test_another_browser_is_refused_and_the_state_is_gone(browser):
    back = browser.visit(browser.leave())
    assert fragment_of(Browser().come_back(back)) == INVALID
    assert fragment_of(browser.come_back(back)) == INVALID
    assert not User.objects.exists()


def test_another_providers_callback_is_refused(browser, github, settings):
    settings.OAUTH_PROVIDERS = [provider(github), provider(github, slug="enterprise", name="GHE")]
    back = browser.visit(browser.leave())
    moved = back.replace("/oauth/github/", "/oauth/enterprise/")
    assert fragment_of(browser.come_back(moved)) == INVALID | {"provider": "enterprise"}
    assert not User.objects.exists()


@pytest.mark.parametrize("query", ["", "?code=abc", "?state=&code=abc", "?state=x&code=abc", "?state=%00&code=a"])
def test_without_a_state_nothing_happens(browser, query):
    told = fragment_of(browser.come_back(f"{AUTH}oauth/github/callback/{query}"))
    assert told["error"] in {"invalid_state", "invalid"}
    response = browser.come_back(f"{AUTH}oauth/github/callback/{query}", HTTP_ACCEPT="application/json")
    assert response.status_code == 400
    assert response.json()["code"] in {"invalid_state", "invalid"}


@pytest.mark.parametrize("name", ["state", "code"])
def test_parameters_that_stand_twice_are_refused(browser, name):
    back = browser.visit(browser.leave())
    told = fragment_of(browser.come_back(f"{back}&{name}=another"))
    assert told["error"] == "invalid"


def test_what_providers_add_to_the_address_is_ignored(browser):
    back = browser.visit(browser.leave())
    assert "code" in fragment_of(browser.come_back(back + "&session_state=x&scope=a+b&authuser=0"))


def test_a_transaction_of_one_channel_does_not_finish_in_the_other(browser):
    back = browser.visit(browser.leave())
    assert refusal(browser.post("oauth/github/", query_of(back))) == (400, "invalid_state", None)
    begun = browser.start()
    query = urlsplit(browser.visit(begun["authorize_url"])).query
    assert fragment_of(browser.come_back(f"{AUTH}oauth/github/callback/?{query}")) == INVALID
    assert not Session.objects.exists()


def test_who_cancels_is_told_so_and_the_state_is_gone(browser):
    state = query_of(browser.leave(next="/projects"))["state"]
    back = f"{AUTH}oauth/github/callback/?error=access_denied&error_description=no&state={state}"
    told = fragment_of(browser.come_back(back))
    assert told == {"error": "provider_error", "reason": "access_denied", "provider": "github", "next": "/projects"}
    assert keys("state") == []
    assert fragment_of(browser.come_back(back)) == INVALID


@pytest.mark.parametrize(
    ("error", "reason"),
    [("server_error", "unreachable"), ("temporarily_unavailable", "unreachable"), ("invalid_scope", "code_refused")],
)
def test_other_errors_of_a_provider_have_their_reason(browser, error, reason):
    state = query_of(browser.leave())["state"]
    told = fragment_of(browser.come_back(f"{AUTH}oauth/github/callback/?error={error}&state={state}"))
    assert (told["error"], told["reason"]) == ("provider_error", reason)


def test_an_issuer_that_comes_along_must_be_the_providers(browser, github):
    for wrong in ("https://evil.example", github.url + "/login/oauth/x", ""):
        back = query_of(browser.visit(browser.leave())) | {"iss": wrong}
        told = fragment_of(browser.get(f"{AUTH}oauth/github/callback/", back))
        assert (told["error"], told["reason"]) == ("provider_error", "wrong_issuer")
    assert "/login/oauth/access_token" not in github.requests
    back = browser.visit(browser.leave())
    assert query_of(back)["iss"] == github.url + "/login/oauth"
    assert "code" in fragment_of(browser.come_back(back))
    github.names_itself = False
    assert "code" in browser.arrive()


class TestExchange:
    """The flow in which a page posts the code."""

    def test_it_signs_in(self, browser):
        response = browser.exchange()
        assert response.status_code == 200, response.content
        assert set(response.json()) == {"user", "tokens", "created"}
        assert response.json()["created"] is True
        assert browser.exchange().json()["created"] is False

    def test_the_redirect_address_is_the_configured_one(self, browser, settings):
        settings.OAUTH_SPA_REDIRECT_URL = "https://tools.example.com/back"
        query = query_of(browser.start(next="/x")["authorize_url"])
        assert query["redirect_uri"] == "https://tools.example.com/back"
        refused = browser.post("oauth/github/start/", {"redirect_uri": "https://evil.example"})
        assert refusal(refused) == (400, "invalid", "unknown")

    def test_without_the_cookie_it_is_refused(self, browser):
        begun = browser.start()
        back = query_of(browser.visit(begun["authorize_url"]))
        assert refusal(Browser().post("oauth/github/", back)) == (400, "invalid_state", None)
        assert refusal(browser.post("oauth/github/", back)) == (400, "invalid_state", None)

    def test_a_code_of_another_transaction_is_refused(self, browser):
        """An attacker's code in the victim's transaction: the verifier does not fit."""
        attacker = Browser()
        stolen = query_of(attacker.visit(attacker.start()["authorize_url"]))["code"]
        assert refusal(browser.exchange(code=stolen)) == (400, "provider_error", "code_refused")
        assert not Session.objects.exists()

    def test_the_refresh_token_goes_into_the_cookie_where_asked(self, browser):
        begun = browser.start()
        back = query_of(browser.visit(begun["authorize_url"]))
        response = browser.post("oauth/github/?cookie=1", back)
        assert response.json()["code"] == "permission_denied"
        begun = browser.start()
        back = query_of(browser.visit(begun["authorize_url"]))
        response = browser.post("oauth/github/?cookie=1", back, HTTP_X_KEYNEST_CLIENT="web")
        assert "refresh" not in response.json()["tokens"]
        assert response.cookies["keynest_refresh"].value

    def test_a_foreign_page_is_refused(self, browser):
        for path in ("oauth/github/start/", "oauth/github/", "oauth/handover/"):
            response = browser.post(path, {}, HTTP_ORIGIN="https://evil.example")
            assert response.status_code == 403


@pytest.mark.parametrize("path", ["oauth/github/", "oauth/github/start/", "oauth/handover/"])
@pytest.mark.parametrize("value", [None, 5, True, [], {}, ["x"], "", "\x00", "a\x00", "x" * 5000])
def test_odd_bodies_are_refused(browser, path, value):
    for body in ({"code": value, "state": "s"}, {"code": "c", "state": value}, {"next": value}, {"code": value}):
        response = browser.post(path, body)
        assert response.status_code == (200 if (path, body) == ("oauth/github/start/", {"next": ""}) else 400), body


def test_an_unknown_provider_is_told_on_the_page(browser):
    assert fragment_of(browser.get(f"{AUTH}oauth/nobody/login/")) == {"error": "not_found", "provider": "nobody"}
    assert browser.post("oauth/nobody/start/").status_code == 404
    assert browser.get(f"{AUTH}oauth/nobody/login/", HTTP_ACCEPT="application/json").status_code == 404


def test_the_short_paths_are_the_same_views(browser):
    response = browser.get("/auth/github/login")
    query = query_of(response.headers["Location"])
    assert query["redirect_uri"] == "http://localhost:8000/auth/github/callback"
    back = browser.visit(response.headers["Location"])
    assert urlsplit(back).path == "/auth/github/callback"
    assert "code" in fragment_of(browser.come_back(back))


def test_programs_get_json_from_the_callback(browser):
    response = browser.come_back(browser.visit(browser.leave()), HTTP_ACCEPT="application/json")
    body = response.json()
    assert body["token"] == body["tokens"]["access"]
    assert body["user"]["email"] == "mona@example.com"
    assert response.headers["Cache-Control"] == "no-store"


def test_beginning_and_coming_back_are_limited(browser, settings):
    settings.RATES = settings.RATES | {"oauth_start_ip": "2/m", "oauth_finish_ip": "2/m"}
    for _ in range(2):
        browser.leave()
    assert fragment_of(browser.get(f"{AUTH}oauth/github/login/"))["error"] == "rate_limited"
    assert browser.post("oauth/github/start/").status_code == 429
    for _ in range(2):
        browser.come_back(f"{AUTH}oauth/github/callback/?state=x")
    assert fragment_of(browser.come_back(f"{AUTH}oauth/github/callback/?state=x"))["error"] == "rate_limited"
    assert browser.post("oauth/handover/", {"code": "x"}).status_code == 429
