"""How far somebody has read, and what they want to be told of a room."""

from django.db import IntegrityError

from core.chat.grants import RoomGrant
from core.chat.selectors import unread
from core.chat.selectors.rooms import MINE, READ, standing, stream_of
from kernel import clock, realtime
from kernel.errors import not_found
from kernel.statements import Statement

# A row that is new begins where its reader stood without one.
_KEEP = Statement(
    "INSERT INTO core_chat_reading (room_id, user_id, no, told, muted, at)"  # our own names
    f" SELECT core_chat_room.id, core_membership.user_id, greatest({READ}, least(%(no)s, core_chat_room.last_no)), 0,"
    f" coalesce(%(muted)s, core_chat_reading.muted, false), %(at)s{MINE}"
    " WHERE core_chat_room.id = %(room)s AND core_membership.user_id = %(user)s"
    " ON CONFLICT (room_id, user_id) DO UPDATE SET no = greatest(core_chat_reading.no, excluded.no),"
    " muted = coalesce(%(muted)s, core_chat_reading.muted), at = excluded.at RETURNING no",
    no="bigint",
    muted="boolean",
    at="timestamptz",
    room="uuid",
    user="uuid",
)


def keep(grant: RoomGrant, *, no: int = 0, muted: bool | None = None) -> int:
    """Note how far the actor has read, never less far than before, and what they want to hear; answer how far it is.

    Raises:
        Problem: `not_found`, when the actor or the room went meanwhile.
    """
    asked = {"room": grant.room.pk, "user": grant.user_id, "no": no, "muted": muted, "at": clock.now()}
    try:
        rows = _KEEP.rows(asked)
    except IntegrityError:
        raise not_found() from None
    if not rows:
        raise not_found()
    return int(rows[0][0])


def mute(grant: RoomGrant, *, muted: bool) -> None:
    """Be told of nothing there but mentions, or of all of it again. It concerns nobody else: no event."""
    keep(grant, muted=muted)


def read(grant: RoomGrant, *, no: int) -> tuple[int, int]:
    """Note that the actor has read up to a message, and let the others know; how far it is now, and what is left.

    It takes no number in the stream (ADR 34): whoever misses it reads it anew.
    """
    was, last = standing(grant.user_id, grant.room.pk)
    if min(no, last) <= was:
        return was, last - was
    reached = keep(grant, no=no)
    if not unread.is_crowded(grant):
        stream = stream_of(grant.room.pk)
        realtime.pass_on(stream, {"type": "read", "s": stream, "user": str(grant.user_id), "no": reached})
    return reached, max(0, last - reached)
