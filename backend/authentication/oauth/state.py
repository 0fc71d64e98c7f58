"""The transaction between leaving for a provider and coming back: five minutes, once, in the browser that left.

Its `state` goes through the provider; a secret of its own stays in a cookie of the browser; all else waits here.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from authentication.oauth import sealed
from kernel.crypto import digest
from kernel.errors import Code, Problem

SECONDS = 300
PURPOSE = "oauth-state"


class Channel(StrEnum):
    """Who receives the code: our callback, or a page that posts it."""

    REDIRECT = "redirect"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asked to connect a provider to their account, and in which session."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Transaction:
    """What was begun. With an `owner` it is to connect, else to sign in. `next` is a page of ours."""

    provider: str
    channel: Channel
    redirect_uri: str
    next: str
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A transaction, the state that names it, and the secret that its browser keeps."""

    transaction: Transaction
    state: str = field(repr=False)
    cookie: str = field(repr=False)


def begin(provider: str, *, channel: Channel, redirect_uri: str, next_page: str, owner: Owner | None = None) -> Begun:
    """Begin a transaction. State, cookie, verifier (RFC 7636) and nonce are 256 random bits each, and never reused."""
    text, cookie, verifier, nonce = (secrets.token_urlsafe(32) for _ in range(4))
    kept = {
        "provider": provider,
        "channel": channel,
        "redirect_uri": redirect_uri,
        "next": next_page,
        "verifier": verifier,
        "nonce": nonce,
        "browser": digest.sha256(cookie).hex(),
        "owner": [str(owner.user_id), str(owner.session_id)] if owner else None,
    }
    sealed.keep(PURPOSE, text, kept, seconds=SECONDS)
    transaction = Transaction(provider, channel, redirect_uri, next_page, verifier, nonce, owner)
    return Begun(transaction, text, cookie)


def take(text: str, *, cookie: str | None, provider: str, channel: Channel) -> Transaction:
    """The transaction of a state, which is used up by the first look at it, whoever looks.

    Raises:
        Problem: `invalid_state`, when there is none, it is another provider's or channel's, or another browser left.
    """
    found = sealed.take(PURPOSE, text)
    if found is None or found["provider"] != provider or found["channel"] != channel:
        raise refused()
    if not digest.same(digest.sha256(cookie or ""), bytes.fromhex(found["browser"])):
        raise refused()
    return Transaction(
        provider=provider,
        channel=channel,
        redirect_uri=found["redirect_uri"],
        next=found["next"],
        verifier=found["verifier"],
        nonce=found["nonce"],
        owner=Owner(*(UUID(text) for text in found["owner"])) if found["owner"] else None,
    )


def refused() -> Problem:
    """The one answer to whatever is wrong with a state."""
    return Problem(Code.INVALID_STATE, "This sign-in took too long, or began in another browser. Please begin again.")
