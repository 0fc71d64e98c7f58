"""The authorization code flow with PKCE (RFC 6749, 7636, 9207): where a browser is sent, and what its code is worth."""

import base64
import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from django.conf import settings

from authentication.oauth import discovery, github, oidc, pages, state
from authentication.oauth.discovery import Endpoints
from authentication.oauth.faults import Refused
from authentication.oauth.person import Person
from authentication.oauth.registry import ProviderConfig
from authentication.oauth.state import Begun, Channel, Owner, Transaction
from kernel import outbound

logger = logging.getLogger(__name__)
SECONDS = 8.0  # so that the browser has its answer within ten, whatever else takes time
LONGEST_TOKEN = 16_384
DENIED = frozenset({"access_denied", "login_required", "consent_required", "interaction_required"})
AWAY = frozenset({"server_error", "temporarily_unavailable"})


def redirect_uri(slug: str, channel: Channel, *, short: bool = False) -> str:
    """Where a provider sends its codes: always an address of the configuration, never one that a request named."""
    if channel is Channel.EXCHANGE:
        return settings.OAUTH_SPA_REDIRECT_URL or settings.PUBLIC_URL + pages.CALLBACK
    return settings.PUBLIC_URL + (f"/auth/{slug}/callback" if short else f"/api/auth/oauth/{slug}/callback/")


def begin(
    config: ProviderConfig, *, channel: Channel, next_page: str, short: bool = False, owner: Owner | None = None
) -> tuple[Begun, str]:
    """Begin a transaction; also where the browser goes to sign in.

    Raises:
        Refused, outbound.Failed: the provider's own description can't be had.
    """
    endpoints = discovery.endpoints(config)
    address = redirect_uri(config.slug, channel, short=short)
    begun = state.begin(config.slug, channel=channel, redirect_uri=address, next_page=next_page, owner=owner)
    return begun, _authorize_url(config, endpoints, begun)


def _authorize_url(config: ProviderConfig, endpoints: Endpoints, begun: Begun) -> str:
    query = {
        "response_type": "code",
        "client_id": config.client_id,
        "redirect_uri": begun.transaction.redirect_uri,
        "scope": " ".join(config.scopes),
        "state": begun.state,
        "code_challenge": challenge_of(begun.transaction.verifier),
        "code_challenge_method": "S256",
    }
    if config.kind != "github":
        query["nonce"] = begun.transaction.nonce
    glue = "&" if urlsplit(endpoints.authorization).query else "?"
    return endpoints.authorization + glue + urlencode(query)


def person(config: ProviderConfig, transaction: Transaction, code: str, issuer: str | None) -> Person:
    """Who came back with this code. The provider's tokens are forgotten when this returns.

    Raises:
        Refused, outbound.Failed: the provider says no, can't be reached, or can't be believed.
    """
    with outbound.within(SECONDS):
        endpoints = discovery.endpoints(config)
        _check_issuer(config, endpoints, issuer)
        answer = _redeem(config, endpoints, transaction, code)
        if config.kind == "github":
            return github.person(config, endpoints, answer["access_token"])
        return oidc.person(config, endpoints, answer, transaction.nonce)


def refusal(error: str) -> Refused:
    """What an `error` means that came back in the place of a code."""
    return Refused("access_denied" if error in DENIED else "unreachable" if error in AWAY else "code_refused")


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _check_issuer(config: ProviderConfig, endpoints: Endpoints, issuer: str | None) -> None:
    """RFC 9207: a code of another provider must not be brought to this one."""
    if issuer is None:
        if endpoints.iss_parameter:
            raise Refused("wrong_issuer")
    elif issuer not in (github.names(config) if config.kind == "github" else {endpoints.issuer}):
        raise Refused("wrong_issuer")


def _redeem(config: ProviderConfig, endpoints: Endpoints, transaction: Transaction, code: str) -> Mapping[str, Any]:
    """Exchange the code for tokens. GitHub says no with a status of 200."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": transaction.redirect_uri,
        "code_verifier": transaction.verifier,
    }
    headers = {"Accept": "application/json"}
    if endpoints.basic:
        pair = f"{quote_plus(config.client_id)}:{quote_plus(config.client_secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": config.client_id, "client_secret": config.client_secret}
    answer = outbound.post_form(endpoints.token, form, headers)
    if answer.status >= 500:
        raise outbound.Failed(f"status_{answer.status}")
    found = answer.json()
    if not isinstance(found, dict):
        raise outbound.Failed("broken_answer")
    if "error" in found or answer.status >= 400:
        _note(config, found.get("error"))
        raise Refused("code_refused")
    if not _is_bearer(found):
        raise outbound.Failed("broken_answer")
    return found


def _is_bearer(answer: Mapping[str, Any]) -> bool:
    token, kind = answer.get("access_token"), answer.get("token_type", "bearer")
    fits = isinstance(token, str) and 0 < len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable()
    return fits and isinstance(kind, str) and kind.lower() == "bearer"


def _note(config: ProviderConfig, error: Any) -> None:
    """For the operator: it is most often the client's secret or address that is wrong. The code stays out of it."""
    said = re.sub(r"[^\w.-]", "", str(error))[:60]
    logger.warning("a provider refused a code", extra={"provider": config.slug, "error": said})
