"""Reading organizations and members."""

import secrets
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.text import slugify

from authentication.models import User
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Membership, Organization
from kernel.actor import Actor
from kernel.errors import not_found
from kernel.statements import Statement

SLUG_LENGTH = 60
_MEMBERS = Statement(
    "SELECT count(*) FROM core_membership WHERE organization_id = %(organization)s", organization="uuid"
)


def organizations(actor: Actor) -> QuerySet[Organization]:
    """The organizations that the actor belongs to, each with the own `role`, `member_count`, and whether it is `locked`
    until the actor has a second factor."""
    members = Membership.objects.filter(organization=OuterRef("pk")).order_by()
    counted = members.annotate(count=Func(F("pk"), function="COUNT")).values("count")
    barred = Q(require_mfa=True, memberships__user__second_factor_at=None)
    return Organization.objects.filter(memberships__user_id=account_of(actor)).annotate(
        role=F("memberships__role"),
        member_count=Subquery(counted, output_field=IntegerField()),
        locked=ExpressionWrapper(barred, output_field=BooleanField()),
    )


def organization(actor: Actor, organization_id: UUID) -> Organization:
    """One of them. Raises `not_found`."""
    found = organizations(actor).filter(pk=organization_id).first()
    if found is None:
        raise not_found()
    return found


def shown(grant: OrganizationGrant) -> Organization:
    """The organization of a grant, completed by what an answer shows of it."""
    found = grant.organization
    found.role = grant.role  # type: ignore[attr-defined]  # annotations, as `organizations` makes them
    found.member_count = _MEMBERS.rows({"organization": found.id})[0][0]  # type: ignore[attr-defined]
    found.locked = False  # type: ignore[attr-defined]  # else there would be no grant
    return found


def members(grant: OrganizationGrant, *, q: str = "") -> QuerySet[Membership]:
    """The members with their accounts; `q` is looked for in names and addresses."""
    rows = Membership.objects.filter(organization=grant.organization).select_related("user").defer("user__avatar")
    for word in q.split():
        rows = rows.filter(
            Q(user__email__icontains=word) | Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        )
    return rows


def member(grant: OrganizationGrant, user_id: UUID) -> Membership:
    """One member. Raises `not_found`."""
    found = members(grant).filter(user_id=user_id).first()
    if found is None:
        raise not_found()
    return found


def has_second_factor(actor: Actor) -> bool:
    """Whether sign-ins of the actor ask for a second factor."""
    return User.objects.filter(pk=account_of(actor), second_factor_at__isnull=False).exists()


def roles_of(user_id: UUID) -> dict[str, str]:
    """Organization id to role: what an access token carries for display, never for a decision."""
    rows = Membership.objects.filter(user_id=user_id).values_list("organization_id", "role")
    return {str(organization_id): role for organization_id, role in rows}


def free_slug(name: str) -> str:
    """A short name made of a long one, with something random behind it if it is taken."""
    slug = slugify(name)[: SLUG_LENGTH - 7].strip("-_").replace("_", "-") or "organization"
    taken = Organization.objects.filter(slug=slug).exists()
    return f"{slug}-{secrets.token_hex(3)}" if taken else slug
