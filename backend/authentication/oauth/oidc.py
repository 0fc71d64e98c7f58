"""OpenID Connect (Core 1.0): who somebody is stands in the ID token, and what that leaves out is asked of userinfo."""

from collections.abc import Mapping
from typing import Any

from authentication.oauth import tokens
from authentication.oauth.discovery import Endpoints
from authentication.oauth.faults import Refused
from authentication.oauth.person import LONGEST_SUBJECT, Person, described
from authentication.oauth.registry import ProviderConfig
from kernel import outbound


def person(config: ProviderConfig, endpoints: Endpoints, answer: Mapping[str, Any], nonce: str) -> Person:
    """Whose tokens these are.

    Raises:
        Refused: the ID token is not what it should be.
        outbound.Failed: the provider can't be reached, or talks nonsense.
    """
    text = answer.get("id_token")
    if not isinstance(text, str):
        raise Refused("malformed_token")
    claims = tokens.verify_id_token(config, endpoints, text, nonce)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused("malformed_token")
    if not claims.get("email") and endpoints.userinfo:
        # Only what was said together counts: the address of one answer is not proven by a word of the other.
        claims = claims | {"email_verified": None} | _told(endpoints.userinfo, str(answer["access_token"]), subject)
    return described(
        endpoints.issuer,
        subject,
        email=claims.get("email"),
        verified=_is_true(claims.get("email_verified")),
        name=claims.get("name") or claims.get("preferred_username"),
        first_name=claims.get("given_name"),
        last_name=claims.get("family_name"),
        picture=claims.get("picture"),
    )


def _told(url: str, access_token: str, subject: str) -> dict[str, Any]:
    """What userinfo says, if it speaks of the same person (Core 1.0, 5.3.2)."""
    claims = outbound.get_json(url, {"Authorization": f"Bearer {access_token}"})
    if not isinstance(claims, dict) or claims.get("sub") != subject:
        raise outbound.Failed("broken_answer")
    return claims


def _is_true(claim: Any) -> bool:
    """Some providers write it as text."""
    return claim is True or claim == "true"
