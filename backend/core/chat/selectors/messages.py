"""Reading what was said: pages around a number, and searches."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, QuerySet

from core.chat.grants import RoomGrant
from core.chat.models import Message, Room
from core.chat.selectors.rooms import stream_of, visible
from core.tenancy.grants import OrganizationGrant
from core.vault.selectors.people import Person, people
from kernel import streams
from kernel.statements import Statement
from kernel.streams import Head

MOST_WORDS = 10
_QUOTES = re.compile(r"['\\\x00]+")
_FIELDS = ("id", "room", "no", "seq", "cid", "author", "author_label", "text", "created_at", "edited_at", "deleted",
           "mentions")  # fmt: skip
_SHOWN = (
    "SELECT m.id, m.room_id, m.no, m.seq, m.cid, m.author_id, m.author_label, m.text, m.created_at, m.edited_at,"
    " m.deleted_at IS NOT NULL, ARRAY(SELECT user_id FROM core_chat_mention WHERE message_id = m.id ORDER BY id)"
    " FROM core_chat_message m WHERE "
)
_BEFORE = Statement(
    _SHOWN + "m.room_id = %(room)s AND m.no < %(no)s ORDER BY m.no DESC LIMIT %(most)s",
    room="uuid", no="bigint", most="integer",
)  # fmt: skip
_AFTER = Statement(
    _SHOWN + "m.room_id = %(room)s AND m.no > %(no)s ORDER BY m.no LIMIT %(most)s",
    room="uuid", no="bigint", most="integer",
)  # fmt: skip
_THESE = Statement(_SHOWN + "m.id = ANY(%(ids)s)", ids="uuid[]")

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Messages of a room in order, and the numbers from which its neighbours are read, None where there are none."""

    head: Head
    rows: Sequence[Shown]
    people: Mapping[UUID | None, Person]
    before: int | None
    after: int | None


def excerpt(
    room_id: UUID, *, limit: int, before: int | None = None, after: int | None = None, around: int | None = None
) -> Excerpt:
    """The newest messages, or those before, after or around a number. The head is read before the rows."""
    head = streams.heads([stream_of(room_id)])[stream_of(room_id)]
    older = newer = False
    rows: list[Shown] = []
    if after is None:
        half = limit if around is None else limit - limit // 2
        end = 2**62 if before is None and around is None else (before if around is None else around + 1)
        rows, older = _some(_BEFORE, room_id, end, half)
        rows.reverse()
        newer = before is not None
    if after is not None or around is not None:
        start = after if after is not None else around
        some, newer = _some(_AFTER, room_id, start, limit if after is not None else limit // 2)
        rows += some
        older = older or (after is not None and after > 0)
    return Excerpt(
        head,
        rows,
        people(row["author"] for row in rows),
        rows[0]["no"] if rows and older else None,
        rows[-1]["no"] if rows and newer else None,
    )


def _some(statement: Statement, room_id: UUID, no: int | None, most: int) -> tuple[list[Shown], bool]:
    found = statement.rows({"room": room_id, "no": no, "most": most + 1}) if most else []
    return [dict(zip(_FIELDS, row, strict=True)) for row in found[:most]], len(found) > most


def shown(ids: Iterable[UUID]) -> list[Shown]:
    """These messages, in the order given."""
    wanted = list(ids)
    found = {row[0]: dict(zip(_FIELDS, row, strict=True)) for row in _THESE.rows({"ids": wanted})}
    return [found[id_] for id_ in wanted if id_ in found]


def authors(rows: Collection[Shown]) -> Mapping[UUID | None, Person]:
    """Who said all that; whoever has deleted his account is missing."""
    return people(row["author"] for row in rows)


def found_in_room(grant: RoomGrant, q: str) -> QuerySet[Message]:
    """What was said there that holds each word of `q`, or one that begins with it."""
    return _holding(q).filter(room=grant.room)


def found_in_organization(grant: OrganizationGrant, q: str) -> QuerySet[Message]:
    """The same of all rooms that the actor has a part in."""
    return _holding(q).filter(Exists(visible(grant).filter(pk=OuterRef("room_id"))))


def _holding(q: str) -> QuerySet[Message]:
    words = [_QUOTES.sub(" ", word) for word in q.split()][:MOST_WORDS]
    wanted = " & ".join(f"'{word}':*" for word in words if word.strip())
    return Message.objects.only("id", "no", "created_at").filter(
        words=SearchQuery(wanted, config="simple", search_type="raw"), deleted_at=None
    )


def names_of(room_ids: Collection[UUID]) -> dict[UUID, str]:
    """What rooms are called."""
    rows = Room.objects.filter(pk__in=set(room_ids)).select_related("project").only("name", "project__slug")
    return {room.pk: room.project.slug if room.project else room.name for room in rows}
