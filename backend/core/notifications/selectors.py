"""Reading notifications and preferences, and finding out whom an event concerns."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from authentication.models import User
from core.invitations.models import Invitation
from core.notifications.kinds import Audience, Kind, Wish, organization_ids, wish, wishes
from core.notifications.models import Notification, Preference
from core.tenancy.grants import WELCOME
from core.tenancy.models import Membership, Organization
from core.tenancy.roles import Role, allows
from kernel import clock
from kernel.actor import Actor, ActorKind
from kernel.errors import denied
from kernel.models import EventRecord


def owner(actor: Actor) -> UUID:
    """The account whose notifications are meant: the actor's own. Raises `permission_denied` for a machine."""
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise denied("Notifications belong to people.")
    return actor.id


def forgettable() -> QuerySet[Notification]:
    """What was read so long ago, or is so old, that it goes."""
    moment = clock.now()
    read = Q(read_at__lt=moment - settings.NOTIFICATIONS_KEEP_READ)
    return Notification.objects.filter(read | Q(created_at__lt=moment - settings.NOTIFICATIONS_KEEP))


def notifications(actor: Actor, *, unread: bool | None = None) -> QuerySet[Notification]:
    """The actor's own; only the unread ones, only the read ones, or all."""
    rows = Notification.objects.filter(user_id=owner(actor)).select_related("organization")
    return rows if unread is None else rows.filter(read_at__isnull=unread)


def unread_count(actor: Actor) -> int:
    """How many wait."""
    return Notification.objects.filter(user_id=owner(actor), read_at=None).count()


def since(user_id: UUID, number: int, limit: int) -> list[Notification]:
    """The account's notifications after this number, in order: what the stream u:<user> holds."""
    rows = Notification.objects.filter(user_id=user_id, seq__gt=number).select_related("organization")
    return list(rows.order_by("seq")[:limit])


def preferences(actor: Actor) -> dict[str, Wish]:
    """The actor's wish about each kind."""
    return wishes(Preference.objects.filter(user_id=owner(actor)))


def event(event_id: UUID) -> EventRecord | None:
    """A recorded event with its stream."""
    return EventRecord.objects.select_related("stream").filter(pk=event_id).first()


def organization_of(record: EventRecord) -> Organization | None:
    """The organization in which it happened, unless it is gone or it happened to an account."""
    return Organization.objects.filter(pk__in=organization_ids(record)).first()


def concerned(kind: Kind, record: EventRecord) -> list[UUID]:
    """The accounts that the event concerns, without whoever brought it about."""
    match kind.audience:
        case Audience.ALLOWED:
            found = _allowed(kind, record)
        case Audience.TARGET | Audience.ACCOUNT:
            found = User.objects.filter(pk__in=_one(record.target_id))
        case Audience.INVITED:
            invitation = Invitation.objects.filter(pk__in=_one(record.target_id), state=Invitation.State.PENDING)
            # Whoever merely typed the address in at registration is told nothing about it.
            found = User.objects.filter(email_key__in=invitation.values("email_key"), email_verified_at__isnull=False)
    if kind.audience is not Audience.ACCOUNT:
        found = found.exclude(pk__in=_one(record.actor_id))
    return list(found.filter(is_active=True).order_by("pk").values_list("pk", flat=True))


def _allowed(kind: Kind, record: EventRecord) -> QuerySet[User]:
    roles = [role.value for role in Role if kind.permission is not None and allows(role, kind.permission)]
    members = Membership.objects.filter(WELCOME, organization_id__in=organization_ids(record), role__in=roles)
    return User.objects.filter(pk__in=members.values("user_id"))


def _one(id_: UUID | None) -> list[UUID]:
    return [] if id_ is None else [id_]


def wishes_of(user_ids: Collection[UUID], kind: Kind, record: EventRecord) -> dict[UUID, Wish]:
    """What each of these people wants of this kind."""
    rows = {row.user_id: row for row in Preference.objects.filter(user_id__in=user_ids, kind=kind.name)}
    protected = bool(record.data.get("protected"))
    return {user_id: wish(kind, rows.get(user_id), protected=protected) for user_id in user_ids}


def told(user_ids: Collection[UUID], kind: Kind, record: EventRecord) -> set[UUID]:
    """Who of them has the notification already."""
    rows = Notification.objects.filter(user_id__in=user_ids, event_id=record.pk, kind=kind.name)
    return set(rows.values_list("user_id", flat=True))
