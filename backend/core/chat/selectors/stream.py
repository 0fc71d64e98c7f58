"""`r:<room>`: what is said in a room, changed and deleted, as its sockets are sent it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from core.chat.grants import TAKES_PART, RoomGrant
from core.chat.models import EntryKind, Room, RoomKind
from core.chat.roles import belongs
from core.chat.selectors.messages import excerpt
from core.chat.selectors.rooms import stream_of
from core.tenancy.grants import BARRED, guard_of
from core.tenancy.roles import Role
from core.vault.selectors.people import Person, people
from kernel.sockets.socket import dump
from kernel.sockets.source import Rights, Row
from kernel.statements import Statement

_ALLOWED = Statement(
    "SELECT core_chat_room.id, core_membership.user_id, core_membership.role, kind"  # noqa: S608  # our own words
    " FROM unnest(%(rooms)s, %(users)s) AS asked(room_id, user_id)"
    " JOIN core_chat_room ON core_chat_room.id = asked.room_id"
    " JOIN core_membership ON core_membership.organization_id = core_chat_room.organization_id"
    " AND core_membership.user_id = asked.user_id"
    " JOIN core_organization ON core_organization.id = core_membership.organization_id"
    " JOIN auth_account ON auth_account.id = core_membership.user_id"
    f" WHERE is_active AND NOT ({BARRED}) AND {TAKES_PART.format(user='asked.user_id')}",
    rooms="uuid[]",
    users="uuid[]",
)
_ENTRIES = Statement(
    "SELECT e.seq, e.kind, e.at, coalesce(p.slug, r.name), r.topic, r.archived_at IS NOT NULL,"
    " m.id, m.no, m.cid, m.author_id, m.author_label, m.text, m.created_at, m.edited_at, m.deleted_at IS NOT NULL,"
    " ARRAY(SELECT user_id FROM core_chat_mention WHERE message_id = m.id ORDER BY id)"
    " FROM core_chat_entry e JOIN core_chat_room r ON r.id = e.room_id LEFT JOIN core_project p ON p.id = r.project_id"
    " LEFT JOIN core_chat_message m ON m.id = e.message_id"
    " WHERE e.room_id = %(room)s AND e.seq > %(since)s ORDER BY e.seq LIMIT %(most)s",
    room="uuid",
    since="bigint",
    most="integer",
)
_OF_MESSAGE = ("id", "no", "cid", "author", "author_label", "text", "created_at", "edited_at", "deleted", "mentions")


class Conversation:
    """What is said in a room, for those who read it. All of them see all of it."""

    numbered: ClassVar[bool] = True

    def guard(self, key: UUID) -> str:
        """The organization's: whoever changes its members moves it. None of a room that is gone."""
        try:
            return guard_of(_organization_of(key))
        except Room.DoesNotExist:
            return ""

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """Those of these people who have a part in these rooms."""
        asked = {"rooms": [pair[0] for pair in pairs], "users": [pair[1] for pair in pairs]}
        return {
            (room_id, user_id): frozenset()
            for room_id, user_id, role, kind in _ALLOWED.rows(asked)
            if belongs(Role(role), to_project=kind == RoomKind.PROJECT)
        }

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """What happened after a number, each message as it is now: what was deleted is not said again (ADR 34)."""
        found = _ENTRIES.rows({"room": key, "since": since, "most": limit})
        known = people(row[9] for row in found)
        return [Row(row[0], dump(_frame(key, row, known))) for row in found]


@lru_cache(maxsize=4096)
def _organization_of(room_id: UUID) -> UUID:
    """A room never moves."""
    return UUID(str(Room.objects.values_list("organization_id", flat=True).get(pk=room_id)))


def _frame(room_id: UUID, row: tuple[Any, ...], known: Mapping[UUID | None, Person]) -> dict[str, Any]:
    seq, kind, at, name, topic, archived, *message = row
    if kind == EntryKind.ROOM:
        place = {"s": stream_of(room_id), "seq": seq, "room_id": room_id, "ts": at}
        return {"type": "room", **place, "room": {"name": name, "topic": topic, "archived": archived}}
    return message_frame(room_id, name, seq, kind, message, known.get(message[3]))


def message_frame(
    room_id: UUID, name: str, seq: int, change: str, message: Sequence[Any], author: Person | None
) -> dict[str, Any]:
    """A message as sockets are sent it; `room` is what it is called, or its id where it has no name."""
    id_, no, cid, author_id, label, text, ts, edited, deleted, mentions = message
    return {
        "type": "message",
        "s": stream_of(room_id),
        "seq": seq,
        "room": name or room_id,
        "room_id": room_id,
        "id": id_,
        "no": no,
        "cid": cid,
        "user": _person(author_id, label, author),
        "text": text,
        "ts": ts,
        "edited": edited,
        "deleted": deleted,
        "mentions": mentions,
        "change": change,
    }


def _person(author_id: UUID | None, label: str, author: Person | None) -> dict[str, Any]:
    """Who said it; of whoever has deleted his account the name of that time."""
    if author is None:
        return {"id": author_id, "full_name": label, "avatar_url": None}
    return {"id": author_id, "full_name": author["full_name"], "avatar_url": author["avatar_url"]}


def history(grant: RoomGrant, *, limit: int, before: int | None = None) -> dict[str, Any]:
    """Messages of a room as its frames have them, oldest first, and the number to go on from."""
    found = excerpt(grant.room.pk, limit=limit, before=before)
    frames = [
        message_frame(
            grant.room.pk,
            grant.name,
            row["seq"],
            EntryKind.MESSAGE,
            [row[name] for name in _OF_MESSAGE],
            found.people.get(row["author"]),
        )
        for row in found.rows
    ]
    return {"s": stream_of(grant.room.pk), "messages": frames, "before": found.before}
