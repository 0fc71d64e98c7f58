"""When rights change: the guard moves in the same transaction, so that no feed hands out by rights of before."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from authentication.events import AccountEvent
from core.tenancy.events import MemberJoined, OrganizationChanged
from core.tenancy.grants import guard_of
from core.tenancy.models import Membership
from kernel import realtime, streams
from kernel.events import Event
from kernel.statements import Statement

_HOLD = Statement("SELECT id FROM auth_account WHERE id = %(account)s FOR SHARE", account="uuid")


def regrant(event: Event) -> None:
    """Rights in an organization may have changed, in whose stream `event` is numbered."""
    _move([UUID(event.stream.removeprefix("o:"))])


def regrant_joined(event: MemberJoined) -> None:
    """Somebody belongs to an organization now; nothing that bars the account is committed between here and there.

    Else an account that is disabled at this very moment would not find the new membership, and not move its guard.
    """
    _HOLD.run({"account": event.target.id})
    regrant(event)


def regrant_if_barring(event: OrganizationChanged) -> None:
    """An organization that asks for second factors bars who has none; another name of it changes nobody's rights."""
    if "require_mfa" in event.data:
        regrant(event)


def regrant_everywhere(event: AccountEvent) -> None:
    """What somebody may may have changed, in all organizations that he belongs to."""
    account = event.stream.removeprefix("a:")
    _move(Membership.objects.filter(user_id=account).values_list("organization_id", flat=True))


def _move(organizations: Iterable[UUID]) -> None:
    """Guards come before streams, in the order of their keys: nobody waits for another crosswise."""
    for guard, head in streams.advance_each([guard_of(organization) for organization in organizations]).items():
        transaction.on_commit(partial(realtime.moved, guard, head), robust=True)
