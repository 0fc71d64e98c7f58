"""Showing what was asked for, a code or a passkey: to complete a sign-in, or to confirm before something grave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authentication import challenges, codes, factors, passwords, selectors, webauthn
from authentication.actions.confirmation import RECENT, methods_for
from authentication.actions.mfa import hold, owner, wrong_code
from authentication.actions.passkeys import prove
from authentication.actions.sessions import Challenge, Login, actor_of, issue_login, sign_in
from authentication.challenges import Pending
from authentication.events import PresenceConfirmed, RecoveryCodeUsed, SecondFactorFailed
from authentication.models import Identity, RecoveryCode, Session, User
from kernel import clock, memory, outbox, ratelimit
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.errors import Code, Problem, conflict, invalid

SIGN_IN, CONFIRMATION = "sign_in", "confirmation"  # what mailed codes are for
ALARMING = 5  # wrong codes in a row
DAY = 86_400


def complete(
    origin: Origin, *, token: str, code: str = "", passkey: Mapping[str, Any] | None = None
) -> Login | Challenge:
    """Sign in, now that the second proof is there.

    Raises:
        Problem: `invalid_token` when it has to begin again; `invalid` for a wrong code or passkey.
    """
    if passkey is not None:
        return _complete_by_passkey(origin, token=token, passkey=passkey)
    pending = challenges.attempt(token)
    user, identity = _waiting(pending)
    actor = actor_of(user, origin)
    if not _shows_code(actor, user, pending.methods, code, (SIGN_IN, challenges.place_of(token))):
        _count_wrong(actor, user)
        raise wrong_code()
    challenges.finish(token)
    forget_wrong(user)
    mailed = pending.methods == ("email",)
    if mailed and user.mfa_enabled:  # the mail stood in for a part of the first proof only
        return sign_in(origin, user=user, method=pending.method, identity=identity)
    return _enter(actor, user=user, pending=pending, identity=identity, mailed=mailed)


def _complete_by_passkey(origin: Origin, *, token: str, passkey: Mapping[str, Any]) -> Login:
    """Without taking a try, of which there are few: whoever's passkey fails must still get in by a code."""
    pending = challenges.peek(token)
    user, identity = _waiting(pending)
    actor = actor_of(user, origin)
    if "passkey" not in pending.methods:
        raise invalid("passkey", "not_accepted", "This sign-in is completed in another way.")
    prove(actor, user, purpose=webauthn.SECOND_STEP, subject=token, credential=passkey)
    challenges.finish(token)
    return _enter(actor, user=user, pending=pending, identity=identity, mailed=False)


@action()
def _enter(actor: Actor, *, user: User, pending: Pending, identity: Identity | None, mailed: bool) -> Login:
    hold(user)
    if user.token_version != pending.version or not user.is_active:
        raise challenges.refused()  # something ended all sign-ins at this very moment
    return issue_login(actor, user=user, method=pending.method, identity=identity, proven=mailed)


def shows_second_factor(origin: Origin, *, user: User, code: str) -> bool:
    """Whether a code completes a sign-in to the admin site, which has no challenges. It is counted like all others.

    Raises:
        Problem: `rate_limited`; `invalid` for a recovery code that was used at this very moment.
    """
    usage = ratelimit.hit("mfa_user", str(user.id)) if code else None
    if usage is not None and usage.exceeded:
        raise Problem(Code.RATE_LIMITED, "Too many codes. Please wait a moment.", retry_after=usage.reset)
    actor = actor_of(user, origin)
    right = bool(code) and _shows_code(actor, user, selectors.second_factors(user), code, ("", ""))
    if code and not right:
        _count_wrong(actor, user)
    return right


