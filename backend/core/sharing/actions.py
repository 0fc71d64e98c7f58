"""Making, opening and ending share links. Who opens one holds its row, so that none opens more often than meant."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from core.sharing import sealing, selectors
from core.sharing.events import LinkCreated, LinkEvent, LinkExpired, LinkOpened, LinkRevoked, OwnLinkOpened
from core.sharing.models import Opening, ShareLink
from core.tenancy.grants import OrganizationGrant, account_of, hold, stream_of
from core.tenancy.roles import Permission
from core.vault.actions.guard import guarded
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind, Origin
from kernel.errors import conflict, denied, not_found
from kernel.events import Target

EXPIRED_AT_ONCE = 200
MOST_LIVE = 200
SOMEBODY = "somebody with the link"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link held, and how often it opens still."""

    link: ShareLink
    value: str

    @property
    def left(self) -> int:
        """0: it is gone now."""
        return self.link.most - self.link.opened


@guarded("share link", lambda *, label="", **_: {"label": label}, lambda *, value, **_: [value])
@action(needs=Permission.ORGANIZATION_READ)
def create(
    grant: OrganizationGrant, *, value: str, label: str = "", life: timedelta, views: int, for_members: bool
) -> tuple[ShareLink, str | None]:
    """Seal a value behind a link; and its token, which exists in clear at no other time, unless it is for members.

    Raises:
        Problem: `conflict` for whoever has too many in this organization that open still.
    """
    maker, moment = account_of(hold(grant).actor), clock.now()
    if selectors.live().filter(organization=grant.organization, created_by_id=maker).count() >= MOST_LIVE:
        raise conflict(f"You have {MOST_LIVE} share links here that open still. Take one back first.")
    token = None if for_members else secrets.token_urlsafe(32)
    link = ShareLink(
        organization=grant.organization,
        created_by_id=maker,
        label=label,
        token_digest=sealing.digest(token) if token else None,
        most=views,
        created_at=moment,
        expires_at=moment + life,
    )
    link.sealed = sealing.seal(link, value, token)
    link.save(force_insert=True)
    emit(_about(LinkCreated, grant.actor, link, views=views))
    return link, token


def open_by_token(origin: Origin, *, token: str) -> Opened:
    """Show the secret to whoever holds the link, who stays unknown.

    Raises:
        Problem: `not_found`, whatever has become of it.
    """
    actor = Actor(ActorKind.USER, None, SOMEBODY, origin)
    return _open(actor, found=selectors.live().filter(token_digest=sealing.digest(token)), token=token)


@action(needs=Permission.ORGANIZATION_READ)
def open_as_member(grant: OrganizationGrant, *, link_id: UUID) -> Opened:
    """Show the secret to a member.

    Raises:
        Problem: `not_found`, whatever has become of it.
    """
    organization = hold(grant).organization
    members = selectors.live().filter(pk=link_id, organization=organization, token_digest=None)
    return _open(grant.actor, found=members)


@action()
def _open(actor: Actor, *, found: QuerySet[ShareLink], token: str | None = None) -> Opened:
    link = found.select_for_update(no_key=True, of=("self",)).select_related("organization", "created_by").first()
    if link is None:
        raise not_found()
    value = sealing.unseal(link, token)
    link.opened += 1
    if link.opened == link.most:
        _end(link)
    link.save(update_fields=["opened", "sealed", "ended_at"])
    Opening.objects.create(link=link, user_id=actor.id, address=actor.origin.address, at=clock.now())
    opened = Opened(link, value)
    emit(_about(LinkOpened, actor, link, left=opened.left))
    if link.created_by is not None and link.created_by_id != actor.id:
        about = _target(link)
        data = {"organization_id": str(link.organization_id), "label": about.label, "left": opened.left}
        maker = Target("member", link.created_by.pk, link.created_by.email)
        emit(OwnLinkOpened(actor=actor, stream=f"a:{maker.id}", target=maker, data=data))
    return opened


@action(needs=Permission.ORGANIZATION_READ)
def revoke(grant: OrganizationGrant, *, link_id: UUID) -> None:
    """Take a link back: one's own, or as somebody who keeps order in the organization. Twice is as good as once.

    Raises:
        Problem: `not_found`, `permission_denied`.
    """
    rows = ShareLink.objects.filter(pk=link_id, organization=grant.organization)
    link = rows.select_for_update(no_key=True).first()
    if link is None:
        raise not_found()
    if link.created_by_id != account_of(grant.actor) and not selectors.oversees(grant):
        raise denied("A share link is taken back by whoever made it, or by an admin.")
    if link.ended_at is not None:
        unchanged()
        return
    _end(link)
    link.save(update_fields=["sealed", "ended_at"])
    emit(_about(LinkRevoked, grant.actor, link))


@action()
def expire(actor: Actor, *, organization_id: UUID) -> int:
    """End some of an organization's links whose time is over; how many. Those that others hold are passed over."""
    late = ShareLink.objects.filter(organization_id=organization_id, ended_at=None, expires_at__lte=clock.now())
    found = list(late.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:EXPIRED_AT_ONCE])
    for link in found:
        _end(link)
        emit(_about(LinkExpired, actor, link))
    ShareLink.objects.bulk_update(found, ["sealed", "ended_at"])
    if not found:
        unchanged()
    return len(found)


def _end(link: ShareLink) -> None:
    link.sealed, link.ended_at = None, clock.now()


def _about(kind: type[LinkEvent], actor: Actor, link: ShareLink, **data: object) -> LinkEvent:
    data["audience"] = "members" if link.token_digest is None else "anyone"
    return kind(actor=actor, stream=stream_of(link.organization_id), target=_target(link), data=data)


def _target(link: ShareLink) -> Target:
    return Target("share", link.pk, link.label or str(link.pk)[:8])
