"""Reading one's own notifications."""

from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from core.notifications.kinds import KINDS, Audience
from core.notifications.models import Notification
from kernel import clock
from kernel.actor import Actor, ActorKind
from kernel.errors import denied

# Told to people who need not belong there: an invitation, and that one was removed.
_OUTWARD = [kind.name for kind in KINDS.values() if kind.afterwards or kind.audience is Audience.INVITED]
# Whoever lacks the second factor that an organization asks for reads nothing of what happened there, as everywhere
# (`core.tenancy.grants.WELCOME`); leaving it is no way around that.
_HIDDEN = Q(organization__require_mfa=True, user__second_factor_at=None) & ~Q(kind__in=_OUTWARD)


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
    rows = _readable(owner(actor))
    return rows if unread is None else rows.filter(read_at__isnull=unread)


def waiting(actor: Actor) -> QuerySet[Notification]:
    """Those that the actor has not read."""
    return Notification.objects.filter(user_id=owner(actor), read_at=None)


def unread_count(actor: Actor) -> int:
    """How many wait."""
    return waiting(actor).count()


def since(user_id: UUID, number: int, limit: int) -> list[Notification]:
    """The account's notifications after this number, in order: what the stream u:<user> holds."""
    return list(_readable(user_id).filter(seq__gt=number).order_by("seq")[:limit])


def _readable(user_id: UUID) -> QuerySet[Notification]:
    """Each with `hidden`, which leaves the numbering whole where words may not be read."""
    hidden = ExpressionWrapper(_HIDDEN, output_field=BooleanField())
    return Notification.objects.filter(user_id=user_id).select_related("organization").annotate(hidden=hidden)
