"""Providers that operators set up: their secret goes in and never comes out, and a change holds at once (B6)."""

import json

import pytest

from authentication.models import Identity, Provider, Session
from authentication.oauth import registry
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.steps import AUTH
from tests.factories import client_of, make_user

pytestmark = pytest.mark.django_db
PROVIDERS = AUTH + "providers/"
SECRET = "the-secret-of-keycloak"


@pytest.fixture
def operator():
    """An operator who has just signed in."""
    user = make_user("boss@example.com", is_staff=True)
    client = client_of(user)
    Session.objects.filter(user=user).update(confirmed_at=clock.now())
    return client


@pytest.fixture
def body(issuer):
    """A provider that is there."""
    return {
        "slug": "keycloak",
        "kind": "oidc",
        "name": "Keycloak",
        "client_id": "keynest",
        "client_secret": SECRET,
        "discovery_url": issuer.url + "/.well-known/openid-configuration",
    }


def added(operator, body, **more):
    response = operator.post(PROVIDERS, body | more, format="json")
    assert response.status_code == 201, response.content
    return response.json()


def faults(response):
    assert response.status_code in {400, 409}, response.content
    return {(one["field"], one["code"]) for one in response.json()["errors"]}


def test_it_is_added_and_offered_at_once(operator, body, issuer, api):
    assert api.get(AUTH + "config/").json()["providers"] == []
    found = added(operator, body, enabled=True, scopes="openid email")
    assert found | {"created_at": "", "updated_at": ""} == {
        "slug": "keycloak",
        "kind": "oidc",
        "name": "Keycloak",
        "client_id": "keynest",
        "has_secret": True,
        "discovery_url": issuer.url + "/.well-known/openid-configuration",
        "issuer": issuer.url,
        "base_url": "",
        "api_url": "",
        "scopes": "openid email",
        "linking": "link",
        "registration": True,
        "follows_profile": False,
        "enabled": True,
        "position": 0,
        "managed": False,
        "redirect_uris": [
            "http://localhost:8000/api/auth/oauth/keycloak/callback/",
            "http://localhost:8000/oauth/callback",
        ],
        "created_at": "",
        "updated_at": "",
    }
    assert operator.get(PROVIDERS + "keycloak/").json() == found
    assert operator.get(PROVIDERS).json()["results"] == [found]
    offered = api.get(AUTH + "config/").json()
    assert offered["providers"] == [{"slug": "keycloak", "name": "Keycloak", "kind": "oidc"}]
    assert offered["mfa_methods"] == ["totp", "recovery_code", "passkey"]
    assert registry.find("keycloak").client_secret == SECRET


def test_the_secret_is_kept_sealed_and_never_told(operator, body, caplog):
    first = added(operator, body)
    changed = operator.patch(PROVIDERS + "keycloak/", {"client_secret": "another-secret"}, format="json")
    told = json.dumps([first, changed.json(), operator.get(PROVIDERS).json()]) + caplog.text
    told += json.dumps(list(EventRecord.objects.values_list("data", "target_label")))
    row = Provider.objects.get()
    for secret in (SECRET, "another-secret"):
        assert secret not in told
        assert secret.encode() not in bytes(row.sealed_secret)
        assert secret not in repr(registry.every())
    assert registry.every()[0].client_secret == "another-secret"
    row.id, other = make_user().id, registry.every()[0]
    with pytest.raises(ValueError, match=r".*"):  # sealed for this row: elsewhere in the table it opens nothing
        registry.stored(row)
    assert other.slug == "keycloak"


def test_a_change_without_a_secret_keeps_it(operator, body):
    added(operator, body)
    response = operator.patch(PROVIDERS + "keycloak/", {"name": "Our Keycloak", "enabled": True}, format="json")
    assert (response.json()["name"], response.json()["enabled"]) == ("Our Keycloak", True)
    assert registry.find("keycloak").client_secret == SECRET
    event = EventRecord.objects.get(verb="authentication.provider.changed")
    assert event.data == {"slug": "keycloak", "fields": ["enabled", "name"]}
    assert operator.patch(PROVIDERS + "keycloak/", {"enabled": True}, format="json").status_code == 200
    assert EventRecord.objects.filter(verb="authentication.provider.changed").count() == 1


@pytest.mark.parametrize("more", [{"slug": "other"}, {"kind": "google"}, {"managed": True}, {"has_secret": False}])
def test_slug_and_kind_stay_for_good(operator, body, more):
    added(operator, body)
    name = next(iter(more))
    assert (name, "unknown") in faults(operator.patch(PROVIDERS + "keycloak/", more, format="json"))


