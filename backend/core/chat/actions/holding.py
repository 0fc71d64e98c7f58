"""What every write of chat holds until it commits, and the entry in the room's stream that is its last statement.

Whoever changes who belongs to an organization, or deletes it, holds its row; whoever deletes a project holds that. So
what is written here was allowed at the moment when it was committed, and nothing is written into what is going away.
A room's stream is the last of its locks but for that of the organization's record, after which nobody takes another.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from core.chat import grants
from core.chat.grants import RoomGrant
from core.chat.models import EntryKind
from core.chat.selectors.rooms import stream_of
from kernel import clock, realtime
from kernel.errors import not_found
from kernel.statements import Statement

_MEMBERS = Statement(
    "SELECT core_membership.user_id FROM core_organization"
    " JOIN core_membership ON core_membership.organization_id = core_organization.id"
    " WHERE core_organization.id = %(organization)s AND core_membership.user_id = ANY(%(users)s)"
    " FOR SHARE OF core_organization FOR KEY SHARE OF core_membership",
    organization="uuid",
    users="uuid[]",
)
_PROJECT = Statement("SELECT id FROM core_project WHERE id = %(project)s FOR KEY SHARE", project="uuid")
_ROOM = Statement("SELECT id FROM core_chat_room WHERE id = %(room)s FOR NO KEY UPDATE", room="uuid")
_ENTER = Statement(
    "WITH numbered AS MATERIALIZED (SELECT kernel_advance(%(stream)s, 1) AS seq),"
    " entered AS (INSERT INTO core_chat_entry (room_id, seq, kind, message_id, at)"
    " SELECT %(room)s, seq, %(kind)s, %(message)s, %(at)s FROM numbered),"
    " marked AS (UPDATE core_chat_message SET seq = numbered.seq FROM numbered WHERE id = %(message)s)"
    " SELECT seq FROM numbered",
    room="uuid",
    stream="text",
    kind="text",
    message="uuid",
    at="timestamptz",
)


def hold_members(grant: RoomGrant, others: Iterable[UUID] = ()) -> set[UUID]:
    """Let nobody leave until the transaction ends; of the others those who belong to the organization.

    Raises:
        Problem: `not_found`, when the actor, the project or all of it went meanwhile.
    """
    users = [grant.user_id, *others]
    found = {row[0] for row in _MEMBERS.rows({"organization": grant.room.organization_id, "users": users})}
    project = grant.room.project_id
    if grant.user_id not in found or (project and not _PROJECT.rows({"project": project})):
        raise not_found()
    return found


def hold_room(grant: RoomGrant) -> RoomGrant:
    """The same, and the room itself: its changes come one after the other. The grant is asked for once more.

    Raises:
        Problem: as `core.chat.grants.room` does.
    """
    hold_members(grant)
    if not _ROOM.rows({"room": grant.room.pk}):
        raise not_found()
    return grants.room(grant.actor, grant.room.pk, grant.permission)


def enter(room_id: UUID, kind: EntryKind, message_id: UUID | None = None) -> int:
    """Number a change in the room's stream, and wake its followers after the commit; as the last statement."""
    asked = {"room": room_id, "stream": stream_of(room_id), "kind": kind.value, "message": message_id}
    ((seq,),) = _ENTER.rows(asked | {"at": clock.now()})
    wake(room_id, seq)
    return int(seq)


def wake(room_id: UUID, seq: int) -> None:
    """Let the followers look, once it is committed."""
    transaction.on_commit(lambda: realtime.moved(stream_of(room_id), seq), robust=True)


def still_both(grant: RoomGrant, present: Collection[UUID]) -> bool:
    """Whether both people of a direct room are among those who belong; other rooms have no such people."""
    return all(user_id in present for user_id in grant.present)
