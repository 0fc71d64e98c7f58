"""Setting up second factors, and taking them away. Every change ends all sessions but the one that made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from authentication import factors, passwords, sealing, selectors
from authentication.actions.confirmation import demand_recent
from authentication.actions.sessions import Login, end_sessions, issue_login
from authentication.events import RecoveryCodesRenewed, SecondFactorAdded, SecondFactorRemoved
from authentication.models import Authenticator, RecoveryCode, Session, User
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind
from kernel.errors import Code, Fault, Problem, conflict, denied, invalid

SETUP = timedelta(hours=1)  # between showing a seed and its first code


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """New ones, as they are shown once, with what is stored of each."""

    shown: Sequence[str]
    digests: Sequence[str]


@dataclass(frozen=True, slots=True)
class Added:
    """A factor was added: the caller's new session, and recovery codes if it was the first one."""

    login: Login
    recovery_codes: Sequence[str] | None


def start_totp(actor: Actor) -> tuple[str, str]:
    """Begin to set up an app: its seed, typed and as the URL of a QR code. It counts once it has shown a code.

    Raises:
        Problem: `email_unconfirmed`; `reauthentication_required`; `conflict` when there is one already.
    """
    user = owner(actor)
    demand_proven(user)
    demand_recent(actor)
    seed = factors.new_seed()
    _store_seed(actor, user=user, sealed=sealing.seal(seed, factors.place_of_seed(user.id)))
    return factors.shown(seed, user.email)


@action()
def _store_seed(actor: Actor, *, user: User, sealed: bytes) -> None:
    hold(user)
    if Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists():
        raise _conflict("already_there", "There is an app already. Remove it first.")
    waiting = {"sealed_secret": sealed, "created_at": clock.now(), "last_step": 0}
    Authenticator.objects.update_or_create(user=user, defaults=waiting)
    unchanged()  # nothing is asked for at sign-in until it is confirmed


def confirm_totp(actor: Actor, *, code: str) -> Added:
    """Let the app count that was set up, now that it has shown a code.

    Raises:
        Problem: `invalid` for the code; `conflict` when no app is being set up.
    """
    user = owner(actor)
    waiting = Authenticator.objects.filter(user=user, confirmed_at=None, created_at__gt=clock.now() - SETUP).first()
    if waiting is None:
        raise _conflict("not_begun", "No app is being set up. Please begin again.")
    return _confirm_totp(actor, user=user, waiting=waiting, code=factors.one_form(code), codes=codes_for_first(user))


@action()
def _confirm_totp(actor: Actor, *, user: User, waiting: Authenticator, code: str, codes: RecoveryCodes | None) -> Added:
    hold(user)
    if not factors.confirm(waiting, code):
        raise wrong_code()
    return added_factor(actor, user, kind="totp", codes=codes)


@action()
def remove_totp(actor: Actor) -> Login:
    """Do without the app.

    Raises:
        Problem: `reauthentication_required`; `conflict` when there is none.
    """
    user = owner(actor)
    demand_recent(actor)
    hold(user)
    if not Authenticator.objects.filter(user=user, confirmed_at__isnull=False).delete()[0]:
        raise _missing()
    return removed_factor(actor, user, kind="totp")


def renew_recovery_codes(actor: Actor) -> Sequence[str]:
    """New recovery codes in place of the old ones.

    Raises:
        Problem: `reauthentication_required`; `conflict` where there is no second factor.
    """
    demand_recent(actor)
    return _renew(actor, user=owner(actor), codes=make_recovery_codes())


@action()
def _renew(actor: Actor, *, user: User, codes: RecoveryCodes) -> Sequence[str]:
    hold(user)
    if not user.mfa_enabled:
        raise _missing()
    factors.keep_recovery_codes(user.id, codes.digests)
    emit(RecoveryCodesRenewed.about(actor, user))
    return codes.shown


def codes_for_first(user: User) -> RecoveryCodes | None:
    """Before the transaction that adds a factor, since hashing takes its time: recovery codes, if it is the first."""
    return None if user.mfa_enabled else make_recovery_codes()


def make_recovery_codes() -> RecoveryCodes:
    """New ones, stored nowhere yet."""
    shown = factors.new_recovery_codes()
    return RecoveryCodes(shown, [passwords.hashed(factors.one_form(code)) for code in shown])


def added_factor(actor: Actor, user: User, *, kind: str, codes: RecoveryCodes | None) -> Added:
    """In a running action that has stored a factor: let it be asked for, and renew the caller's session."""
    hold(user)
    first = not user.mfa_enabled
    if first:
        codes = codes or make_recovery_codes()
        factors.keep_recovery_codes(user.id, codes.digests)
        user.second_factor_at = clock.now()
        user.save(update_fields=["second_factor_at"])
    emit(SecondFactorAdded.about(actor, user, kind=kind, first=first))
    return Added(_renew_session(actor, user), codes.shown if codes and first else None)


def removed_factor(actor: Actor, user: User, *, kind: str) -> Login:
    """In a running action that has deleted a factor: recovery codes go with the last; renew the caller's session."""
    hold(user)
    last = not {"totp", "passkey"} & set(selectors.second_factors(user))
    if last:
        RecoveryCode.objects.filter(user=user).delete()
        user.second_factor_at = None
        user.save(update_fields=["second_factor_at"])
    emit(SecondFactorRemoved.about(actor, user, kind=kind, last=last))
    return _renew_session(actor, user)


def owner(actor: Actor) -> User:
    """The account of somebody who has signed in here, and not at an issuer that we trust.

    Raises:
        Problem: `permission_denied`.
    """
    if actor.kind is not ActorKind.USER or actor.id is None or actor.session_id is None:
        raise denied("Only a person who has signed in here can do this.")
    return selectors.by_id(actor.id)


def demand_proven(user: User) -> None:
    """Refuse a second factor to whoever has not proven the address, and could lock its owner out with it.

    Raises:
        Problem: `email_unconfirmed`.
    """
    if not user.email_verified:
        raise Problem(Code.EMAIL_UNCONFIRMED, "Please confirm your e-mail address first: follow the link in our mail.")


def hold(user: User) -> None:
    """In a running action: changes of an account wait for each other; what was read of it before is read anew."""
    fields = ("second_factor_at", "email_verified_at", "is_active", "token_version")
    found = User.objects.select_for_update().only(*fields).get(pk=user.pk)
    for field in fields:
        setattr(user, field, getattr(found, field))


def wrong_code() -> Problem:
    """The answer to a code that is wrong, too old, or was used before."""
    return invalid("code", "wrong_code", "This code is wrong, too old, or was used before.")


def _missing() -> Problem:
    return _conflict("second_factor_missing", "This account has no such second factor.")


def _conflict(code: str, message: str) -> Problem:
    return conflict(message, errors=[Fault(None, code, message)])


def _renew_session(actor: Actor, user: User) -> Login:
    live = Session.objects.select_related("identity").filter(pk__in=[actor.session_id], user=user, revoked_at=None)
    present = live.first()
    if present is None:
        raise Problem(Code.TOKEN_REVOKED, "This session has ended. Please sign in again.")
    end_sessions(user, reason="factors_changed")
    return issue_login(actor, user=user, method=present.method, identity=present.identity)