def test_one_that_is_switched_off_or_removed_is_gone_at_once(operator, body, api):
    added(operator, body, enabled=True)
    assert len(api.get(AUTH + "config/").json()["providers"]) == 1
    operator.patch(PROVIDERS + "keycloak/", {"enabled": False}, format="json")
    assert api.get(AUTH + "config/").json()["providers"] == []
    Identity.objects.create(
        user=make_user(), provider="keycloak", issuer="https://a", subject="b", created_at=clock.now()
    )
    assert operator.delete(PROVIDERS + "keycloak/").status_code == 204
    assert operator.get(PROVIDERS + "keycloak/").status_code == 404
    assert EventRecord.objects.get(verb="authentication.provider.removed").data == {"slug": "keycloak", "identities": 1}
    assert operator.delete(PROVIDERS + "keycloak/").status_code == 404


def test_another_process_learns_of_it_within_ten_seconds(operator, body, monkeypatch):
    added(operator, body)
    assert registry.every()[0].name == "Keycloak"
    Provider.objects.update(name="Changed elsewhere")
    assert registry.every()[0].name == "Keycloak"
    later = registry.time.monotonic() + 10.1
    monkeypatch.setattr(registry.time, "monotonic", lambda: later)
    assert registry.every()[0].name == "Changed elsewhere"


def test_the_settings_win_and_are_only_shown(operator, body, keycloak, settings):
    settings.OAUTH_PROVIDERS = []
    added(operator, body, name="From the table")
    settings.OAUTH_PROVIDERS = [keycloak]
    rows = operator.get(PROVIDERS).json()["results"]
    assert [(row["name"], row["managed"], row["has_secret"]) for row in rows] == [("Keycloak", True, True)]
    for response in (
        operator.patch(PROVIDERS + "keycloak/", {"name": "Mine"}, format="json"),
        operator.delete(PROVIDERS + "keycloak/"),
    ):
        assert (None, "managed") in faults(response)
    assert ("slug", "taken") in faults(operator.post(PROVIDERS, body, format="json"))
    assert Provider.objects.get().name == "From the table"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"slug": "handover"}, ("slug", "reserved")),
        ({"slug": "password"}, ("slug", "reserved")),
        ({"slug": "Key Cloak"}, ("slug", "invalid")),
        ({"slug": "-"}, ("slug", "invalid")),
        ({"slug": "a" * 33}, ("slug", "max_length")),
        ({"kind": "saml"}, ("kind", "invalid_choice")),
        ({"discovery_url": ""}, ("discovery_url", "required")),
        ({"discovery_url": "javascript:alert(1)"}, ("discovery_url", "invalid")),
        ({"discovery_url": "https://user:word@idp.example/"}, ("discovery_url", "invalid")),
        ({"issuer": "not an address"}, ("issuer", "invalid")),
        ({"base_url": "file:///etc/passwd"}, ("base_url", "invalid")),
        ({"scopes": "email profile"}, ("scopes", "invalid")),
        ({"scopes": "openid  email"}, ("scopes", "invalid")),
        ({"client_id": "a\nb"}, ("client_id", "invalid")),
        ({"client_secret": "é"}, ("client_secret", "invalid")),
        ({"client_secret": ""}, ("client_secret", "blank")),
        ({"linking": "always"}, ("linking", "invalid_choice")),
        ({"position": -1}, ("position", "min_value")),
        ({"enabled": "yes"}, ("enabled", "invalid")),
        ({"is_staff": True}, ("is_staff", "unknown")),
    ],
)
def test_each_field_says_what_is_wrong(operator, body, more, fault):
    assert fault in faults(operator.post(PROVIDERS, body | more, format="json"))
    assert not Provider.objects.exists()


ODD = [None, 5, -1, True, 1.5, [], {}, ["x"], {"x": 1}, "a\x00b", 10**30, "x" * 20_000, "\u202e", "\U0001f600"]


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
def test_odd_values_are_no_fault_of_ours(operator, body, value):
    added(operator, body)
    for name in (*body, "issuer", "base_url", "api_url", "scopes", "linking", "registration", "enabled", "position"):
        for send, path in ((operator.post, ""), (operator.patch, "keycloak/")):
            response = send(PROVIDERS + path, body | {"slug": "other", name: value}, format="json")
            assert response.status_code in {200, 201, 400, 409}, (name, value, response.content)
            Provider.objects.filter(slug="other").delete()
    assert operator.post(PROVIDERS + "keycloak/test/", {"x": value}, format="json").status_code == 400


def test_plain_http_is_refused_where_it_is_not_allowed(operator, body, settings):
    settings.OUTBOUND_ALLOW_INSECURE = False
    assert ("discovery_url", "invalid") in faults(operator.post(PROVIDERS, body, format="json"))


