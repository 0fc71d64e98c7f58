"""Finding out whom an event concerns, and who was told."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from authentication.models import User
from core.invitations.models import Invitation
from core.notifications.kinds import Audience, Kind, organization_ids
from core.notifications.models import Notification
from core.tenancy.grants import WELCOME
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Role, allows
from kernel import subscriptions
from kernel.models import EventRecord


def event(event_id: UUID) -> EventRecord | None:
    """A recorded event with its stream."""
    return EventRecord.objects.select_related("stream").filter(pk=event_id).first()


def organization_of(record: EventRecord) -> Organization | None:
    """The organization in which it happened, unless it is gone or it happened to an account."""
    return Organization.objects.filter(pk__in=organization_ids(record)).first()


def concerned(kind: Kind, record: EventRecord, *, after: UUID | None = None, most: int | None = None) -> list[UUID]:
    """The accounts that the event concerns, in the order of their ids, without whoever brought it about."""
    found = _concerned(kind, record)
    return list((found.filter(pk__gt=after) if after else found).order_by("pk").values_list("pk", flat=True)[:most])


def concerns(kind: Kind, record: EventRecord, user_id: UUID) -> bool:
    """Whether it concerns this one, as things are now."""
    return _concerned(kind, record).filter(pk=user_id).exists()


def _concerned(kind: Kind, record: EventRecord) -> QuerySet[User]:
    match kind.audience:
        case Audience.ALLOWED:
            found = _allowed(kind, record)
        case Audience.TARGET | Audience.ACCOUNT:
            found = User.objects.filter(pk__in=_one(record.target_id))
            if kind.audience is Audience.TARGET and not kind.afterwards:
                found = found.filter(pk__in=_members(record).values("user_id"))
        case Audience.INVITED:
            invitation = Invitation.objects.filter(pk__in=_one(record.target_id), state=Invitation.State.PENDING)
            # Whoever merely typed the address in at registration is told nothing about it.
            found = User.objects.filter(email_key__in=invitation.values("email_key"), email_verified_at__isnull=False)
    if kind.audience is not Audience.ACCOUNT:
        found = found.exclude(pk__in=_one(record.actor_id))
    return found.filter(is_active=True)


def roles_for(kind: Kind) -> set[Role]:
    """The roles that allow to see what a kind tells of."""
    return {role for role in Role if kind.permission is not None and allows(role, kind.permission)}


def _allowed(kind: Kind, record: EventRecord) -> QuerySet[User]:
    roles = [role.value for role in roles_for(kind)]
    return User.objects.filter(pk__in=_members(record).filter(role__in=roles).values("user_id"))


def _members(record: EventRecord) -> QuerySet[Membership]:
    """Who belongs to the organization in which it happened, and is let in there."""
    return Membership.objects.filter(WELCOME, organization_id__in=organization_ids(record))


def _one(id_: UUID | None) -> list[UUID]:
    return [] if id_ is None else [id_]


def told(user_ids: Collection[UUID], kind: Kind, record: EventRecord) -> set[UUID]:
    """Who of them has the notification already."""
    rows = Notification.objects.filter(user_id__in=user_ids, event_id=record.pk, kind=kind.name)
    return set(rows.values_list("user_id", flat=True))


def has_heard(kind: Kind, record: EventRecord, user_id: UUID) -> bool:
    """Whether somebody has heard of it without a mail: read the notification, or been where it happened."""
    rows = Notification.objects.filter(user_id=user_id, event_id=record.pk, kind=kind.name, read_at__isnull=False)
    return rows.exists() or subscriptions.table().HEARD[kind.name](record, user_id)
