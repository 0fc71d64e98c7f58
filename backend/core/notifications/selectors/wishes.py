"""By which ways people want to be told: what they chose, what holds in their organizations, and what results of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from authentication.models import User
from core.invitations import selectors as invitations
from core.notifications.kinds import KINDS, Audience, Kind, Wish, organization_ids, wish
from core.notifications.models import DigestPlan, Mail, OrganizationDefault, Preference
from core.notifications.selectors.inbox import owner
from core.tenancy.grants import WELCOME, OrganizationGrant
from core.tenancy.models import Membership, Organization
from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to one kind. `elsewhere` are the organizations with a default of their own, which holds for
    what happens there until the person chooses."""

    kind: Kind
    wish: Wish
    chosen: bool
    elsewhere: list[tuple[Organization, Wish]]


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that somebody can choose about being told."""

    standings: list[Standing]
    plan: DigestPlan
    next_digest_at: datetime | None
    invitation_mails: bool


def stated(row: Preference | OrganizationDefault) -> Wish:
    """The wish that a row holds."""
    return Wish(row.in_app, Mail(row.mail))


def chosen(user_id: UUID) -> dict[str, Wish]:
    """What somebody has chosen, by kind."""
    return {row.kind: stated(row) for row in Preference.objects.filter(user_id=user_id)}


def plan(user_id: UUID) -> DigestPlan:
    """When somebody's digest comes."""
    return DigestPlan.objects.filter(pk=user_id).first() or DigestPlan(user_id=user_id)


def preferences(actor: Actor) -> Preferences:
    """The actor's own."""
    user = User.objects.only("email_key", "time_zone").get(pk=owner(actor))
    own, there = chosen(user.pk), _defaults_around(user.pk)
    standings = [
        Standing(
            kind,
            wish(kind, chosen=own.get(name)),
            name in own and not kind.mandatory,
            [] if kind.mandatory else [(row.organization, stated(row)) for row in there.get(name, [])],
        )
        for name, kind in KINDS.items()
    ]
    when = plan(user.pk)
    comes = any(Mail.DIGEST in {found.mail for found in wishes} for wishes in wishes_anywhere(user.pk).values())
    following = when.slot_after(clock.now(), user.time_zone) if comes else None
    return Preferences(standings, when, following, not invitations.refuses(user.email_key))


def _defaults_around(user_id: UUID) -> dict[str, list[OrganizationDefault]]:
    """The defaults of the organizations that somebody belongs to, by kind."""
    theirs = Membership.objects.filter(WELCOME, user_id=user_id).values("organization_id")
    rows = OrganizationDefault.objects.filter(organization_id__in=theirs).select_related("organization")
    found: dict[str, list[OrganizationDefault]] = {}
    for row in rows.order_by("organization__name", "organization_id"):
        found.setdefault(row.kind, []).append(row)
    return found


def wishes_anywhere(user_id: UUID) -> dict[str, list[Wish]]:
    """By kind, every way in which somebody may be told, whichever of their organizations it happens in."""
    own, there = chosen(user_id), _defaults_around(user_id)
    places = Membership.objects.filter(WELCOME, user_id=user_id).count()
    return {name: _anywhere(kind, own.get(name), there.get(name, []), places) for name, kind in KINDS.items()}


def _anywhere(kind: Kind, own: Wish | None, there: Collection[OrganizationDefault], places: int) -> list[Wish]:
    if own or kind.mandatory:
        return [wish(kind, chosen=own)]
    found = [stated(row) for row in there]
    if len(found) < max(places, 1):
        found += [wish(kind, chosen=None), wish(kind, chosen=None, protected=True)]
    return found


def default_of(kind: Kind, organization_ids: Iterable[UUID]) -> Wish | None:
    """What holds for a kind where it happened, for whoever has not chosen."""
    row = OrganizationDefault.objects.filter(organization_id__in=organization_ids, kind=kind.name).first()
    return stated(row) if row else None


def wishes_of(user_ids: Collection[UUID], kind: Kind, record: EventRecord) -> dict[UUID, Wish]:
    """What each of these people wants of this kind, where and how this happened."""
    rows = {row.user_id: stated(row) for row in Preference.objects.filter(user_id__in=user_ids, kind=kind.name)}
    default, protected = default_of(kind, organization_ids(record)), bool(record.data.get("protected"))
    return {user_id: wish(kind, chosen=rows.get(user_id), default=default, protected=protected) for user_id in user_ids}


def defaults(grant: OrganizationGrant) -> dict[str, Wish]:
    """What an organization has set, by kind."""
    return {row.kind: stated(row) for row in OrganizationDefault.objects.filter(organization=grant.organization)}


def kinds_of_organizations() -> list[Kind]:
    """The kinds of what happens in organizations."""
    return [kind for kind in KINDS.values() if kind.audience is not Audience.ACCOUNT]
