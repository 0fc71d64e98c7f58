"""Finding share links: by the organization's grant, by id through membership, or by the token that opens them."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from core.sharing import sealing
from core.sharing.models import ShareLink
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.roles import Permission, allows
from kernel import clock
from kernel.actor import Actor
from kernel.errors import not_found

KEPT_AFTERWARDS = timedelta(days=90)


def links(grant: OrganizationGrant) -> QuerySet[ShareLink]:
    """One's own share links; all of them for those who keep order in the organization."""
    rows = ShareLink.objects.filter(organization=grant.organization).select_related("created_by", "organization")
    rows = rows.defer("sealed", "created_by__avatar")
    return rows if oversees(grant) else rows.filter(created_by=account_of(grant.actor))


def oversees(grant: OrganizationGrant) -> bool:
    """Whether others' links are theirs to see and to take back."""
    return allows(grant.role, Permission.ORGANIZATION_UPDATE)


def by_id(actor: Actor, link_id: UUID) -> tuple[OrganizationGrant, ShareLink]:
    """A link of an organization that the actor belongs to.

    Raises:
        Problem: `not_found`, `mfa_required`.
    """
    link = ShareLink.objects.defer("sealed").filter(pk=link_id).first()
    if link is None:
        raise not_found()
    return grants.organization(actor, link.organization_id, Permission.ORGANIZATION_READ), link


def live() -> QuerySet[ShareLink]:
    """Those that open still."""
    return ShareLink.objects.filter(ended_at=None, expires_at__gt=clock.now(), opened__lt=F("most"))


def by_token(token: str) -> ShareLink:
    """The link that opens by this token.

    Raises:
        Problem: `not_found`, whatever has become of it.
    """
    link = live().filter(token_digest=sealing.digest(token)).defer("sealed").select_related("organization").first()
    if link is None:
        raise not_found()
    return link


def organizations_with_late() -> list[UUID]:
    """Which organizations have links whose time has ended."""
    rows = ShareLink.objects.filter(ended_at=None, expires_at__lte=clock.now())
    return list(rows.values_list("organization_id", flat=True).distinct())


def forgotten() -> QuerySet[ShareLink]:
    """Those that ended so long ago that only the audit log needs to know of them."""
    return ShareLink.objects.filter(ended_at__lt=clock.now() - KEPT_AFTERWARDS)
