"""Grants: the only way to a row. Each finds the object and allows one permission on it, in one query."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Permission, Role, allows
from kernel.actor import Actor, ActorKind
from kernel.errors import denied, not_found


@dataclass(frozen=True, slots=True)
class OrganizationGrant:
    """One actor may do one thing in one organization."""

    actor: Actor
    permission: Permission
    organization: Organization
    role: Role
    seen_at: datetime | None = None

    @property
    def stream(self) -> str:
        """Where this organization's events are numbered."""
        return stream_of(self.organization.id)


def stream_of(organization_id: UUID) -> str:
    """The key of an organization's stream."""
    return f"o:{organization_id}"


def account_of(actor: Actor) -> UUID:
    """The account of an actor who is a person.

    Raises:
        Problem: `permission_denied` for a machine or a job.
    """
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise denied("Only a person who has signed in can do this.")
    return actor.id


def organization(actor: Actor, organization_id: UUID, permission: Permission) -> OrganizationGrant:
    """Find an organization that the actor belongs to.

    Raises:
        Problem: `not_found` for a missing or foreign one, `permission_denied` when the role does not allow it.
    """
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise not_found()
    membership = (
        Membership.objects.select_related("organization")
        .filter(organization_id=organization_id, user_id=actor.id)
        .first()
    )
    if membership is None:
        raise not_found()
    role = Role(membership.role)
    require(role, permission)
    return OrganizationGrant(actor, permission, membership.organization, role, membership.last_seen_at)


def hold(grant: OrganizationGrant) -> OrganizationGrant:
    """Lock the organization until the transaction ends, and look again: the actor's role may have changed meanwhile.

    Whoever changes who belongs to an organization, and as what, goes through here, one after the other.

    Raises:
        Problem: as `organization` does.
    """
    lock(grant.organization.pk)
    return organization(grant.actor, grant.organization.pk, grant.permission)


def lock(organization_id: UUID) -> None:
    """Hold an organization's row until the transaction ends: who belongs to it changes in one transaction at a time.

    Raises:
        Problem: `not_found`, when it was deleted meanwhile.
    """
    if not list(Organization.objects.select_for_update(no_key=True).filter(pk=organization_id).values_list("pk")):
        raise not_found()


def require(role: Role, permission: Permission) -> None:
    """Refuse what the role does not allow, saying which permission is missing.

    Raises:
        Problem: `permission_denied`.
    """
    if not allows(role, permission):
        raise denied(f"Your role here is {role}; this needs the permission {permission}.")
