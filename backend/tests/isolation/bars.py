"""Asking for a second factor, and losing one, without the questions that a person is asked on the way."""

from uuid import UUID

from authentication.events import SecondFactorAdded, SecondFactorRemoved
from authentication.models import User
from core.tenancy import grants
from core.tenancy.events import OrganizationChanged
from core.tenancy.roles import Permission
from kernel import clock
from kernel.actions import action, emit
from kernel.actor import Actor


@action(needs=Permission.ORGANIZATION_UPDATE)
def require(grant: grants.OrganizationGrant, *, wanted: bool) -> None:
    """Ask members for a second factor, or no longer."""
    held = grants.hold(grant).organization
    was, held.require_mfa = held.require_mfa, wanted
    held.save(update_fields=["require_mfa"])
    emit(OrganizationChanged.about(grant, held.id, held.name, require_mfa={"was": was, "is": wanted}))


@action()
def turn_factor(actor: Actor, user_id: UUID) -> None:
    """Have a second factor, or have none any more."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    had = user.second_factor_at is not None
    user.second_factor_at = None if had else clock.now()
    user.save(update_fields=["second_factor_at"])
    emit((SecondFactorRemoved if had else SecondFactorAdded).about(actor, user, kind="totp", last=True))
