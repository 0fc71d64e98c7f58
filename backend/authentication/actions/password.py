"""Changing a password: by knowing the old one, or by a link that is mailed to the account's address."""

from django.http import HttpRequest

from authentication import lockout, passwords, selectors
from authentication.actions.confirmation import demand_owner
from authentication.actions.registration import settle
from authentication.actions.sessions import Login, actor_of, end_sessions, issue_login
from authentication.events import PasswordChanged
from authentication.models import User
from kernel import clock, onetime, outbox, ratelimit
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.errors import invalid

RESET = "password_reset"
EMAIL_CHANGE = "email_change"


def request_reset(email: str) -> None:
    """Ask for a link by mail. A worker finds out whether there is anybody to write to, so nothing shows here."""
    mail = ratelimit.hit("reset_mail_address", lockout.account_key(email))
    if mail is not None and mail.exceeded:
        return
    user = selectors.by_email(email)
    outbox.put(
        "mail", {"template": "password_reset", "user_id": str(user.id) if user else None}, priority=outbox.URGENT
    )


def reset(origin: Origin, *, token: str, password: str) -> None:
    """Set a new password by the mailed link. It signs nobody in; all sessions and locks are gone.

    Raises:
        Problem: `invalid_token`; or `invalid` for a weak password, which doesn't use the link up.
    """
    user = User.objects.defer("avatar").filter(pk=onetime.peek(RESET, token).subject, is_active=True).first()
    if user is None:
        raise onetime.refused()
    _refuse_weak(user, password)
    _reset(actor_of(user, origin), user=user, token=token, encoded=passwords.hashed(password))
    lockout.lift(user)


@action()
def _reset(actor: Actor, *, user: User, token: str, encoded: str) -> None:
    onetime.consume(RESET, token)
    if user.email_verified_at is None:  # following the link proved the address
        user.email_verified_at = clock.now()
        settle(user)
    _set(user, encoded)
    end_sessions(user, reason="password_reset")
    emit(PasswordChanged.about(actor, user, how="reset"))


def change(request: HttpRequest, actor: Actor, *, current_password: str, password: str) -> Login:
    """Set a new password, knowing the old one. All sessions end; the caller gets a new one, which counts as confirmed:
    with a second factor that one is asked for as well, so that a password is no way around it.

    Raises:
        Problem: `invalid`, at `current_password` or `password`; `reauthentication_required`.
    """
    user = selectors.by_id(actor.id) if actor.id else None
    if user is None or not user.has_usable_password():
        raise invalid("current_password", "wrong", "This account has no password yet. Ask for a reset link.")
    demand_owner(actor, user, current_password)
    _refuse_weak(user, password)
    return _change(actor, user=user, encoded=passwords.hashed(password))


@action()
def _change(actor: Actor, *, user: User, encoded: str) -> Login:
    _set(user, encoded)
    end_sessions(user, reason="password_changed")
    emit(PasswordChanged.about(actor, user, how="change"))
    return issue_login(actor, user=user, method="password")


def _set(user: User, encoded: str) -> None:
    """Store it, and make worthless every link that was mailed before."""
    user.password = encoded
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "password_changed_at", "email_verified_at"])
    revoke_links(user)


def revoke_links(user: User) -> None:
    """In a running action: no link that was mailed before may change anything any more."""
    for purpose in (RESET, EMAIL_CHANGE):
        onetime.revoke(purpose, str(user.id))


def _refuse_weak(user: User, password: str) -> None:
    passwords.refuse_weak(
        password, email=user.email, words=[name for name in (user.username, user.first_name, user.last_name) if name]
    )
