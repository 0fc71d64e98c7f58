"""How much waits for somebody, and how far the others have read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.chat.grants import TAKES_PART, RoomGrant
from core.chat.models import Reading, RoomKind
from core.chat.roles import belongs
from core.chat.selectors.rooms import MINE, READ, UNREAD_MENTIONS
from core.tenancy.grants import OrganizationGrant, account_of
from core.vault.selectors.people import Person, people
from kernel.statements import Statement

# In a room of more people nobody is told how far each of them has read.
MOST_READERS = 200

_WAITING = Statement(
    f"SELECT core_chat_room.id, core_chat_room.kind, greatest(core_chat_room.last_no - {READ}, 0), {UNREAD_MENTIONS},"
    f" core_chat_room.last_no, coalesce(core_chat_reading.muted, false){MINE}"
    " WHERE core_membership.user_id = %(user)s AND core_chat_room.organization_id = %(organization)s"
    f" AND core_chat_room.archived_at IS NULL AND {TAKES_PART.format(user='core_membership.user_id')}"
    " ORDER BY core_chat_room.id",
    user="uuid",
    organization="uuid",
)
_PEOPLE = Statement(
    "SELECT count(*) FROM (SELECT FROM core_membership WHERE organization_id = %(organization)s LIMIT %(most)s) few",
    organization="uuid",
    most="integer",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody has not read in a room."""

    room_id: UUID
    unread: int
    mentions: int
    last_no: int
    muted: bool


def waiting(grant: OrganizationGrant) -> list[Waiting]:
    """What waits for the actor in each room that is not archived."""
    asked = {"user": account_of(grant.actor), "organization": grant.organization.pk}
    return [
        Waiting(room_id, unread, mentions, last_no, muted)
        for room_id, kind, unread, mentions, last_no, muted in _WAITING.rows(asked)
        if belongs(grant.role, to_project=kind == RoomKind.PROJECT)
    ]


def is_crowded(grant: RoomGrant) -> bool:
    """Whether there are so many that it is told to nobody how far the others have read."""
    if grant.room.kind == RoomKind.DIRECT:
        return False
    asked = {"organization": grant.room.organization_id, "most": MOST_READERS + 1}
    return bool(_PEOPLE.rows(asked)[0][0] > MOST_READERS)


def readings(grant: RoomGrant) -> list[tuple[Person, int, datetime]]:
    """How far members have read; of a crowded room only the actor's own."""
    rows = Reading.objects.filter(room=grant.room, user__memberships__organization_id=grant.room.organization_id)
    if is_crowded(grant):
        rows = rows.filter(user_id=grant.user_id)
    found = list(rows.order_by("-no", "pk").values_list("user_id", "no", "at"))
    known = people(user_id for user_id, _, _ in found)
    return [(known[user_id], no, at) for user_id, no, at in found if user_id in known]
