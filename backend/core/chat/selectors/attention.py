"""Whose attention a message asks for, and who has given it already."""

from collections.abc import Collection
from uuid import UUID

from core.chat.models import Mention, Message, Participant, Reading
from core.tenancy.grants import stream_of
from core.tenancy.models import Membership
from kernel.models import EventRecord
from kernel.sockets import attendance


def message(message_id: UUID) -> Message | None:
    """A message with its room, unless it was deleted."""
    rows = Message.objects.defer("words").select_related("room__organization", "room__project")
    return rows.filter(pk=message_id, deleted_at=None).first()


def mentioned(message: Message, only: Collection[UUID] | None) -> list[UUID]:
    """Whom it mentions, or those of them; not its author."""
    rows = Mention.objects.filter(message=message).exclude(user_id__in=_author(message))
    return list((rows if only is None else rows.filter(user_id__in=only)).values_list("user_id", flat=True))


def other(message: Message) -> UUID | None:
    """The other one of a room of two people."""
    rows = Participant.objects.filter(room_id=message.room_id).exclude(user_id__in=_author(message))
    return rows.values_list("user_id", flat=True).first()


def _author(message: Message) -> list[UUID]:
    return [message.author_id] if message.author_id else []


def labels(message: Message, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """The addresses of these people, as far as they belong to the organization."""
    rows = Membership.objects.filter(organization_id=message.room.organization_id, user_id__in=user_ids)
    return dict(rows.values_list("user_id", "user__email"))


def has_read(message: Message, user_id: UUID) -> bool:
    """Whether somebody has read up to there."""
    return Reading.objects.filter(room_id=message.room_id, user_id=user_id, no__gte=message.no).exists()


def heard(record: EventRecord, user_id: UUID) -> bool:
    """Whether a mail would tell nothing new: the person is here just now, or has read it, or it was taken back."""
    found = message(UUID(record.data["message_id"]))
    if found is None or has_read(found, user_id):
        return True
    return str(user_id) in attendance.online(stream_of(found.room.organization_id), [user_id])
