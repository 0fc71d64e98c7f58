"""The code that our callback hands to the web app in the place of tokens: a minute, once, in the same browser."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from authentication.oauth import sealed
from authentication.oauth.state import refused
from kernel.crypto import digest

SECONDS = 60
PURPOSE = "oauth-handover"


@dataclass(frozen=True, slots=True)
class Handover:
    """Who came back: ids only. `version` is the account's at that moment."""

    user_id: UUID
    identity_id: UUID
    version: int
    created: bool


def issue(handover: Handover) -> tuple[str, str]:
    """Keep it; the code for the page, and the secret for its browser's cookie."""
    code, cookie = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    kept = {
        "user": str(handover.user_id),
        "identity": str(handover.identity_id),
        "version": handover.version,
        "created": handover.created,
        "browser": digest.sha256(cookie).hex(),
    }
    sealed.keep(PURPOSE, code, kept, seconds=SECONDS)
    return code, cookie


def take(code: str, cookie: str | None) -> Handover:
    """Use a code up.

    Raises:
        Problem: `invalid_state`, whatever is wrong with it.
    """
    found = sealed.take(PURPOSE, code)
    if found is None or not digest.same(digest.sha256(cookie or ""), bytes.fromhex(found["browser"])):
        raise refused()
    return Handover(UUID(found["user"]), UUID(found["identity"]), found["version"], found["created"])
