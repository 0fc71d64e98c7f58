"""Reading rooms as one person sees them: what was said last, how much of it is unread, what may be done there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from core.chat.grants import RoomGrant, may
from core.chat.models import Message, Participant, Room, RoomKind
from core.chat.roles import Right, belongs
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Membership
from core.tenancy.roles import Role
from core.vault.selectors.people import Person, people
from kernel import streams
from kernel.actor import Actor
from kernel.errors import not_found
from kernel.statements import Statement, columns, load
from kernel.streams import Head

# How far somebody has read who never said so: what was there when he came is none of his unread messages.
_BEFORE_COMING = (
    " LEFT JOIN LATERAL (SELECT before.no FROM core_chat_message before WHERE core_chat_reading.id IS NULL"
    " AND before.room_id = core_chat_room.id AND before.created_at < core_membership.created_at"
    " ORDER BY before.no DESC LIMIT 1) came ON true"
)
READ = "coalesce(core_chat_reading.no, came.no, 0)"
# A room beside its member's place in the organization, and what that member has read there.
MINE = (
    " FROM core_chat_room JOIN core_membership ON core_membership.organization_id = core_chat_room.organization_id"
    " LEFT JOIN core_chat_reading ON core_chat_reading.room_id = core_chat_room.id"
    " AND core_chat_reading.user_id = core_membership.user_id" + _BEFORE_COMING
)
UNREAD_MENTIONS = (
    "(SELECT count(*) FROM core_chat_mention WHERE core_chat_mention.user_id = core_membership.user_id"  # noqa: S608
    f" AND core_chat_mention.room_id = core_chat_room.id AND core_chat_mention.no > {READ})"
)
_OVERVIEW = Statement(
    f"SELECT {READ}, coalesce(core_chat_reading.muted, false), {UNREAD_MENTIONS},"  # noqa: S608  # our own names
    " core_project.id, core_project.name, core_project.slug,"
    " ARRAY(SELECT user_id FROM core_chat_participant WHERE room_id = core_chat_room.id),"
    " ARRAY(SELECT present.user_id FROM core_chat_participant JOIN core_membership present"
    " ON present.user_id = core_chat_participant.user_id AND present.organization_id = core_chat_room.organization_id"
    " WHERE core_chat_participant.room_id = core_chat_room.id),"
    " last.id, last.no, last.author_id, last.author_label, last.text, last.created_at, last.deleted_at IS NOT NULL,"
    f" {', '.join(f'core_chat_room.{name}' for name in columns(Room))}{MINE}"
    " LEFT JOIN core_project ON core_project.id = core_chat_room.project_id"
    " LEFT JOIN core_chat_message last ON last.room_id = core_chat_room.id AND last.no = core_chat_room.last_no"
    " WHERE core_membership.user_id = %(user)s AND core_chat_room.id = ANY(%(rooms)s)",
    user="uuid",
    rooms="uuid[]",
)
_STANDING = Statement(
    f"SELECT {READ}, core_chat_room.last_no{MINE}"  # our own names
    " WHERE core_membership.user_id = %(user)s AND core_chat_room.id = %(room)s",
    user="uuid",
    room="uuid",
)


@dataclass(frozen=True, slots=True)
class Last:
    """The last message of a room, as its line in a list shows it."""

    id: UUID
    no: int
    author: Person | None
    author_label: str
    text: str
    created_at: datetime
    deleted: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A room as one person sees it."""

    room: Room
    head: Head
    read_no: int
    muted: bool
    mentions: int
    project: tuple[UUID, str, str] | None
    people: Sequence[Person]
    last: Last | None
    may: Mapping[Right, bool] = field(default_factory=dict)


def stream_of(room_id: UUID) -> str:
    """The key of a room's stream."""
    return f"r:{room_id}"


def visible(grant: OrganizationGrant, *, archived: bool | None = None, kind: str | None = None) -> QuerySet[Room]:
    """The rooms of an organization that the actor has a part in."""
    rows = Room.objects.filter(_readable(grant), organization=grant.organization)
    if archived is not None:
        rows = rows.filter(archived_at__isnull=not archived)
    return rows.filter(kind=kind) if kind else rows


def _readable(grant: OrganizationGrant) -> Q:
    mine = Participant.objects.filter(user_id=account_of(grant.actor)).values("room_id")
    found = Q(kind=RoomKind.DIRECT, pk__in=mine)
    if belongs(grant.role, to_project=False):
        found |= Q(kind=RoomKind.ORGANIZATION)
    if belongs(grant.role, to_project=True):
        found |= Q(kind=RoomKind.PROJECT)
    return found


def overviews(user_id: UUID, role: Role, room_ids: Collection[UUID]) -> list[Overview]:
    """These rooms, in the order of their ids as given, each as that member sees it.

    The heads are read first: what happens meanwhile has a higher number, and is met in the stream.
    """
    heads = streams.heads([stream_of(room_id) for room_id in room_ids])
    rows = _OVERVIEW.rows({"user": user_id, "rooms": list(room_ids)})
    known = people(id_ for row in rows for id_ in (*row[6], row[10]))
    found = {}
    for read_no, muted, mentions, project_id, project_name, project_slug, both, present, *rest in rows:
        room = load(Room, rest[7:])
        found[room.pk] = Overview(
            room=room,
            head=heads[stream_of(room.pk)],
            read_no=read_no,
            muted=muted,
            mentions=mentions,
            project=(project_id, project_name, project_slug) if project_id else None,
            people=[known[id_] for id_ in both if id_ in known],
            last=Last(rest[0], rest[1], known.get(rest[2]), *rest[3:7]) if rest[0] else None,
            may={
                right: may(right, role=role, room=room, user_id=user_id, present=len(present))
                and not (right is Right.POST and room.archived_at)
                for right in Right
            },
        )
    return [found[room_id] for room_id in room_ids if room_id in found]


def overview(grant: RoomGrant) -> Overview:
    """The room of a grant, as the actor sees it now. Raises `not_found` where there is nothing to see any more."""
    found = overviews(grant.user_id, grant.role, [grant.room.pk])
    if not found:
        raise not_found()
    return found[0]


def standing(user_id: UUID, room_id: UUID) -> tuple[int, int]:
    """How far a member has read a room, and how far it has come."""
    rows = _STANDING.rows({"user": user_id, "room": room_id})
    return rows[0] if rows else (0, 0)


def said(grant: RoomGrant, cid: UUID) -> Message | None:
    """What the actor has sent there under this id already."""
    return Message.objects.defer("words").filter(room=grant.room, author_id=grant.user_id, cid=cid).first()


def organizations_of(actor: Actor) -> set[UUID]:
    """The organizations that the actor belongs to."""
    return set(Membership.objects.filter(user_id=account_of(actor)).values_list("organization_id", flat=True))
