"""Writes on organizations and members. Who changes roles holds the organization's row, so that an owner remains."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from authentication.actions.confirmation import demand_recent
from core.tenancy import grants, selectors
from core.tenancy.events import (
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    MemberRoleChanged,
    OrganizationChanged,
    OrganizationCreated,
    OrganizationDeleted,
    OwnershipTransferred,
)
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import FORMER_KEEPER, KEEPER, Permission, Role, may_give
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import Fault, conflict, denied, invalid

VISIT_EVERY = timedelta(minutes=5)


@action()
def create_organization(actor: Actor, *, name: str, slug: str | None = None) -> Organization:
    """Found an organization; its founder is its first owner."""
    moment = clock.now()
    organization = Organization(name=name, slug=slug or selectors.free_slug(name), created_at=moment)
    _save(organization, force_insert=True)
    Membership.objects.create(organization=organization, user_id=account_of(actor), role=KEEPER, created_at=moment)
    grant = OrganizationGrant(actor, Permission.ORGANIZATION_READ, organization, KEEPER)
    emit(OrganizationCreated.about(grant, organization.id, name, slug=organization.slug))
    return organization


@action(needs=Permission.ORGANIZATION_UPDATE)
def change_organization(grant: OrganizationGrant, **wished: Any) -> Organization:
    """Give it another `name` or `slug`, or let it ask its members for a second factor, or not (`require_mfa`).

    Raises:
        Problem: `reauthentication_required`, and `conflict` for whoever asks others for what they lack themselves.
    """
    organization = grants.hold(grant).organization
    changed = {field: value for field, value in wished.items() if value != getattr(organization, field)}
    if not changed:
        unchanged()
        return organization
    if "require_mfa" in changed:
        demand_recent(grant.actor)
        _refuse_without_own_factor(grant.actor, required=changed["require_mfa"])
    data = {field: {"was": getattr(organization, field), "is": value} for field, value in changed.items()}
    for field, value in changed.items():
        setattr(organization, field, value)
    _save(organization, update_fields=list(changed))
    emit(OrganizationChanged.about(grant, organization.id, organization.name, **data))
    return organization


@action(needs=Permission.ORGANIZATION_DELETE)
def delete_organization(grant: OrganizationGrant, *, confirm: str) -> None:
    """Delete it with everything in it; `confirm` repeats its short name. What happened in it stays on record.

    Raises:
        Problem: `reauthentication_required`; `invalid` where `confirm` is not that name.
    """
    demand_recent(grant.actor)
    organization = grants.hold(grant).organization
    if confirm != organization.slug:
        raise invalid("confirm", "mismatch", "Please repeat the organization's short name exactly.")
    members = organization.memberships.count()
    emit(OrganizationDeleted.about(grant, organization.id, organization.name, members=members))
    organization.delete()


@action()
def join(actor: Actor, *, organization: Organization, role: Role) -> Membership | None:
    """Make the actor a member; None if they already are. The caller has seen to it that they may."""
    user_id = account_of(actor)
    grants.lock(organization.pk)
    membership, fresh = Membership.objects.get_or_create(
        organization=organization, user_id=user_id, defaults={"role": role, "created_at": clock.now()}
    )
    if not fresh:
        unchanged()
        return None
    ground = OrganizationGrant(actor, Permission.ORGANIZATION_READ, organization, role)
    emit(MemberJoined.about(ground, user_id, actor.label, role=role.value))
    return membership


@action(needs=Permission.MEMBER_UPDATE)
def change_role(grant: OrganizationGrant, *, user_id: UUID, role: Role) -> Membership:
    """Give a member another role; nobody gives or takes one above their own."""
    held = grants.hold(grant)
    membership = selectors.member(held, user_id)
    was = Role(membership.role)
    _refuse_above(held.role, was, role)
    if was is role:
        unchanged()
        return membership
    membership.role = role
    membership.save(update_fields=["role"])
    _require_keeper(held.organization)
    emit(MemberRoleChanged.about(held, user_id, membership.user.email, was=was.value, role=role.value))
    return membership


@action(needs=Permission.MEMBER_REMOVE)
def remove_member(grant: OrganizationGrant, *, user_id: UUID) -> None:
    """Show a member out; the event closes their sockets."""
    held = grants.hold(grant)
    membership = selectors.member(held, user_id)
    _refuse_above(held.role, Role(membership.role))
    _end(held, membership)
    emit(MemberRemoved.about(held, user_id, membership.user.email, role=membership.role))


@action(needs=Permission.ORGANIZATION_LEAVE)
def leave(grant: OrganizationGrant) -> None:
    """Give up one's own membership."""
    held = grants.hold(grant)
    membership = held.organization.memberships.get(user_id=account_of(grant.actor))
    _end(held, membership)
    emit(MemberLeft.about(held, membership.user_id, grant.actor.label, role=membership.role))


