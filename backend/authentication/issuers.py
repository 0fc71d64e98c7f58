"""Issuers whose access tokens we take like our own, where the settings name them (TRUSTED_ISSUERS); nowhere else.

A token is looked at by what it says of its issuer, before anything is believed or asked for: a stranger's costs no
request. What was verified is remembered for a minute, and whether its account still lives for seconds, as for our own.
"""

import base64
import hashlib
import logging
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from django.conf import settings

from authentication import liveness
from authentication.models import Identity
from authentication.oauth import discovery, jwks, registry, tokens
from authentication.oauth.faults import Refused
from authentication.oauth.person import LONGEST_SUBJECT, Person, described
from authentication.oauth.registry import WELL_KNOWN, ProviderConfig
from kernel import clock, memory, outbound
from kernel.errors import Code, Fault, Problem, unavailable

logger = logging.getLogger(__name__)

GUEST = 0  # in the place of an account's token version, which begins at 1
REMEMBERED_SECONDS = 60.0
LOCATED_SECONDS = 3600.0
RETRY_SECONDS = 5.0
MOST = 2048
HEADS = frozenset({"", "jwt", "at+jwt"})
# An ID token says who signed in at a client, a refresh token renews: neither opens an API.
OF_ID_TOKENS = ("at_hash", "c_hash")


@dataclass(frozen=True, slots=True)
class Trusted:
    """An issuer, and what is believed of it."""

    issuer: str
    audience: str
    jwks_url: str = ""
    algorithms: tuple[str, ...] = ("RS256",)
    link_by_email: bool = False
    create: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whom a trusted issuer vouches for, and the account that they are here."""

    user_id: UUID
    identity_id: UUID
    label: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a good token says."""

    person: Person
    expires_at: float


_read: dict[tuple[str, Trusted], tuple[Vouched, float]] = {}
_located: dict[str, tuple[str, float]] = {}
_locating = threading.Lock()
_accounts: dict[tuple[str, str], tuple[UUID, UUID]] = {}  # who was where last: to be confirmed, never believed


def trusted(text: str) -> Trusted | None:
    """Whose token it says to be; None for our own and for strangers'."""
    if not settings.TRUSTED_ISSUERS:
        return None
    told = _issuer_in(text)
    for row in settings.TRUSTED_ISSUERS:
        if row["issuer"] == told and told != settings.JWT_ISSUER:
            return Trusted(**row | {"algorithms": tuple(row.get("algorithms", ("RS256",)))})
    return None


def read(issuer: Trusted, text: str) -> Vouched:
    """Verify a token of a trusted issuer.

    Raises:
        Problem: `token_expired`; `not_authenticated` for whatever else is wrong with it; `unavailable`, while the
            issuer's keys can't be had.
    """
    found, until = _read.get((text, issuer), (None, 0.0))
    if found is None or time.monotonic() >= until:
        try:
            found = _verified(issuer, text)
        except Refused as refused:
            raise _problem(refused.reason) from None
        except outbound.Failed as failed:
            logger.warning("a trusted issuer's keys can't be had", extra={"reason": failed.reason})
            raise unavailable() from None
        if len(_read) >= MOST:
            _read.clear()
        _read[text, issuer] = (found, time.monotonic() + REMEMBERED_SECONDS)
    if found.expires_at + tokens.SKEW_SECONDS <= clock.now().timestamp():
        raise _problem("token_expired")
    return found


def find(vouched: Vouched) -> Guest | None:
    """The account that this person is here, if it lives; None where nobody is known by that name.

    Raises:
        Problem: `token_revoked`, for a disabled account.
    """
    person = vouched.person
    key = (person.issuer, person.subject)
    ids = _accounts.get(key)
    label = _remembered(*ids) if ids else None
    if ids is None or label is None:
        row = Identity.objects.filter(issuer=person.issuer, subject=person.subject).select_related("user").first()
        if row is None:
            _accounts.pop(key, None)
            return None
        ids = (row.id, row.user_id)
        label = confirm(*ids)
        if len(_accounts) >= MOST:
            _accounts.clear()
        _accounts[key] = ids
    return Guest(ids[1], ids[0], label, int(vouched.expires_at))


def confirm(identity_id: UUID, user_id: UUID) -> str:
    """The account's address, if it is active and still connected. Raises `token_revoked`."""
    if (known := _remembered(identity_id, user_id)) is not None:
        return known
    rows = Identity.objects.filter(pk=identity_id, user_id=user_id, user__is_active=True)
    email: str | None = rows.values_list("user__email", flat=True).first()
    if email is None:
        raise Problem(Code.TOKEN_REVOKED, "This account can't be used by this token any more.")
    try:
        memory.client().set(_answer(identity_id, user_id), email, ex=liveness.KEPT_SECONDS)
    except memory.RedisError:
        logger.warning("an answer was not remembered")
    return email


