"""One-time tokens: 256 random bits shown once, kept as SHA-256, taken by one conditional update."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from kernel import clock
from kernel.errors import Code, Problem
from kernel.models import OneTimeToken


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token stood for."""

    subject: str
    data: dict[str, Any]


def refused() -> Problem:
    """The same answer for a wrong, used, old or foreign token."""
    return Problem(Code.INVALID_TOKEN, "This link is not valid any more. Please ask for a new one.")


def issue(purpose: str, subject: str, *, ttl: timedelta, data: dict[str, Any] | None = None) -> str:
    """Make a token and return it; this is the only moment at which it exists in clear."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    OneTimeToken.objects.create(
        digest=_digest(purpose, token),
        purpose=purpose,
        subject=subject,
        data=data or {},
        created_at=moment,
        expires_at=moment + ttl,
    )
    return token


def peek(purpose: str, token: str) -> Ticket:
    """Look at a token without using it up.

    Raises:
        Problem: `invalid_token`, whatever is wrong with it.
    """
    row = OneTimeToken.objects.filter(
        digest=_digest(purpose, token), consumed_at=None, expires_at__gt=clock.now()
    ).first()
    if row is None:
        raise refused()
    return Ticket(row.subject, row.data)


def consume(purpose: str, token: str) -> Ticket:
    """Use a token up, once, even when it is posted many times at the same moment.

    Raises:
        Problem: `invalid_token`, whatever is wrong with it.
    """
    moment = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_one_time_token SET consumed_at = %s"
            " WHERE digest = %s AND consumed_at IS NULL AND expires_at > %s RETURNING id",
            [moment, _digest(purpose, token), moment],
        )
        found = cursor.fetchone()
    if found is None:
        raise refused()
    row = OneTimeToken.objects.get(pk=found[0])
    return Ticket(row.subject, row.data)


def revoke(purpose: str, subject: str) -> None:
    """Make all unused tokens of this purpose for this subject worthless."""
    OneTimeToken.objects.filter(purpose=purpose, subject=subject, consumed_at=None).update(consumed_at=clock.now())


def revoke_all(subject: str) -> None:
    """Make all unused tokens for this subject worthless, whatever they are for."""
    OneTimeToken.objects.filter(subject=subject, consumed_at=None).update(consumed_at=clock.now())


def _digest(purpose: str, token: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{token}".encode()).digest()
