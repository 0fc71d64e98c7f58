"""Reading one's own notifications."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from core.notifications.models import Notification
from kernel import clock
from kernel.actor import Actor, ActorKind
from kernel.errors import denied


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
