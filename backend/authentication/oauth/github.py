"""GitHub, which speaks OAuth 2.0 but no OpenID Connect: who somebody is, is asked of its API."""

from typing import Any

from authentication.oauth.discovery import Endpoints
from authentication.oauth.person import Person, described
from authentication.oauth.registry import ProviderConfig
from kernel import outbound

NOT_TOLD = frozenset({403, 404})


def names(config: ProviderConfig) -> set[str]:
    """By which GitHub may call itself when it sends somebody back: since 2026 by the address of its OAuth pages."""
    return {config.base_url, f"{config.base_url}/login/oauth"}


def person(config: ProviderConfig, endpoints: Endpoints, access_token: str) -> Person:
    """Whose token this is. The number identifies: names can change hands.

    Raises:
        outbound.Failed: GitHub can't be reached, or talks nonsense.
    """
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/vnd.github+json"}
    user = outbound.get_json(endpoints.userinfo, headers)
    number = user.get("id") if isinstance(user, dict) else None
    if isinstance(number, bool) or not isinstance(number, int) or number <= 0:
        raise outbound.Failed("broken_answer")
    email, verified = _address(endpoints.userinfo + "/emails?per_page=100", headers)
    return described(
        endpoints.issuer,
        str(number),
        email=email,
        verified=verified,
        name=user.get("name") or user.get("login"),
        picture=user.get("avatar_url"),
    )


def _address(url: str, headers: dict[str, str]) -> tuple[Any, bool]:
    """The primary address and whether GitHub has verified it; none where the person did not let us ask."""
    answer = outbound.get(url, headers)
    if answer.status in NOT_TOLD:
        return "", False
    rows = answer.json() if answer.status == 200 else None
    if not isinstance(rows, list):
        raise outbound.Failed("broken_answer" if answer.status == 200 else f"status_{answer.status}")
    for row in rows:
        if isinstance(row, dict) and row.get("primary") is True:
            return row.get("email"), row.get("verified") is True
    return "", False
