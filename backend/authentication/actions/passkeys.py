"""Passkeys: adding and removing them, signing in by one alone, and showing one where a second factor is asked for."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from authentication import challenges, selectors, webauthn
from authentication.actions.confirmation import demand_recent, methods_for
from authentication.actions.mfa import (
    Added,
    RecoveryCodes,
    added_factor,
    codes_for_first,
    demand_proven,
    hold,
    owner,
    removed_factor,
)
from authentication.actions.sessions import Login, actor_of, issue_login
from authentication.events import PasskeyCopied, PasskeyRenamed
from authentication.models import Passkey, User
from authentication.webauthn import ADDING, CONFIRMATION, SECOND_STEP, SIGN_IN, Fresh, Refused, Shown
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, Origin
from kernel.errors import Code, Fault, Problem, conflict, invalid, not_found

MOST = 20  # of one account


@dataclass(frozen=True, slots=True)
class PasskeyAdded:
    """The passkey, and what follows from a factor that was added."""

    passkey: Passkey
    added: Added


def begin_adding(actor: Actor) -> dict[str, Any]:
    """The question that a browser puts to an authenticator to have a passkey made.

    Raises:
        Problem: `email_unconfirmed`; `reauthentication_required`; `conflict` when there are too many.
    """
    user = owner(actor)
    demand_proven(user)
    demand_recent(actor)
    existing = selectors.passkeys(user)
    _demand_room(len(existing))
    return webauthn.ask_to_make(str(actor.session_id), user, existing)


def add(actor: Actor, *, name: str, credential: Mapping[str, Any]) -> PasskeyAdded:
    """Take up the passkey that was made.

    Raises:
        Problem: `reauthentication_required`; `invalid`, at `credential`; `conflict` when it belongs to an account.
    """
    user = owner(actor)
    demand_proven(user)
    demand_recent(actor)
    asked = webauthn.take(ADDING, str(actor.session_id))
    if asked is None:
        raise invalid("credential", "expired", "This took too long. Please begin again.")
    try:
        fresh = webauthn.read_new(asked, credential)
    except Refused:
        raise invalid("credential", "not_accepted", "This passkey was not accepted. Please try again.") from None
    return _add(actor, user=user, name=name, fresh=fresh, codes=codes_for_first(user))


@action()
def _add(actor: Actor, *, user: User, name: str, fresh: Fresh, codes: RecoveryCodes | None) -> PasskeyAdded:
    hold(user)
    _demand_room(Passkey.objects.filter(user=user).count())
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(user=user, name=name, created_at=clock.now(), **asdict(fresh))
    except IntegrityError:
        raise _clash("passkey_taken", "This passkey belongs to an account already.") from None
    return PasskeyAdded(passkey, added_factor(actor, user, kind="passkey", codes=codes))


@action()
def rename(actor: Actor, *, passkey_id: UUID, name: str) -> Passkey:
    """Call one's passkey something else. Raises `not_found` for anybody else's."""
    user = owner(actor)
    passkey = _own(user, passkey_id)
    if passkey.name == name:
        unchanged()
        return passkey
    passkey.name = name
    passkey.save(update_fields=["name"])
    emit(PasskeyRenamed.about(actor, user, passkey=str(passkey.id)))
    return passkey


@action()
def remove(actor: Actor, *, passkey_id: UUID) -> Login:
    """Let one's passkey open nothing any more.

    Raises:
        Problem: `reauthentication_required`; `not_found`; `conflict` when nothing would be left to sign in by.
    """
    user = owner(actor)
    demand_recent(actor)
    hold(user)
    passkey = _own(user, passkey_id)
    if not selectors.could_sign_in_without_passkey(user, passkey):
        raise _clash("last_way_in", "This is the only way into your account. Set a password first.")
    passkey.delete()
    return removed_factor(actor, user, kind="passkey")


def begin_sign_in() -> tuple[str, dict[str, Any]]:
    """Ask whoever it is: the name of this question, and the question. It is the same whether there are accounts."""
    ceremony = secrets.token_urlsafe(32)
    return ceremony, webauthn.ask_anybody(ceremony)


def sign_in(origin: Origin, *, ceremony: str, credential: Mapping[str, Any]) -> Login:
    """Sign in by a passkey alone. Having it and being verified by it are two factors: no other one is asked for.

    Raises:
        Problem: `invalid_token` when it took too long; `invalid_credentials`, whatever is wrong with the passkey.
    """
    asked = webauthn.take(SIGN_IN, ceremony)
    if asked is None:
        raise challenges.refused()
    passkey = selectors.passkey(_id_of(credential))
    if passkey is None or not passkey.user.is_active or not webauthn.names(credential, passkey.user):
        raise refused()
    actor = actor_of(passkey.user, origin)
    if not _holds(actor, passkey, asked, credential):
        raise refused()
    return _enter(actor, user=passkey.user, passkey=passkey)


@action()
def _enter(actor: Actor, *, user: User, passkey: Passkey) -> Login:
    hold(user)
    if not (user.is_active and Passkey.objects.filter(pk=passkey.pk).exists()):
        raise refused()  # it was removed, or the account disabled, at this very moment
    login = issue_login(actor, user=user, method="passkey")
    # After the session began: a mail's "this was not me" takes away what was used since then.
    Passkey.objects.filter(pk=passkey.pk).update(last_used_at=clock.now())
    return login


def begin_second_step(token: str) -> dict[str, Any]:
    """The question for the passkey that completes a sign-in.

    Raises:
        Problem: `invalid_token`; `conflict` when this sign-in is completed by something else.
    """
    pending = challenges.peek(token)
    user = User.objects.filter(pk=pending.user_id, token_version=pending.version, is_active=True).first()
    if user is None:
        raise challenges.refused()
    return _ask(SECOND_STEP, token, user, pending.methods)


def begin_confirmation(actor: Actor) -> dict[str, Any]:
    """The question for the passkey that confirms that its owner is here. Raises `conflict` where there is none."""
    user = owner(actor)
    return _ask(CONFIRMATION, str(actor.session_id), user, methods_for(user))


def prove(actor: Actor, user: User, *, purpose: str, subject: str, credential: Mapping[str, Any]) -> None:
    """Let pass whoever shows a passkey of this account, in answer to the last question of that purpose.

    No try of a code is taken by it, and no failure is counted against the account: a signature can't be guessed.

    Raises:
        Problem: `invalid`, at `passkey`.
    """
    asked = webauthn.take(purpose, subject)
    passkey = selectors.passkey(_id_of(credential), of=user)
    if asked is None or passkey is None or not _holds(actor, passkey, asked, credential):
        raise invalid("passkey", "wrong_passkey", "This passkey was not accepted. Please try again.")
    Passkey.objects.filter(pk=passkey.pk).update(last_used_at=clock.now())


def refused() -> Problem:
    """The one answer to a passkey that opens nothing: unknown, removed, copied, forged, or of a disabled account."""
    return Problem(Code.INVALID_CREDENTIALS, "This passkey does not open an account here.")


def _ask(purpose: str, subject: str, user: User, methods: tuple[str, ...]) -> dict[str, Any]:
    if "passkey" not in methods:
        raise _clash("second_factor_missing", "A passkey is not asked for here.")
    return webauthn.ask(purpose, subject, of=selectors.passkeys(user))


def _id_of(credential: Mapping[str, Any]) -> bytes:
    try:
        return webauthn.id_of(credential)
    except Refused:
        return b""


def _holds(actor: Actor, passkey: Passkey, asked: Mapping[str, Any], credential: Mapping[str, Any]) -> bool:
    """Whether the signature is right, and the counter has gone up; one that went back tells of a copy."""
    try:
        shown = webauthn.verify(asked, passkey, credential)
    except Refused:
        return False
    if _count(passkey, shown):
        return True
    _tell_copied(actor, user=passkey.user, passkey=passkey)
    return False


def _count(passkey: Passkey, shown: Shown) -> bool:
    """Move the counter on, by one conditional update; many authenticators count nothing, and always say 0."""
    uncounted = Q(sign_count=0) if shown.sign_count == 0 else Q(pk__in=[])
    rows = Passkey.objects.filter(uncounted | Q(sign_count__lt=shown.sign_count), pk=passkey.pk)
    return rows.update(sign_count=shown.sign_count, backed_up=shown.backed_up) == 1


@action()
def _tell_copied(actor: Actor, *, user: User, passkey: Passkey) -> None:
    emit(PasskeyCopied.about(actor, user, passkey=str(passkey.id), name=passkey.name))


def _demand_room(present: int) -> None:
    if present >= MOST:
        raise _clash("too_many", f"An account has at most {MOST} passkeys. Remove one first.")


def _own(user: User, passkey_id: UUID) -> Passkey:
    passkey = Passkey.objects.filter(pk=passkey_id, user=user).first()
    if passkey is None:
        raise not_found()
    return passkey


def _clash(code: str, message: str) -> Problem:
    return conflict(message, errors=[Fault(None, code, message)])
