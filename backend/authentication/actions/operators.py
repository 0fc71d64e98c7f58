"""Operators: who may set up KeyNest itself, how one becomes one, and the grant that lets one act."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import connection

from authentication.events import OperatorAppointed
from authentication.models import User
from kernel.actions import emit
from kernel.actor import Actor, ActorKind
from kernel.errors import not_found
from kernel.text import fold_email

FIRST = "first"
# Of two who are activated at the same moment one is first: they pass here one after the other.
QUEUE = "SELECT pg_advisory_xact_lock(hashtext('authentication.first_operator'))"


class Operating(StrEnum):
    """What an operator may do through the API."""

    PROVIDERS = "provider:write"
    WORKERS = "worker:write"


@dataclass(frozen=True, slots=True)
class Operator:
    """An actor who was seen to be an operator."""

    actor: Actor
    permission: Operating


def demand(actor: Actor, permission: Operating) -> Operator:
    """Let an operator act who has signed in here. To all others there is nothing. Raises `not_found`."""
    user_id = actor.id if actor.kind is ActorKind.USER and actor.session_id is not None else None
    if user_id is None or not User.objects.filter(pk=user_id, is_staff=True, is_active=True).exists():
        raise not_found()
    return Operator(actor, permission)


def appoint(actor: Actor, *, user: User) -> None:
    """In a running action that signs somebody in: make an operator of whom the settings name, once the address is
    proven. Who is one stays one, until that is taken away in the admin site."""
    if user.is_staff or not user.email_verified or not _is_named(user):
        return
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    emit(OperatorAppointed.about(actor, user))


def _is_named(user: User) -> bool:
    named = {_folded(one) for one in settings.OPERATORS if one != FIRST}
    return user.email_key in named or (FIRST in settings.OPERATORS and _is_first(user))


def _is_first(user: User) -> bool:
    others = User.objects.filter(email_verified_at__isnull=False).exclude(pk=user.pk)
    if others.exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
    return not others.all().exists()


def _folded(address: str) -> str:
    try:
        return fold_email(address)
    except ValueError:
        return ""
