"""Signing in by an OpenID Connect provider that was not written here, and that lies when told to: both flows."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest

from authentication.models import Identity, Session, User
from authentication.oauth import discovery, jwks
from tests.authentication.external.steps import Browser, fragment_of, query_of, refusal
from tests.authentication.providers.conftest import _insecure, keycloak
from tests.counterparts.node import _issuer, issuer
from tests.factories import make_user

__all__ = ["_insecure", "_issuer", "issuer", "keycloak"]


@pytest.fixture
def browser(keycloak, issuer, settings):
    """Somebody's browser, on its way to the provider."""
    discovery.forget()
    jwks.forget()
    return Browser("keycloak")


def later(seconds):
    return int(time.time()) + seconds


LIES = {
    "wrong_issuer": {"payload": {"iss": "https://evil.example"}},
    "wrong_audience": {"payload": {"aud": "somebody-else"}},
    "wrong_nonce": {"payload": {"nonce": "of another sign-in"}},
    "token_expired": {"payload": {"exp": later(-3600)}},
    "wrong_algorithm": {"forge": "none"},
    "wrong_algorithm (HS256)": {"forge": "hs256"},
    "bad_signature": {"forge": "other"},
    "bad_signature (tampered)": {"forge": "tampered"},
    "unknown_key": {"header": {"kid": "unknown"}},
    "malformed_token": {"forge": "garbage"},
    "malformed_token (sub)": {"payload": {"sub": 5}},
    "malformed_token (long sub)": {"payload": {"sub": "x" * 256}},
    "malformed_token (empty sub)": {"payload": {"sub": ""}},
}


def test_it_signs_in_by_both_flows(browser, issuer):
    body = browser.sign_in().json()
    assert body["created"] is True
    assert body["user"]["email"] == "john@example.com"
    assert (body["user"]["first_name"], body["user"]["last_name"]) == ("John", "Doe")
    identity = Identity.objects.get()
    assert (identity.provider, identity.issuer, identity.subject) == ("keycloak", issuer.url, "johndoe")
    assert Session.objects.get().method == "keycloak"
    assert Browser("keycloak").exchange().json()["user"]["id"] == body["user"]["id"]


def test_it_sends_a_nonce_and_a_challenge(browser):
    query = query_of(browser.leave())
    assert len(query["nonce"]) >= 22
    assert query["code_challenge_method"] == "S256"
    assert query["scope"] == "openid email profile"
    assert query["nonce"] != query_of(browser.leave())["nonce"]


@pytest.mark.parametrize(("reason", "lie"), LIES.items())
def test_each_lie_is_refused_by_its_name(browser, issuer, reason, lie):
    issuer.lie(**lie)
    expected = reason.partition(" ")[0]
    told = browser.arrive()
    assert (told["error"], told["reason"]) == ("provider_error", expected)
    assert refusal(browser.exchange()) == (400, "provider_error", expected)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "lie", [{"drop": ["email_verified"]}, *({"payload": {"email_verified": said}} for said in (False, None, 1, "yes"))]
)
def test_who_does_not_verify_never_opens_an_account(browser, issuer, lie):
    user = make_user("john@example.com")
    issuer.lie(**lie)
    assert browser.arrive()["reason"] == "email_unverified"
    assert refusal(browser.exchange()) == (403, "email_unconfirmed", "email_unverified")
    assert not user.identities.exists()
    assert User.objects.count() == 1


def test_who_does_not_verify_proves_no_address_later_either(browser, issuer, settings):
    """The identity is known, the account's address is not proven: the provider's word is nothing to go by."""
    settings.ACTIVATION_REQUIRED = False
    browser.sign_in()
    User.objects.update(email_verified_at=None)
    issuer.lie(payload={"email_verified": False})
    assert browser.sign_in().status_code == 200
    assert not User.objects.get().email_verified
    settings.ACTIVATION_REQUIRED = True
    assert browser.arrive()["error"] == "email_unconfirmed"


def test_what_the_id_token_leaves_out_is_asked_of_userinfo(browser, issuer):
    issuer.lie(drop=["email", "email_verified"], userinfo={"email": "told@example.com", "email_verified": True})
    assert browser.sign_in().json()["user"]["email"] == "told@example.com"


def test_userinfo_of_somebody_else_is_refused(browser, issuer):
    issuer.lie(drop=["email"], userinfo={"sub": "somebody-else", "email": "v@example.com", "email_verified": True})
    assert browser.arrive()["reason"] == "broken_answer"


def test_the_word_of_one_answer_does_not_prove_the_address_of_the_other(browser, issuer):
    """email_verified stands in the ID token, the address only in userinfo."""
    issuer.lie(drop=["email"], userinfo={"email": "victim@example.com"})
    assert browser.arrive()["reason"] == "email_unverified"


def test_without_any_address_it_is_told(browser, issuer):
    issuer.lie(drop=["email"])
    assert browser.arrive()["reason"] == "email_missing"


def test_a_provider_that_promises_its_name_must_send_it(browser, issuer):
    issuer.lie(discovery={"authorization_response_iss_parameter_supported": True})
    assert browser.arrive()["reason"] == "wrong_issuer"
    back = browser.visit(browser.leave())
    assert "code" in fragment_of(browser.come_back(f"{back}&iss={issuer.url}"))


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"], None])
def test_our_secret_goes_where_the_provider_wants_it(browser, issuer, methods):
    issuer.lie(discovery={"token_endpoint_auth_methods_supported": methods} if methods else {})
    assert browser.sign_in().status_code == 200


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
def test_a_part_that_fails_is_told_and_nothing_is_left(browser, issuer, path):
    issuer.lie(status={path: 500})
    response = browser.post("oauth/keycloak/start/")
    if path == "/.well-known/openid-configuration":
        assert refusal(response) == (502, "provider_error", "unreachable")
        told = fragment_of(browser.get("/api/auth/oauth/keycloak/login/"))
        assert (told["error"], told["reason"]) == ("provider_error", "unreachable")
        return
    back = dict(parse_qsl(urlsplit(browser.visit(response.json()["authorize_url"])).query))
    assert refusal(browser.post("oauth/keycloak/", back)) == (502, "provider_error", "unreachable")
    assert not User.objects.exists()


def test_a_mixed_up_code_is_stopped_by_the_nonce(browser, issuer):
    """The code of the attacker's own sign-in, in the victim's browser."""
    attacker = Browser("keycloak")
    stolen = query_of(attacker.visit(attacker.leave()))["code"]
    state = query_of(browser.leave())["state"]
    told = fragment_of(browser.come_back(f"/api/auth/oauth/keycloak/callback/?code={stolen}&state={state}"))
    assert told["error"] == "provider_error"
    assert not Session.objects.exists()


def test_a_provider_that_is_away_is_asked_again_after_a_moment(browser, issuer, monkeypatch):
    issuer.lie(status={"/.well-known/openid-configuration": 503})
    for _ in range(4):
        assert refusal(Browser("keycloak").post("oauth/keycloak/start/"))[:2] == (502, "provider_error")
    assert issuer.counts()["/.well-known/openid-configuration"] == 1
    issuer.lie()
    moment = time.monotonic() + discovery.RETRY_SECONDS + 1
    monkeypatch.setattr(discovery.time, "monotonic", lambda: moment)
    assert query_of(Browser("keycloak").leave())["state"]
