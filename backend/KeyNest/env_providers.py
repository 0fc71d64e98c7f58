"""The part of the environment that names other servers: providers to sign in by, and issuers whose tokens we take."""

import json
import os
import re
from typing import Any
from urllib.parse import urlsplit

from environs import FileAwareEnv, ValidationError

Given = dict[str, Any]

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
LINKING = ("link", "ask", "refuse")
# They stand beside slugs in addresses, or say how a session began.
RESERVED = frozenset({"activation", "handover", "passkey", "password"})
WELL_KNOWN = "/.well-known/openid-configuration"
GOOGLE = "https://accounts.google.com" + WELL_KNOWN
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})

PROVIDER: dict[str, type] = {
    "slug": str,
    "name": str,
    "client_id": str,
    "client_secret": str,
    "discovery_url": str,
    "issuer": str,
    "scopes": str,
    "linking": str,
    "registration": bool,
    "follows_profile": bool,
}
ISSUER: dict[str, type] = {
    "issuer": str,
    "audience": str,
    "jwks_url": str,
    "algorithms": list,
    "link_by_email": bool,
    "create": bool,
}


def providers(env: FileAwareEnv) -> list[Given]:
    """GitHub and Google where both halves of their credentials are given, and every other OpenID Connect provider."""
    found = [_github(env), _google(env)]
    found += _objects(env, "OIDC_PROVIDERS", PROVIDER, _refuse_provider)
    number = 1
    while f"OIDC_PROVIDERS_{number}" in os.environ or f"OIDC_PROVIDERS_{number}_FILE" in os.environ:
        found += _objects(env, f"OIDC_PROVIDERS_{number}", PROVIDER, _refuse_provider)
        number += 1
    linking = env.str("OAUTH_LINKING", default="link", validate=_linking)
    return [{"kind": "oidc", "linking": linking} | given for given in found if given]


def issuers(env: FileAwareEnv) -> list[Given]:
    """Whose tokens the API takes beside its own."""
    return _objects(env, "TRUSTED_ISSUERS", ISSUER, _refuse_issuer)


def _github(env: FileAwareEnv) -> Given:
    base = (env.str("GITHUB_BASE_URL", default="https://github.com", validate=_address) or "").rstrip("/")
    api = (env.str("GITHUB_API_URL", default="", validate=_address) or "").rstrip("/")
    given = _credentials(env, "GITHUB")
    return given and {"slug": "github", "kind": "github", "name": "GitHub", "base_url": base, "api_url": api} | given


def _google(env: FileAwareEnv) -> Given:
    discovery = env.str("GOOGLE_DISCOVERY_URL", default=GOOGLE, validate=_address)
    given = _credentials(env, "GOOGLE")
    return given and {"slug": "google", "kind": "google", "name": "Google", "discovery_url": discovery} | given


def _credentials(env: FileAwareEnv, prefix: str) -> Given:
    """Both halves, or nothing: a provider without either is not offered."""
    client_id = env.str(f"{prefix}_CLIENT_ID", default="")
    secret = env.str(f"{prefix}_CLIENT_SECRET", default="")
    return {"client_id": client_id, "client_secret": secret} if client_id and secret else {}


def _objects(env: FileAwareEnv, name: str, shape: dict[str, type], refuse: Any) -> list[Given]:
    """One JSON object, or a list of them."""

    def parse(text: str) -> list[Given]:
        try:
            found = json.loads(text or "[]")
        except ValueError:
            raise ValidationError("must be a JSON list of objects") from None
        rows = found if isinstance(found, list) else [found]
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise ValidationError("must be a JSON list of objects")
            for member, value in row.items():
                if member not in shape or not isinstance(value, shape[member]):
                    raise ValidationError(f"number {number}: {member[:40]} is unknown, or of the wrong type")
            refuse(row, number)
        keys = [row.get("slug") or row["issuer"] for row in rows]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise ValidationError(f"{twice} stands there twice")
        return rows

    def validate(text: str) -> None:
        parse(text)

    text = env.str(name, default="", validate=validate)
    try:
        return parse(text or "")
    except ValidationError:
        return []


def _refuse_provider(row: Given, number: int) -> None:
    for member in ("slug", "name", "client_id", "client_secret", "discovery_url"):
        if not row.get(member):
            raise ValidationError(f"number {number}: {member} is missing")
    if len(row["slug"]) > 32 or not SLUG.match(row["slug"]) or row["slug"] in RESERVED:
        raise ValidationError(f"number {number}: a slug has at most 32 small letters, digits and dashes")
    _address(row["discovery_url"])
    _linking(row.get("linking", "link"))


def _refuse_issuer(row: Given, number: int) -> None:
    for member in ("issuer", "audience"):
        if not row.get(member):
            raise ValidationError(f"number {number}: {member} is missing")
    named = row.get("algorithms", ["RS256"])
    if not named or not all(isinstance(one, str) and one in ALGORITHMS for one in named):
        raise ValidationError(f"number {number}: algorithms must be some of {', '.join(sorted(ALGORITHMS))}")
    for address in (row["issuer"], row.get("jwks_url", "")):
        _address(address)


def _linking(text: str) -> None:
    if text not in LINKING:
        raise ValidationError(f"linking must be one of {', '.join(LINKING)}")


def _address(text: str) -> None:
    if text and (urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).netloc):
        raise ValidationError("must be an address that begins with https://")
