"""Grants: the only way to a row. Each finds the object and allows one permission on it, in one query."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import Q

from core.tenancy.models import Organization
from core.tenancy.roles import Permission, Role, allows
from kernel.actor import Actor, ActorKind
from kernel.errors import Code, Problem, denied, not_found
from kernel.statements import Statement, columns, load

# Whether somebody (`auth_account`) lacks the second factor that an organization (`core_organization`) asks for.
BARRED = "core_organization.require_mfa AND auth_account.second_factor_at IS NULL"

# The same of memberships, the other way round.
WELCOME = Q(organization__require_mfa=False) | Q(user__second_factor_at__isnull=False)


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


def guard_of(organization_id: UUID) -> str:
    """The key of the counter that moves whenever somebody's rights in an organization may have changed."""
    return f"g:{organization_id}"


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
    found = _membership().rows({"user_id": actor.id, "organization_id": organization_id})
    if not found:
        raise not_found()
    role, barred, seen_at, *organization_row = found[0]
    require(Role(role), permission, barred=barred)
    return OrganizationGrant(actor, permission, load(Organization, organization_row), Role(role), seen_at)


@cache
def _membership() -> Statement:
    """By hand: the ORM takes longer over the statement than the database, and everything here begins with it."""
    shown = ", ".join(f"core_organization.{name}" for name in columns(Organization))
    return Statement(
        f"SELECT role, {BARRED}, last_seen_at, {shown} FROM core_membership"  # noqa: S608  # names of our own tables
        " JOIN core_organization ON core_organization.id = organization_id"
        " JOIN auth_account ON auth_account.id = user_id"
        " WHERE organization_id = %(organization_id)s AND user_id = %(user_id)s",
        user_id="uuid",
        organization_id="uuid",
    )


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


def require(role: Role, permission: Permission, *, barred: bool) -> None:
    """Refuse what the role does not allow, naming the missing permission; and to whoever is `BARRED` all but leaving.

    Raises:
        Problem: `permission_denied`, `mfa_required`.
    """
    if barred and permission is not Permission.ORGANIZATION_LEAVE:
        raise Problem(Code.MFA_REQUIRED, "This organization asks its members for a second factor. Please set one up.")
    if not allows(role, permission):
        raise denied(f"Your role here is {role}; this needs the permission {permission}.")
