"""Whether a session still lives: asked on every request, so answered from Redis for some seconds.

A good answer is kept for seconds only. A change to an account leaves a mark that outlives every such answer and sends
all questions about the account to the database; should Redis be away at that moment, the outbox leaves the mark later.
"""

import logging
from datetime import timedelta
from uuid import UUID

from authentication.models import Session
from authentication.tokens import Claims
from kernel import clock, memory
from kernel.errors import Code, Problem
from kernel.statements import Statement

logger = logging.getLogger(__name__)
KEPT_SECONDS = 10
MARK_SECONDS = 60
USE_NOTED_EVERY = timedelta(minutes=5)

_LIVING = Statement(
    "SELECT email, last_used_at FROM auth_session JOIN auth_account ON auth_account.id = user_id"
    " WHERE auth_session.id = %(session)s AND user_id = %(user)s AND revoked_at IS NULL AND expires_at > %(now)s"
    " AND is_active AND token_version = %(version)s",
    session="uuid",
    user="uuid",
    version="integer",
    now="timestamptz",
)


def confirm(claims: Claims) -> str:
    """The account's address, if the session lives, belongs to the user, and the account is active and of this version.

    Raises:
        Problem: `token_revoked`.
    """
    return _remembered(claims) or _asked(claims)


def mark(user_id: UUID) -> None:
    """Trust no remembered answer about this account until all of them have expired. Raises RedisError."""
    memory.client().set(mark_of(user_id), b"1", ex=MARK_SECONDS)


def _remembered(claims: Claims) -> str | None:
    try:
        answer, marked = memory.read(_answer(claims), mark_of(claims.user_id))
    except memory.RedisError as error:
        logger.warning("sessions are asked for in the database", extra={"error": type(error).__name__})
        return None
    return answer.decode() if answer is not None and marked is None else None


def _asked(claims: Claims) -> str:
    moment = clock.now()
    facts = {"session": claims.session_id, "user": claims.user_id, "version": claims.version, "now": moment}
    found = _LIVING.rows(facts)
    if not found:
        raise Problem(Code.TOKEN_REVOKED, "This session has ended. Please sign in again.")
    email, last_used_at = found[0]
    if moment - last_used_at > USE_NOTED_EVERY:
        Session.objects.filter(pk=claims.session_id, last_used_at__lt=moment).update(last_used_at=moment)
    try:
        memory.client().set(_answer(claims), email, ex=KEPT_SECONDS)
    except memory.RedisError:
        logger.warning("an answer was not remembered")
    return str(email)


def _answer(claims: Claims) -> str:
    # All that was checked stands in the key, so that an answer fits no other token.
    return f"live:{claims.session_id}:{claims.user_id}:{claims.version}"


def mark_of(user_id: UUID) -> str:
    """Where the mark of an account lies."""
    return f"changed:{user_id}"