def confirm(
    actor: Actor, *, password: str | None = None, code: str | None = None, passkey: Mapping[str, Any] | None = None
) -> datetime:
    """Note that the owner is here; answer until when that counts.

    Raises:
        Problem: `invalid`, at `password`, `code` or `passkey`.
    """
    user = owner(actor)
    methods = methods_for(user)
    if passkey is not None:
        prove(actor, user, purpose=webauthn.CONFIRMATION, subject=str(actor.session_id), credential=passkey)
        return _note_presence(actor, user=user, method="passkey")
    if password is not None:
        if "password" not in methods:
            raise invalid("password", "not_accepted", "This account confirms in another way.")
        if not passwords.matches(user, password):
            raise invalid("password", "wrong", "This is not your present password.")
        return _note_presence(actor, user=user, method="password")
    if not _shows_code(actor, user, methods, code or "", (CONFIRMATION, str(actor.session_id))):
        raise wrong_code()
    return _note_presence(actor, user=user, method="code")


def mail_code(actor: Actor) -> None:
    """Have a code mailed to confirm with, where there is no other way.

    Raises:
        Problem: `conflict`, where there is one.
    """
    user = owner(actor)
    if methods_for(user) != ("email",):
        raise conflict("This account confirms in another way.")
    about = {"at": clock.now().isoformat(), "address": actor.origin.address, "agent": actor.origin.agent}
    payload = {"template": "confirmation_code", "user_id": str(user.id), "session": str(actor.session_id), **about}
    outbox.put("mail", payload, priority=outbox.URGENT)


@action()
def _note_presence(actor: Actor, *, user: User, method: str) -> datetime:
    moment = clock.now()
    Session.objects.filter(pk__in=[actor.session_id], user=user, revoked_at=None).update(confirmed_at=moment)
    emit(PresenceConfirmed.about(actor, user, session=str(actor.session_id), method=method))
    return moment + RECENT


def _waiting(pending: Pending) -> tuple[User, Identity | None]:
    """Who is half signed in, if nothing has changed meanwhile that ends sign-ins."""
    user = (
        User.objects.filter(pk=pending.user_id, token_version=pending.version, is_active=True).defer("avatar").first()
    )
    identity = Identity.objects.filter(pk=pending.identity_id, user=user).first() if pending.identity_id else None
    if user is None or (pending.identity_id and identity is None):
        raise challenges.refused()
    return user, identity


def _shows_code(actor: Actor, user: User, methods: tuple[str, ...], code: str, mailed: tuple[str, str]) -> bool:
    """Whether the code is one of those that were asked for. Which of them is told by its form; it is used up."""
    typed = factors.one_form(code)
    if methods == ("email",):
        return codes.check(*mailed, typed)
    if factors.is_app_code(typed):
        return "totp" in methods and factors.take(user.id, typed)
    return (
        "recovery_code" in methods and len(typed) == factors.RECOVERY_SIGNS and _shows_recovery_code(actor, user, typed)
    )


def _shows_recovery_code(actor: Actor, user: User, typed: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    found = next((row for row in unused if passwords.opens(row.digest, typed)), None)
    return found is not None and _use_recovery_code(actor, user=user, row=found)


@action()
def _use_recovery_code(actor: Actor, *, user: User, row: RecoveryCode) -> bool:
    if not factors.take_recovery_code(row):
        raise wrong_code()
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    emit(RecoveryCodeUsed.about(actor, user, left=left))
    return True


def _count_wrong(actor: Actor, user: User) -> None:
    """Whoever comes as far as this knows the password: the owner should hear of it."""
    tries = memory.count(_wrong(user), 1, DAY)
    if tries % ALARMING == 0:
        _tell_wrong(actor, user=user, tries=tries)


@action()
def _tell_wrong(actor: Actor, *, user: User, tries: int) -> None:
    emit(SecondFactorFailed.about(actor, user, tries=tries))


def forget_wrong(user: User) -> None:
    """Begin to count anew."""
    memory.client().delete(_wrong(user))


def _wrong(user: User) -> str:
    return f"wrong_codes:{user.id}"
