"""Sign-in by e-mail and password."""

from django.conf import settings
from django.http import HttpRequest

from authentication import lockout, passwords, selectors
from authentication.actions.sessions import Challenge, Login, sign_in
from authentication.devices import name_of
from authentication.events import AccountLocked
from authentication.models import User
from kernel import outbox
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.errors import Code, Problem


def login(request: HttpRequest, origin: Origin, *, email: str, password: str) -> Login | Challenge:
    """Sign in.

    An unknown address, a wrong password and a disabled account are one and the same to the caller, in time too.

    Raises:
        Problem: `invalid_credentials`, `locked_out`, or `email_unconfirmed` to whoever knows the password.
    """
    user, needs_code = check(request, origin, email=email, password=password)
    if settings.ACTIVATION_REQUIRED and not user.email_verified:
        raise Problem(Code.EMAIL_UNCONFIRMED, "Please confirm your e-mail address first: follow the link in our mail.")
    return sign_in(origin, user=user, method="password", needs_code=needs_code)


def check(request: HttpRequest, origin: Origin, *, email: str, password: str) -> tuple[User, bool]:
    """The account that this password opens, and whether a mailed code must come with it.

    The one place where a password is looked at without a session.
    """
    user = selectors.by_email(email)
    guess = lockout.admit(request, email, user)
    right = passwords.matches(user, password)
    if user is not None and right and user.is_active:
        lockout.succeeded(request, email, user)
        return user, guess.needs_code
    lockout.failed(request, email)
    if guess.number >= settings.AXES_FAILURE_LIMIT:
        # A worker looks whether there is an account to be told: here both cases must cost the same.
        who = str(user.id) if user else None
        outbox.put("account.locked", {"user_id": who, "address": origin.address, "agent": origin.agent})
    raise refused()


def refused() -> Problem:
    """The one answer to a sign-in that failed."""
    return Problem(Code.INVALID_CREDENTIALS, "The e-mail address or the password is wrong.")


@action()
def note_lock(actor: Actor, *, user: User) -> None:
    """Write down that an address was locked out of an account after too many wrong passwords."""
    origin = actor.origin
    emit(AccountLocked.about(actor, user, address=origin.address, device=name_of(origin.agent)))