def test_writing_wants_a_recent_proof(operator, body):
    added(operator, body)
    Session.objects.update(confirmed_at=clock.now() - clock.datetime.resolution * 10**6 * 301)
    for response in (
        operator.post(PROVIDERS, body, format="json"),
        operator.patch(PROVIDERS + "keycloak/", {"name": "x"}, format="json"),
        operator.delete(PROVIDERS + "keycloak/"),
    ):
        assert (response.status_code, response.json()["code"]) == (403, "reauthentication_required")
    assert operator.get(PROVIDERS).status_code == 200


def tried(operator, body, **more):
    added(operator, body, **more)
    response = operator.post(PROVIDERS + f"{(body | more)['slug']}/test/", {}, format="json")
    assert response.status_code == 200, response.content
    found = response.json()
    return found["ok"], {row["name"]: (row["ok"], row["detail"]) for row in found["checks"]}


def test_a_secret_is_not_sent_elsewhere_by_whoever_does_not_know_it(operator, body, issuer):
    added(operator, body)
    moved = {"discovery_url": "https://idp.evil.example/.well-known/openid-configuration"}
    answer = operator.patch(PROVIDERS + "keycloak/", moved, format="json")
    assert faults(answer) == {("client_secret", "required")}
    assert registry.every()[0].discovery_url == body["discovery_url"]
    again = operator.patch(PROVIDERS + "keycloak/", moved | {"client_secret": "another-secret"}, format="json")
    assert again.status_code == 200
    assert operator.patch(PROVIDERS + "keycloak/", moved | {"name": "Ours"}, format="json").status_code == 200


def test_the_test_button_says_that_all_is_well(operator, body, issuer):
    ok, checks = tried(operator, body)
    assert ok, checks
    assert list(checks) == ["discovery", "issuer", "endpoints", "keys", "pkce"]
    assert checks["keys"][1].startswith("1 key")
    assert all(step for step, _ in checks.values())


@pytest.mark.parametrize(
    ("lie", "step", "words"),
    [
        ({"status": {"/.well-known/openid-configuration": 503}}, "discovery", "HTTP 503"),
        ({"status": {"/.well-known/openid-configuration": 302}}, "discovery", "redirects elsewhere"),
        ({"discovery": {"issuer": "https://evil.example"}}, "issuer", "https://evil.example"),
        ({"discovery": {"issuer": None}}, "issuer", "None"),
        ({"discovery": {"token_endpoint": None}}, "endpoints", "missing"),
        ({"status": {"/jwks": 404}}, "keys", "HTTP 404"),
        ({"jwks": {"keys": []}}, "keys", "not the JSON"),
    ],
)
def test_the_test_button_names_the_step_that_fails(operator, body, issuer, lie, step, words):
    issuer.lie(**lie)
    ok, checks = tried(operator, body)
    assert not ok
    assert list(checks)[-1] == step
    assert checks[step][0] is False
    assert words in checks[step][1]
    assert all(good for name, (good, _) in checks.items() if name != step)


def test_without_announced_pkce_people_can_sign_in_all_the_same(operator, body, issuer):
    issuer.lie(discovery={"code_challenge_methods_supported": ["plain"]})
    ok, checks = tried(operator, body)
    assert ok
    assert checks["pkce"][0] is False


def test_addresses_inside_are_named_with_the_switch_that_opens_them(operator, body, settings):
    added(operator, body)
    settings.OUTBOUND_ALLOW_INSECURE = False
    response = operator.post(PROVIDERS + "keycloak/test/", {}, format="json")
    assert "OUTBOUND_ALLOW_INSECURE" in response.json()["checks"][0]["detail"]


def test_github_is_tried_at_its_two_addresses(operator, body, issuer):
    own = {"slug": "ghe", "kind": "github", "discovery_url": "", "base_url": issuer.url + "/jwks"}
    ok, checks = tried(operator, body, **own, api_url=issuer.url + "/userinfo")
    assert ok, checks
    assert list(checks) == ["base", "api"]
    operator.patch(PROVIDERS + "ghe/", {"api_url": issuer.url + "/nowhere"}, format="json")
    found = operator.post(PROVIDERS + "ghe/test/", {}, format="json").json()
    assert (found["ok"], found["checks"][1]["ok"]) == (False, False)


def test_github_and_google_know_their_own_addresses(operator, body):
    plain = {"slug": "gh", "kind": "github", "discovery_url": ""}
    assert (added(operator, body, **plain)["base_url"], registry.every()[0].api_url) == (
        "https://github.com",
        "https://api.github.com",
    )
    enterprise = added(operator, body, **(plain | {"slug": "ghe", "base_url": "https://git.example.com/"}))
    assert (enterprise["base_url"], enterprise["api_url"]) == (
        "https://git.example.com",
        "https://git.example.com/api/v3",
    )
    google = added(operator, body, slug="goo", kind="google", discovery_url="")
    assert (google["issuer"], google["scopes"]) == ("https://accounts.google.com", "openid email profile")
