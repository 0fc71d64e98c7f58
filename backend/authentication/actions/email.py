"""Changing the e-mail address: confirmed at the new one, told to the old one."""

from uuid import UUID

from django.db import IntegrityError, transaction

from authentication import selectors
from authentication.actions.confirmation import demand_owner
from authentication.actions.password import EMAIL_CHANGE, revoke_links
from authentication.actions.sessions import actor_of, end_sessions
from authentication.events import EmailChanged, EmailChangeRequested
from authentication.models import User
from kernel import clock, onetime, outbox
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.errors import conflict, invalid, not_found
from kernel.text import fold_email


def request_change(actor: Actor, *, email: str, current_password: str | None = None) -> None:
    """Ask for another address: a link goes there. Whether it has an account shows only in the mail that it gets.

    Raises:
        Problem: `invalid`, for the password, or the address that the account has already; `reauthentication_required`.
    """
    if actor.id is None:
        raise not_found()
    user = selectors.by_id(actor.id)
    demand_owner(actor, user, current_password)
    if fold_email(email) == user.email_key and email == user.email:
        raise invalid("email", "unchanged", "This is your address already.")
    _request(actor, user=user, email=email)


@action()
def _request(actor: Actor, *, user: User, email: str) -> None:
    session = str(actor.session_id) if actor.session_id else None
    onetime.revoke(EMAIL_CHANGE, str(user.id))
    emit(EmailChangeRequested.about(actor, user, new=email))
    payload = {"template": "email_change", "user_id": str(user.id), "to": email, "session": session}
    outbox.put("mail", payload, priority=outbox.URGENT)


@action()
def confirm_change(origin: Origin, *, token: str) -> None:
    """Take the new address. All sessions end but the one that asked.

    Raises:
        Problem: `invalid_token`; `conflict` when the address got an account meanwhile.
    """
    ticket = onetime.consume(EMAIL_CHANGE, token)
    user = User.objects.select_for_update().defer("avatar").filter(pk=ticket.subject, is_active=True).first()
    if user is None:
        raise onetime.refused()
    old, user.email = user.email, ticket.data["email"]
    user.email_key, user.email_verified_at = fold_email(user.email), clock.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_key", "email_verified_at"])
    except IntegrityError:
        raise conflict("This address has an account of its own by now.") from None
    revoke_links(user)
    session = ticket.data.get("session")
    end_sessions(user, reason="email_changed", keep=UUID(session) if session else None)
    emit(EmailChanged.about(actor_of(user, origin), user, old=old, new=user.email))
