"""Proving once more that it is oneself, before something grave: asked for when the last proof is minutes old."""

from datetime import datetime, timedelta

from authentication import passwords, selectors
from authentication.models import Session, User
from kernel import clock
from kernel.actor import Actor, ActorKind
from kernel.errors import Code, Problem, invalid

RECENT = timedelta(minutes=5)


def demand_recent(actor: Actor) -> None:
    """Let pass whoever proved a few minutes ago to be there, by signing in or by confirming; and the program itself.

    Raises:
        Problem: `reauthentication_required`, with the `methods` by which to confirm.
    """
    if actor.kind is not ActorKind.SYSTEM and confirmed_until(actor) is None:
        raise Problem(
            Code.REAUTHENTICATION_REQUIRED,
            "Please confirm that it is you, and try again.",
            extra={"methods": list(methods_of(actor))},
        )


def demand_owner(actor: Actor, user: User, current_password: str | None) -> None:
    """Let pass whoever sends the password along; with a second factor, or without a password, a recent proof is asked.

    Raises:
        Problem: `invalid`, at `current_password`; `reauthentication_required`.
    """
    if current_password is not None and not passwords.matches(user, current_password):
        raise invalid("current_password", "wrong", "This is not your present password.")
    if current_password is None or user.mfa_enabled:
        demand_recent(actor)


def confirmed_until(actor: Actor) -> datetime | None:
    """Until when the last proof of this session counts; None when it is too old, or there is no session of ours."""
    if actor.kind is not ActorKind.USER or actor.id is None or actor.session_id is None:
        return None
    rows = Session.objects.filter(pk=actor.session_id, user_id=actor.id, revoked_at=None)
    confirmed = rows.values_list("confirmed_at", flat=True).first()
    return confirmed + RECENT if confirmed is not None and confirmed + RECENT > clock.now() else None


def methods_of(actor: Actor) -> tuple[str, ...]:
    """How this actor can confirm: by a second factor where there is one, else by password, else by a mailed code."""
    if actor.kind is not ActorKind.USER or actor.id is None or actor.session_id is None:
        return ()
    return methods_for(selectors.by_id(actor.id))


def methods_for(user: User) -> tuple[str, ...]:
    """As `methods_of`, for an account."""
    if user.mfa_enabled:
        return selectors.second_factors(user)
    return ("password",) if user.has_usable_password() else ("email",)
