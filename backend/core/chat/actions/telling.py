"""Letting people know that somebody wants them: an event in each one's own stream, which notifications tell of."""

from collections.abc import Collection
from uuid import UUID, uuid5

from core.chat.events import Called, MemberAddressed, MemberMentioned
from core.chat.models import Message, Reading, RoomKind
from core.chat.selectors import attention
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor, ActorKind
from kernel.models import EventRecord


def tell(message_id: UUID, only: Collection[UUID] | None = None) -> None:
    """Tell whom a message mentions (after an edit `only` these), or the other of two. Twice is as good as once."""
    message = attention.message(message_id)
    if message is None:
        return
    author = Actor(ActorKind.USER, message.author_id, message.author_label)
    if message.room.kind == RoomKind.DIRECT:
        if only is None:
            _address(author, message)
    else:
        _mention(author, message, attention.mentioned(message, only))


@action()
def _mention(author: Actor, message: Message, user_ids: Collection[UUID]) -> None:
    unchanged()
    for user_id, label in attention.labels(message, user_ids).items():
        _say(MemberMentioned, author, message, user_id, label)


@action()
def _address(author: Actor, message: Message) -> None:
    """Once for all that the other has not read: a conversation is no series of notices."""
    unchanged()
    user_id = attention.other(message)
    label = attention.labels(message, [user_id]).get(user_id) if user_id else None
    if user_id is None or label is None:
        return
    start = {"at": clock.now()}
    rows = Reading.objects.select_for_update(of=("self",))
    reading, _ = rows.get_or_create(room_id=message.room_id, user_id=user_id, defaults=start)
    wanted = not reading.muted or message.mentions.filter(user_id=user_id).exists()
    if wanted and reading.no < message.no and reading.told <= reading.no:
        Reading.objects.filter(pk=reading.pk).update(told=message.no)
        _say(MemberAddressed, author, message, user_id, label)


def _say(event: type[Called], author: Actor, message: Message, user_id: UUID, label: str) -> None:
    room = message.room
    named = f"#{room.project.slug if room.project else room.name}" if room.kind != RoomKind.DIRECT else ""
    id_ = uuid5(message.pk, f"{event.verb} {user_id}")
    if EventRecord.objects.filter(pk=id_).exists():
        return
    data = {
        "organization_id": str(room.organization_id),
        "room_id": str(room.pk),
        "room": named,
        "message_id": str(message.pk),
        "no": message.no,
    }
    emit(event.to(author, user_id, label, id_, **data))
