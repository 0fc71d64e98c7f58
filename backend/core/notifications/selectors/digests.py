"""What waits for digests, for whom one is due, and what its reader may see of it by now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Min, QuerySet
from django.db.models.fields.json import KT

from authentication.models import User
from core.notifications.kinds import KINDS, Audience, Kind, place_of, wish
from core.notifications.models import DigestEntry, DigestPlan, Mail, OrganizationDefault
from core.notifications.selectors.audience import roles_for
from core.notifications.selectors.wishes import chosen, stated
from core.tenancy.grants import WELCOME
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Role
from kernel import clock
from kernel.models import EventRecord

KEEP = timedelta(days=30)
PEOPLE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose digest is due: of what has waited since before `slot`."""

    user_id: UUID
    slot: datetime

    @property
    def digest(self) -> UUID:
        """Its id, the same for whoever queues it."""
        return uuid5(NAMESPACE_OID, f"{self.user_id} {self.slot.isoformat()}")


@dataclass(frozen=True, slots=True)
class Line:
    """One event in a digest."""

    kind: Kind
    record: EventRecord
    organization: Organization


def forgettable() -> QuerySet[DigestEntry]:
    """Entries whose digest, if any, has left long ago."""
    return DigestEntry.objects.filter(created_at__lt=clock.now() - KEEP)


def due() -> Iterator[list[Due]]:
    """For whom a digest is due, some people at a time, in the order of their ids."""
    last: UUID | None = None
    while True:
        waiting = DigestEntry.objects.filter(digest=None)
        rows = (
            (waiting.filter(user_id__gt=last) if last else waiting).values("user_id").annotate(since=Min("created_at"))
        )
        some = {row["user_id"]: row["since"] for row in rows.order_by("user_id")[:PEOPLE_AT_ONCE]}
        if not some:
            return
        yield _due_of(some)
        last = max(some)


def _due_of(waiting: dict[UUID, datetime]) -> list[Due]:
    moment, plans = clock.now(), DigestPlan.objects.in_bulk(waiting)
    users = User.objects.filter(pk__in=waiting, is_active=True).order_by("pk").only("time_zone")
    slots = {
        user.pk: plans.get(user.pk, DigestPlan(user_id=user.pk)).slot_before(moment, user.time_zone) for user in users
    }
    return [
        Due(user_id, slot)
        for user_id, slot in slots.items()
        if waiting[user_id] <= slot and not _is_queued(plans.get(user_id), slot)
    ]


def still_due(some: Collection[Due]) -> list[Due]:
    """Those of them that nobody has queued meanwhile; their accounts are held until the transaction ends."""
    if not some:
        return []
    held = User.objects.select_for_update(no_key=True).filter(pk__in=[one.user_id for one in some], is_active=True)
    users = set(held.order_by("pk").values_list("pk", flat=True))
    plans = DigestPlan.objects.in_bulk(users)
    return [one for one in some if one.user_id in users and not _is_queued(plans.get(one.user_id), one.slot)]


def _is_queued(plan: DigestPlan | None, slot: datetime) -> bool:
    return plan is not None and plan.queued_until is not None and plan.queued_until >= slot


def lines(user_id: UUID, digest: UUID, most: int) -> tuple[list[Line], int]:
    """What somebody may see of a digest as things are now, and still wants: the newest, and how many there are."""
    found = _readable(user_id, digest)
    newest = found[:most]
    records = EventRecord.objects.select_related("stream").in_bulk([event_id for _, event_id, _ in newest])
    organizations = Organization.objects.in_bulk({organization_id for *_, organization_id in newest})
    shown = [
        Line(kind, records[event_id], organizations[organization_id])
        for kind, event_id, organization_id in newest
        if organization_id in organizations
    ]
    return shown, len(found)


_STATED = (KT("data__organization_id"), KT("data__protected"))


def _readable(user_id: UUID, digest: UUID) -> list[tuple[Kind, UUID, UUID]]:
    """The kind, event, and organization of each, newest first. There may be thousands, so they are judged together."""
    entries = DigestEntry.objects.filter(user_id=user_id, digest=digest)
    events = EventRecord.objects.filter(pk__in=entries.values("event_id"))
    facts = {
        pk: (place_of(key, stated), protected == "true")
        for pk, key, stated, protected in events.values_list("pk", "stream__key", *_STATED)
    }
    judge = _Judge(user_id, {place for place, _ in facts.values() if place})
    found = []
    for name, event_id in entries.order_by("-created_at", "-id").values_list("kind", "event_id"):
        kind, (place, protected) = KINDS.get(name), facts.get(event_id, (None, False))
        if kind and place and judge.passes(kind, place, protected=protected):
            found.append((kind, event_id, place))
    return found


class _Judge:
    """What one person may see in these organizations, and wants to: their places there and their choices, by now."""

    def __init__(self, user_id: UUID, places: Collection[UUID]) -> None:
        members = Membership.objects.filter(WELCOME, user_id=user_id, organization_id__in=places)
        defaults = OrganizationDefault.objects.filter(organization_id__in=places)
        self._roles = {place: Role(role) for place, role in members.values_list("organization_id", "role")}
        self._own = chosen(user_id)
        self._defaults = {(row.organization_id, row.kind): stated(row) for row in defaults}

    def passes(self, kind: Kind, place: UUID, *, protected: bool) -> bool:
        """Whether an event of this kind, there, may be told. What waited for a digest is told in it even if its kind is
        mailed at once by now."""
        role = self._roles.get(place)
        seen = role in roles_for(kind) if kind.audience is Audience.ALLOWED else role is not None or kind.afterwards
        default = self._defaults.get((place, kind.name))
        wanted = wish(kind, chosen=self._own.get(kind.name), default=default, protected=protected)
        return seen and wanted.mail != Mail.NEVER
