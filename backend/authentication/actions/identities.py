"""Identities at other providers: how they are connected to an account and taken away, and what they tell of people."""

import hashlib
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from authentication import selectors
from authentication.actions.confirmation import demand_recent
from authentication.actions.sessions import end_sessions_by
from authentication.events import IdentityLinked, IdentityUnlinked, ProfileChanged
from authentication.models import Identity, User
from authentication.oauth.person import Person
from authentication.oauth.registry import ProviderConfig
from kernel import clock, outbox
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import Fault, Problem, conflict, not_found

ACCOUNTS_HELD = User.objects.select_for_update().defer("avatar")


class Crossed(Exception):  # two of the same at once: whoever comes second looks again
    """Somebody else wrote what we were about to write."""


def attach(actor: Actor, *, user: User, config: ProviderConfig, person: Person, how: str) -> Identity:
    """In a running action that holds the account: connect it to who somebody is at a provider.

    `how` is `registration`, `address` (it was the same, and proven on both sides) or `settings`.

    Raises:
        Problem: `conflict`, when the account is connected to somebody else there.
        Crossed: the identity was connected at this moment.
    """
    present = Identity.objects.filter(user=user, provider=config.slug).first()
    if present is not None and (present.issuer, present.subject) == (person.issuer, person.subject):
        raise Crossed
    if present is not None:
        raise clash("already_linked", f"This account is connected to {config.name} already, as somebody else there.")
    try:
        with transaction.atomic():
            identity = Identity.objects.create(
                user=user,
                provider=config.slug,
                issuer=person.issuer,
                subject=person.subject,
                created_at=clock.now(),
            )
    except IntegrityError:
        raise Crossed from None
    if how != "registration":  # which is told by its own event
        emit(IdentityLinked.about(actor, user, provider=config.slug, provider_name=config.name, how=how))
    follow(actor, identity=identity, user=user, config=config, person=person)
    return identity


def follow(actor: Actor, *, identity: Identity, user: User, config: ProviderConfig, person: Person) -> None:
    """In a running action: keep what the provider says now, and fill in what the account lacks."""
    pictured = bool(person.picture) and person.picture != identity.picture
    identity.email, identity.name, identity.picture = person.email, person.name, person.picture
    identity.last_used_at = clock.now()
    identity.save(update_fields=["email", "name", "picture", "last_used_at"])
    names = {"first_name": person.first_name, "last_name": person.last_name}
    blank = not (user.first_name or user.last_name)
    if (blank or config.follows_profile) and any(names.values()):
        changed = sorted(name for name, value in names.items() if getattr(user, name) != value)
        if changed:
            User.objects.filter(pk=user.pk).update(**names)
            user.first_name, user.last_name = person.first_name, person.last_name
            emit(ProfileChanged.about(actor, user, fields=changed))
    if pictured and (config.follows_profile or not user.avatar_digest):
        outbox.put("identity.picture", {"identity": str(identity.id)}, priority=outbox.BULK)


@action()
def link(actor: Actor, *, config: ProviderConfig, person: Person) -> Identity:
    """Connect one's own account, as its settings ask for.

    Raises:
        Problem: `conflict`, when that person there, or this account here, is connected to somebody else.
        Crossed: the identity was connected at this moment.
    """
    user = _own(actor)
    identity = Identity.objects.filter(issuer=person.issuer, subject=person.subject).first()
    if identity is None:
        return attach(actor, user=user, config=config, person=person, how="settings")
    if identity.user_id != user.id:
        raise clash("identity_taken", f"This {config.name} account is connected to another account here.")
    unchanged()
    follow(actor, identity=identity, user=user, config=config, person=person)
    return identity


@action()
def unlink(actor: Actor, *, identity_id: UUID) -> None:
    """Disconnect one. Sessions that began by it end, but the one that asks.

    Raises:
        Problem: `not_found`; `reauthentication_required`; `conflict` when nothing would be left to sign in by.
    """
    demand_recent(actor)
    user = _own(actor)
    identity = Identity.objects.filter(pk=identity_id, user=user).first()
    if identity is None:
        raise not_found()
    if not selectors.could_sign_in_without(user, identity):
        raise clash("last_way_in", "This is the only way into your account. Set a password first.")
    end_sessions_by(identity, reason="unlinked", keep=actor.session_id)
    name = selectors.provider_names().get(identity.provider, identity.provider)
    emit(IdentityUnlinked.about(actor, user, provider=identity.provider, provider_name=name))
    identity.delete()


@action()
def take_picture(actor: Actor, *, identity: Identity, picture: bytes, follows: bool) -> None:
    """Make a provider's picture the account's, unless its owner has chosen one meanwhile."""
    user = ACCOUNTS_HELD.filter(pk=identity.user_id).first()
    digest = hashlib.sha256(picture).hexdigest()[:32]
    if user is None or user.avatar_digest == digest or (user.avatar_digest and not follows):
        return unchanged()
    values: dict[str, Any] = {"avatar": picture, "avatar_digest": digest}
    User.objects.filter(pk=user.pk).update(**values)
    emit(ProfileChanged.about(actor, user, fields=["avatar"]))
    return None


def clash(code: str, message: str) -> Problem:
    """A conflict whose reason clients can tell from others."""
    return conflict(message, errors=[Fault(None, code, message)])


def _own(actor: Actor) -> User:
    user = ACCOUNTS_HELD.filter(pk=actor.id).first() if actor.id else None
    if user is None:
        raise not_found()
    return user
