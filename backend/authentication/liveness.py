"""Whether a session still lives: asked on every request, so answered from Redis, with the database behind it."""

from authentication.models import Session
from authentication.tokens import Claims
from kernel import clock
from kernel.errors import Code, Problem


def confirm(claims: Claims) -> str:
    """The account's address, if the session lives, belongs to the user, and the account is active and of this version.

    Raises:
        Problem: `token_revoked`.
    """
    email = (
        Session.objects.filter(
            pk=claims.session_id,
            user_id=claims.user_id,
            revoked_at=None,
            expires_at__gt=clock.now(),
            user__is_active=True,
            user__token_version=claims.version,
        )
        .values_list("user__email", flat=True)
        .first()
    )
    if email is None:
        raise Problem(Code.TOKEN_REVOKED, "This session has ended. Please sign in again.")
    return email