@action(needs=Permission.ORGANIZATION_TRANSFER)
def transfer_ownership(grant: OrganizationGrant, *, user_id: UUID) -> None:
    """Make another member owner in the actor's place, who stays as an admin.

    Raises:
        Problem: `reauthentication_required`; `invalid` for oneself.
    """
    demand_recent(grant.actor)
    held, own = grants.hold(grant), account_of(grant.actor)
    if user_id == own:
        raise invalid("user_id", "self", "You are the owner already.")
    heir = selectors.member(held, user_id)
    was = heir.role
    heir.role = KEEPER
    heir.save(update_fields=["role"])
    held.organization.memberships.filter(user_id=own).update(role=FORMER_KEEPER)
    emit(OwnershipTransferred.about(held, user_id, heir.user.email, was=was, role=heir.role))


@action()
def let_go(actor: Actor, user_id: UUID) -> list[Fault]:
    """Take an account that is about to be deleted out of its organizations, and delete those that nobody else is in.

    What stands against it is answered; then the caller undoes all of it.
    """
    unchanged()
    mine = Organization.objects.filter(memberships__user_id=user_id).order_by("pk")
    faults = [_part(actor, organization, user_id) for organization in mine.select_for_update(of=("self",))]
    return [fault for fault in faults if fault]


def _part(actor: Actor, organization: Organization, user_id: UUID) -> Fault | None:
    role = Role(organization.memberships.get(user_id=user_id).role)
    held = OrganizationGrant(actor, Permission.ORGANIZATION_LEAVE, organization, role)
    organization.memberships.filter(user_id=user_id).delete()
    if not organization.memberships.exists():
        emit(OrganizationDeleted.about(held, organization.id, organization.name, members=1))
        organization.delete()
        return None
    emit(MemberLeft.about(held, user_id, actor.label, role=role.value))
    if organization.memberships.filter(role=KEEPER).exists():
        return None
    return Fault("organizations", "sole_owner", f"{organization.name} has other members and no other owner.")


def note_visit(grant: OrganizationGrant) -> None:
    """Remember that the actor was here, every few minutes at most. That is no event, and no action."""
    moment = clock.now()
    if grant.seen_at is None or moment - grant.seen_at > VISIT_EVERY:
        grant.organization.memberships.filter(user_id=account_of(grant.actor)).update(last_seen_at=moment)


def _refuse_without_own_factor(actor: Actor, *, required: bool) -> None:
    if required and not selectors.has_second_factor(actor):
        missing = Fault("require_mfa", "second_factor_missing", "Set up a second factor of your own first.")
        raise conflict(missing.message, errors=[missing])


def _save(organization: Organization, **how: Any) -> None:
    try:
        with transaction.atomic():
            organization.save(**how)
    except IntegrityError:
        taken = Fault("slug", "taken", "Another organization has this short name.")
        raise conflict(taken.message, errors=[taken]) from None


def _end(held: OrganizationGrant, membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).delete()
    _require_keeper(held.organization)


def _refuse_above(own: Role, *roles: Role) -> None:
    if not all(may_give(own, role) for role in roles):
        raise denied(f"Your role here is {own}; nobody gives or takes a role above their own.")


def _require_keeper(organization: Organization) -> None:
    """Asked after the change and before the commit, while the organization is held: what it refuses is undone."""
    if not organization.memberships.filter(role=KEEPER).exists():
        raise conflict("An organization always has an owner. Make somebody else the owner first, or delete it.")