def living(identity_ids: set[UUID]) -> set[UUID]:
    """Of these connections those that are there, to active accounts."""
    rows = Identity.objects.filter(pk__in=identity_ids, user__is_active=True)
    return set(rows.values_list("pk", flat=True))


def provider_of(issuer: Trusted) -> ProviderConfig:
    """The provider that people sign in by at this issuer, or one that stands for it."""
    for config in registry.enabled():
        if config.kind != "github" and config.issuer == issuer.issuer:
            return config
    host = urlsplit(issuer.issuer).hostname or "issuer"
    slug = f"{host[:23]}-{hashlib.sha256(issuer.issuer.encode()).hexdigest()[:8]}"
    url = issuer.issuer.rstrip("/") + WELL_KNOWN
    row = {"slug": slug, "kind": "oidc", "name": host, "client_id": "", "discovery_url": url, "issuer": issuer.issuer}
    return registry.given(row | {"client_secret": ""})


def stranger() -> Problem:
    """A good token of somebody who has no account here."""
    return Problem(Code.NOT_AUTHENTICATED, "There is no account here for whom this token is about.")


def forget() -> None:
    """Look at everything anew."""
    for known in (_read, _located, _accounts):
        known.clear()


def _verified(issuer: Trusted, text: str) -> Vouched:
    head = tokens.head_of(text)
    if head.type not in HEADS:
        raise Refused("malformed_token")
    claims = tokens.signed(text, head, _keys_of(issuer), issuer.algorithms, patient=False)
    if claims.get("iss") != issuer.issuer:
        raise Refused("wrong_issuer")
    audience = claims.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise Refused("wrong_audience")
    tokens.check_times(claims)
    if str(claims.get("typ", "Bearer")).lower() != "bearer" or any(name in claims for name in OF_ID_TOKENS):
        raise Refused("malformed_token")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Refused("malformed_token")
    return Vouched(_person(issuer, subject, claims), float(claims["exp"]))


def _person(issuer: Trusted, subject: str, claims: dict[str, Any]) -> Person:
    proof = claims.get("email_verified")
    return described(
        issuer.issuer,
        subject,
        email=claims.get("email"),
        verified=proof is True or proof == "true",
        name=claims.get("name") or claims.get("preferred_username"),
        first_name=claims.get("given_name"),
        last_name=claims.get("family_name"),
    )


def _keys_of(issuer: Trusted) -> str:
    """Where its keys lie. While it does not answer, what it said last does; one request at a time finds out."""
    if issuer.jwks_url:
        return issuer.jwks_url
    url, until = _located.get(issuer.issuer, ("", 0.0))
    if time.monotonic() >= until and _locating.acquire(timeout=0.0 if url else jwks.MOMENT_SECONDS):
        try:
            url, until = _located.get(issuer.issuer, ("", 0.0))
            if time.monotonic() < until:  # another thread has asked while we waited
                return _said(url)
            url = discovery.endpoints(provider_of(issuer)).jwks
            _located[issuer.issuer] = (url, time.monotonic() + LOCATED_SECONDS)
        except (Refused, outbound.Failed) as error:
            logger.warning("a trusted issuer does not say where its keys are", extra={"reason": error.reason})
            _located[issuer.issuer] = (url, time.monotonic() + RETRY_SECONDS)
        finally:
            _locating.release()
    return _said(url)


def _said(url: str) -> str:
    if not url:
        raise outbound.Failed("unreachable")
    return url


@lru_cache(maxsize=512)
def _issuer_in(text: str) -> str:
    parts = text.split(".")
    if len(parts) != 3 or len(text) > tokens.LONGEST:
        return ""
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=="))
    except ValueError:
        return ""
    told = claims.get("iss") if isinstance(claims, dict) else None
    return told if isinstance(told, str) else ""


def _remembered(identity_id: UUID, user_id: UUID) -> str | None:
    try:
        answer, marked = memory.read(_answer(identity_id, user_id), liveness.mark_of(user_id))
    except memory.RedisError as error:
        logger.warning("connections are asked for in the database", extra={"error": type(error).__name__})
        return None
    return answer.decode() if answer is not None and marked is None else None


def _answer(identity_id: UUID, user_id: UUID) -> str:
    return f"guest:{identity_id}:{user_id}"


def _problem(reason: str) -> Problem:
    if reason == "token_expired":
        return Problem(Code.TOKEN_EXPIRED, "The access token has expired.")
    detail = "This is not a valid access token."
    return Problem(Code.NOT_AUTHENTICATED, detail, errors=[Fault(None, reason, detail)])
