"""Somebody says that a sign-in was not theirs: everything ends at once, and the way in that was used is shut.

Whoever came in had the account for a while. So what was added to it since (other ways in, factors, another address)
goes too: else it would let the stranger back, or keep the owner out. The link is in a mail to the owner's mailbox; but
whoever reads an old mail there does not get rid of a second factor that the owner is seen to have set up meanwhile.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from authentication import selectors
from authentication.actions.password import revoke_links
from authentication.actions.sessions import actor_of, end_sessions
from authentication.events import SignInDenied
from authentication.models import Authenticator, Device, Identity, Passkey, RecoveryCode, Session, User
from kernel import clock, onetime
from kernel.actions import action, emit
from kernel.actor import Actor, Origin
from kernel.text import fold_email

NOT_ME = "not_me"


def report(origin: Origin, *, token: str) -> None:
    """Shut everybody out, by the link of the mail that told of a sign-in; another mail lets the owner in again.

    Raises:
        Problem: `invalid_token`.
    """
    ticket = onetime.peek(NOT_ME, token)
    user = User.objects.defer("avatar").filter(pk=ticket.subject, is_active=True).first()
    if user is None:
        raise onetime.refused()
    _shut(actor_of(user, origin), user=user, token=token)


@action()
def _shut(actor: Actor, *, user: User, token: str) -> None:
    User.objects.select_for_update().only("pk").get(pk=user.pk)  # whatever else changes the account waits, or is seen
    told = onetime.consume(NOT_ME, token).data
    onetime.revoke(NOT_ME, str(user.id))
    user.refresh_from_db(fields=["email", "email_key", "password", "password_changed_at", "second_factor_at"])
    since = datetime.fromisoformat(told["at"])
    own_until = _own_until(user, since)
    undone = [
        *_take_back_address(user, told["to"]),
        *_shut_ways_in(user, told, since),
        *_drop_factors(user, told, since, own_until),
    ]
    Device.objects.filter(user=user, last_used_at__gte=since).delete()
    revoke_links(user)
    ended = end_sessions(user, reason="not_me")
    emit(SignInDenied.about(actor, user, sessions=ended, method=told["method"], undone=undone))


def _take_back_address(user: User, address: str) -> list[str]:
    """The mailbox that was told is the owner's, unless somebody else has proven it meanwhile."""
    if user.email == address:
        return []
    holder = selectors.by_email(address)
    if holder is not None and holder.pk != user.pk:
        if holder.email_verified:
            return []
        holder.delete()  # nobody ever proved that it is theirs: it only stands in the way
    user.email, user.email_key, user.email_verified_at = address, fold_email(address), clock.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_key", "email_verified_at"])
    except IntegrityError:
        return []
    return ["email"]


def _shut_ways_in(user: User, told: dict[str, Any], since: datetime) -> list[str]:
    undone = []
    changed = user.password_changed_at is not None and user.password_changed_at >= since
    if user.has_usable_password() and (told["method"] == "password" or changed):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        undone.append("password")
    if Identity.objects.filter(Q(pk=told["identity"]) | Q(created_at__gte=since), user=user).delete()[0]:
        undone.append("identity")
    return undone


def _own_until(user: User, since: datetime) -> datetime:
    """Until when second factors were set up by the owner: until that sign-in, or, later, until they were first asked
    for, if a browser has passed the question that was there long before. Whoever came in since has no such browser."""
    first = user.second_factor_at
    if first is None or first < since:
        return since
    before = Session.objects.filter(user=user, created_at__lt=since - settings.NOT_ME_TTL).exclude(device_digest="")
    passed = Session.objects.filter(user=user, created_at__gte=first, device_digest__in=before.values("device_digest"))
    return first + timedelta.resolution if passed.exists() else since


def _drop_factors(user: User, told: dict[str, Any], since: datetime, own_until: datetime) -> list[str]:
    """A factor of the owner's stays, if nobody came in by it; one of the stranger's own would lock the owner out."""
    used = Q(last_used_at__gte=since) if told["method"] == "passkey" else Q(pk__in=[])
    passkeys = Passkey.objects.filter(used | Q(created_at__gte=own_until), user=user).delete()[0]
    apps = Authenticator.objects.filter(user=user, created_at__gte=own_until).delete()[0]
    RecoveryCode.objects.filter(user=user, created_at__gte=own_until).delete()
    left = Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists()
    if not left and not Passkey.objects.filter(user=user).exists():
        RecoveryCode.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(second_factor_at=None)
        user.second_factor_at = None
    return [name for name, dropped in {"passkey": passkeys, "authenticator": apps}.items() if dropped]
