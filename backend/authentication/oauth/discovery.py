"""Where a provider's endpoints are: GitHub's are known, the others describe themselves (OpenID Connect Discovery)."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authentication.oauth.faults import Refused
from authentication.oauth.registry import ProviderConfig
from kernel import outbound

KEPT_SECONDS = 600.0
RETRY_SECONDS = 5.0  # a provider that hangs is not waited for by everybody who comes
MOST = 100
LONGEST = 2000
SAID = "authorization_response_iss_parameter_supported"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`userinfo` and `revocation` may be empty. `basic`: the token endpoint wants our credentials in a header."""

    issuer: str
    authorization: str
    token: str
    jwks: str
    userinfo: str
    revocation: str
    iss_parameter: bool
    basic: bool = False
    s256: bool = True


_kept: dict[tuple[str, str], tuple[Endpoints, float]] = {}
_failed: dict[tuple[str, str], tuple[str, float]] = {}


def endpoints(config: ProviderConfig) -> Endpoints:
    """A provider's endpoints, its own words ten minutes old at most.

    Raises:
        Refused: it describes somebody else (`wrong_issuer`), or nothing that could be used (`broken_answer`).
        Failed: its description can't be had.
    """
    if config.kind == "github":
        return _github(config)
    key = (config.discovery_url, config.issuer)
    found, until = _kept.get(key, (None, 0.0))
    if found is None or time.monotonic() > until:
        found = _asked(key)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (found, time.monotonic() + KEPT_SECONDS)
    return found


def _asked(key: tuple[str, str]) -> Endpoints:
    url, issuer = key
    reason, until = _failed.get(key, ("", 0.0))
    if time.monotonic() < until:
        raise outbound.Failed(reason)
    try:
        return described(document(url), issuer)
    except outbound.Failed as error:
        if len(_failed) >= MOST:
            _failed.clear()
        _failed[key] = (error.reason, time.monotonic() + RETRY_SECONDS)
        raise


def document(url: str) -> dict[str, Any]:
    """What stands at the address of a description now. Raises as `endpoints`."""
    found = outbound.get_json(url)
    if not isinstance(found, dict):
        raise Refused("broken_answer")
    return found


def is_same(told: Any, issuer: str) -> bool:
    """Whether a description is the expected issuer's own: another one's could sign in anybody.

    Only a last slash may differ, which is not seen in the address that the issuer was taken from.
    """
    return told in (issuer, issuer + "/")


def described(document: Mapping[str, Any], issuer: str) -> Endpoints:
    """The endpoints that stand in a description. Raises Refused as `endpoints`."""
    if not is_same(document.get("issuer"), issuer):
        raise Refused("wrong_issuer")
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    challenges = document.get("code_challenge_methods_supported")
    return Endpoints(
        issuer=document["issuer"],
        authorization=_address(document, "authorization_endpoint"),
        token=_address(document, "token_endpoint"),
        jwks=_address(document, "jwks_uri"),
        userinfo=_address(document, "userinfo_endpoint", needed=False),
        revocation=_address(document, "revocation_endpoint", needed=False),
        iss_parameter=document.get(SAID) is True,
        basic=not (isinstance(methods, list) and "client_secret_post" in methods),
        s256=isinstance(challenges, list) and "S256" in challenges,
    )


def forget() -> None:
    """Ask everybody anew."""
    _kept.clear()
    _failed.clear()


def _address(document: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    """An address of the description: it becomes a redirect or a request of ours, so that not every text will do."""
    text = document.get(name)
    if text is None and not needed:
        return ""
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii() or not text.isprintable():
        raise Refused("broken_answer")
    try:
        outbound.refuse_address(text)
    except outbound.Failed:
        raise Refused("broken_answer") from None
    return text


def _github(config: ProviderConfig) -> Endpoints:
    return Endpoints(
        issuer=config.issuer,
        authorization=f"{config.base_url}/login/oauth/authorize",
        token=f"{config.base_url}/login/oauth/access_token",
        jwks="",
        userinfo=f"{config.api_url}/user",
        revocation="",
        iss_parameter=False,
    )
