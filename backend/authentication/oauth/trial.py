"""Trying a provider out: what a sign-in would ask of it, step by step, and what is wrong in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from authentication.oauth import discovery, jwks
from authentication.oauth.faults import Refused
from authentication.oauth.registry import ProviderConfig
from kernel import outbound
from kernel.outbound import Failed

SECONDS = 20.0
SHOWN = 200

WORDS = {
    "unreachable": "Nobody answers there: the name is not known, the connection was refused, or it broke off.",
    "untrusted_certificate": "Its certificate is not valid, or was issued by somebody whom this server does not trust.",
    "forbidden_address": (
        "It is not at an https:// address on the Internet. For one in a network of your own set"
        " OUTBOUND_ALLOW_INSECURE=true."
    ),
    "too_slow": "It takes longer to answer than a sign-in may wait.",
    "too_large": "It answers with more than half a megabyte.",
    "redirected": "It redirects elsewhere. Please enter the address that it leads to.",
    "broken_answer": "What it answers is not the JSON that belongs there.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One step. Without those that are not `needed` people can sign in all the same."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def run(config: ProviderConfig) -> list[Check]:
    """Each step up to the first that fails, for the following ones need it."""
    found: list[Check] = []
    with outbound.within(SECONDS):
        for check in _github(config) if config.kind == "github" else _openid(config):
            found.append(check)
            if check.needed and not check.ok:
                break
    return found


def _github(config: ProviderConfig) -> Iterator[Check]:
    for name, url in (("base", config.base_url), ("api", config.api_url)):
        yield _step(name, lambda url=url: _answers(url))  # type: ignore[misc]  # mypy has no types for defaults


def _answers(url: str) -> str:
    answer = outbound.get(url)
    if answer.status >= 500 or answer.status == 404:
        raise Failed(f"status_{answer.status}")
    return f"{url} answers."


def _openid(config: ProviderConfig) -> Iterator[Check]:
    document: dict[str, Any] = {}

    def describe() -> str:
        document.update(discovery.document(config.discovery_url))
        return f"{config.discovery_url} describes it."

    yield _step("discovery", describe)
    told = document.get("issuer")
    same = discovery.is_same(told, config.issuer)
    expected = f"It says to be {str(told)[:SHOWN]!r}, but {config.issuer!r} was expected."
    yield Check("issuer", same, f"It is {config.issuer}." if same else expected)

    def locate() -> str:
        discovery.described(document, config.issuer)
        return "It says where people sign in, where codes are exchanged, and where its keys are."

    yield _step("endpoints", locate, broken="An endpoint is missing, or not at an https:// address.")
    known = discovery.described(document, config.issuer)
    yield _step("keys", lambda: f"{len(jwks.fetch(known.jwks))} keys that can verify signatures.")
    said = "It announces PKCE with S256." if known.s256 else "It does not announce PKCE with S256, which we use anyway."
    yield Check("pkce", known.s256, said, needed=False)


def _step(name: str, step: Callable[[], str], *, broken: str = "") -> Check:
    try:
        return Check(name, True, step())
    except (Failed, Refused) as error:
        return Check(name, False, broken or _words(error.reason))


def _words(reason: str) -> str:
    if reason.startswith("status_"):
        return f"It answers with HTTP {reason.removeprefix('status_')}."
    return WORDS.get(reason, reason)
