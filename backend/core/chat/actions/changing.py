"""Changing what was said, and taking it back."""

from datetime import timedelta
from uuid import UUID

from core.chat.actions.holding import enter, hold_members, hold_room
from core.chat.actions.sending import TELL, called, fit, spend
from core.chat.events import MessageRemoved
from core.chat.grants import MessageGrant
from core.chat.models import EntryKind, Mention, Message, RoomKind
from core.chat.roles import Right, keeps_order
from core.chat.selectors import links
from kernel import clock, outbox
from kernel.actions import action, emit, unchanged
from kernel.errors import Code, Problem, conflict, denied

EDITABLE = timedelta(hours=24)


def edit(grant: MessageGrant, *, text: str, expected: int | None = None) -> Message:
    """Let a message say something else; `expected` is the `seq` of what its author saw.

    Raises:
        Problem: `permission_denied` for others and after a day; `stale_version`; `conflict` for a deleted one;
            `archived`; `rate_limited`; `invalid`.
    """
    spend(grant)
    _refuse_edit(grant, grant.message)
    return _edit(grant, text=fit(grant, text), expected=expected)


@action(needs=Right.POST)
def _edit(grant: MessageGrant, *, text: str, expected: int | None) -> Message:
    unchanged()
    hold_room(grant)
    message = _held(grant.message.pk)
    _refuse_edit(grant, message)
    if expected is not None and expected != message.seq:
        raise Problem(Code.STALE_VERSION, "The message was changed meanwhile.", extra={"seq": message.seq})
    if text == message.text:
        return message
    fresh = _name(grant, message, text)
    if fresh:
        outbox.put(TELL, {"message": str(message.pk), "only": [str(one) for one in fresh]}, priority=outbox.URGENT)
    message.text, message.edited_at = text, clock.now()
    message.save(update_fields=["text", "edited_at"])
    message.seq = enter(message.room_id, EntryKind.EDIT, message.pk)
    return message


@action(needs=Right.READ)
def delete(grant: MessageGrant) -> None:
    """Take a message back: one's own or, for who keeps order, anybody's, but in rooms of two. Its place stays.

    Raises:
        Problem: `permission_denied`.
    """
    own = grant.message.author_id == grant.user_id
    if not own and (grant.room.kind == RoomKind.DIRECT or not keeps_order(grant.role)):
        raise denied("Only who wrote a message, or keeps the organization in order, removes it.")
    held = hold_room(grant)
    message = _held(grant.message.pk)
    if message.deleted_at is not None:
        unchanged()
        return
    if own:
        unchanged()
    else:
        data = {"message_id": str(message.pk), "no": message.no, "author": message.author_label}
        emit(MessageRemoved.about(held, held.room.pk, held.name, **data))
    message.mentions.all().delete()
    message.text, message.deleted_at = "", clock.now()
    message.save(update_fields=["text", "deleted_at"])
    message.seq = enter(message.room_id, EntryKind.DELETE, message.pk)


def _held(message_id: UUID) -> Message:
    return Message.objects.defer("words").select_for_update(no_key=True).get(pk=message_id)


def _refuse_edit(grant: MessageGrant, message: Message) -> None:
    if message.author_id != grant.user_id:
        raise denied("Only who wrote a message changes it.")
    if message.deleted_at is not None:
        raise conflict("The message was deleted.")
    if clock.now() - message.created_at > EDITABLE:
        raise denied("A message can be changed for a day.")


def _name(grant: MessageGrant, message: Message, text: str) -> list[UUID]:
    """Write down whom it mentions now; those whom it did not mention before."""
    wanted = links.mentioned_in(grant.room.organization_id, text)
    wanted = called(grant, wanted)
    before = set(message.mentions.values_list("user_id", flat=True))
    present = hold_members(grant, wanted)
    message.mentions.exclude(user_id__in=wanted).delete()
    fresh = [one for one in wanted if one in present and one not in before]
    Mention.objects.bulk_create(
        Mention(message=message, room_id=message.room_id, no=message.no, user_id=one) for one in fresh
    )
    return fresh
