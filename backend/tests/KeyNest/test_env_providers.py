"""Settings that name other servers: providers, also numbered, and issuers; each fault in words, no secret shown."""

import json

import pytest

from KeyNest import env
from tests.KeyNest.test_env import started_with

KEYCLOAK = {
    "slug": "keycloak",
    "name": "Keycloak",
    "client_id": "keynest",
    "client_secret": "the-secret-of-keycloak",
    "discovery_url": "https://id.example.com/realms/main/.well-known/openid-configuration",
}
REALM = {"issuer": "https://id.example.com/realms/main", "audience": "keynest-api"}


def test_each_provider_needs_both_halves_of_its_credentials(monkeypatch):
    monkeypatch.setenv("GITHUB_CLIENT_ID", "half")
    assert env.read().providers == []
    monkeypatch.setenv("GITHUB_CLIENT_SECRET", "other half")
    monkeypatch.setenv("GITHUB_BASE_URL", "https://git.example.com/")
    monkeypatch.setenv("OAUTH_LINKING", "ask")
    (github,) = env.read().providers
    assert (github["slug"], github["kind"], github["linking"]) == ("github", "github", "ask")
    assert github["base_url"] == "https://git.example.com"


def test_others_come_as_a_list_or_numbered_and_their_own_word_wins(monkeypatch, tmp_path):
    secret = tmp_path / "second"
    secret.write_text(json.dumps(KEYCLOAK | {"slug": "okta"}))
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "a")
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "b")
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"linking": "refuse"}]))
    monkeypatch.setenv("OIDC_PROVIDERS_1", json.dumps(KEYCLOAK | {"slug": "entra"}))
    monkeypatch.setenv("OIDC_PROVIDERS_2_FILE", str(secret))
    monkeypatch.setenv("OIDC_PROVIDERS_4", json.dumps(KEYCLOAK | {"slug": "never-read"}))
    found = env.read().providers
    assert [(row["slug"], row["kind"], row["linking"]) for row in found] == [
        ("google", "google", "link"),
        ("keycloak", "oidc", "refuse"),
        ("entra", "oidc", "link"),
        ("okta", "oidc", "link"),
    ]


def test_no_secret_of_a_provider_is_shown(monkeypatch):
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps([KEYCLOAK]))
    assert KEYCLOAK["client_secret"] not in repr(env.read())


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("OIDC_PROVIDERS", "[{", "must be a JSON list of objects"),
        ("OIDC_PROVIDERS", '["a"]', "must be a JSON list of objects"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"surprise": 1}]), "surprise is unknown"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK, {"slug": "b"}]), "number 2: name is missing"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"slug": "password"}]), "slug"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"slug": "Key Cloak"}]), "slug"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"linking": "always"}]), "linking must be one of"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK | {"discovery_url": "ftp://a"}]), "https://"),
        ("OIDC_PROVIDERS", json.dumps([KEYCLOAK, KEYCLOAK]), "keycloak stands there twice"),
        ("OIDC_PROVIDERS_1", json.dumps(KEYCLOAK | {"registration": "no"}), "registration is unknown, or of the wrong"),
        ("TRUSTED_ISSUERS", json.dumps([{"issuer": "https://a"}]), "audience is missing"),
        ("TRUSTED_ISSUERS", json.dumps([REALM | {"algorithms": ["HS256"]}]), "algorithms must be some of"),
        ("TRUSTED_ISSUERS", json.dumps([REALM | {"algorithms": ["none"]}]), "algorithms must be some of"),
        ("TRUSTED_ISSUERS", json.dumps([REALM | {"algorithms": []}]), "algorithms must be some of"),
        ("TRUSTED_ISSUERS", json.dumps([REALM | {"algorithms": [["RS256"]]}]), "algorithms must be some of"),
        ("TRUSTED_ISSUERS", json.dumps([REALM | {"jwks_url": "file:///k"}]), "https://"),
        ("TRUSTED_ISSUERS", json.dumps([REALM, REALM]), "stands there twice"),
        ("OAUTH_LINKING", "always", "linking must be one of"),
        ("GITHUB_BASE_URL", "git.example.com", "https://"),
    ],
)
def test_each_fault_is_told_in_words(name, text, words):
    done = started_with(**{name: text})
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if line.strip().startswith(f"{name}:"))
    assert words in line
    assert KEYCLOAK["client_secret"] not in done.stderr
    assert "Traceback" not in done.stderr
