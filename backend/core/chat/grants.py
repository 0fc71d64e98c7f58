"""Grants on rooms and messages: each finds the row through the actor's membership, in one query."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from core.chat.models import Message, Room, RoomKind
from core.chat.roles import Right, belongs, keeps_order
from core.tenancy.grants import BARRED, require, stream_of
from core.tenancy.roles import Permission, Role
from kernel.actor import Actor, ActorKind
from kernel.errors import Code, Problem, denied, not_found
from kernel.statements import Statement, columns, load

GENERAL = "general"
# Whether somebody ({user}) has a part in a room (`core_chat_room`), being a member: all do, but in rooms of two.
TAKES_PART = (
    "(core_chat_room.kind <> 'direct' OR EXISTS (SELECT FROM core_chat_participant"
    " WHERE core_chat_participant.room_id = core_chat_room.id AND core_chat_participant.user_id = {user}))"
)


@dataclass(frozen=True, slots=True)
class RoomGrant:
    """One actor may do one thing in one room. `present` are those of its two people who belong to the organization."""

    actor: Actor
    permission: Right
    role: Role
    room: Room
    organization_slug: str
    project_slug: str | None
    present: frozenset[UUID]

    @property
    def user_id(self) -> UUID:
        """The actor's account."""
        assert self.actor.id is not None  # noqa: S101  # only people get grants
        return self.actor.id

    @property
    def stream(self) -> str:
        """Where the organization's events are numbered."""
        return stream_of(self.room.organization_id)

    @property
    def name(self) -> str:
        """What the room is called: a project's as the project is, one of two people not at all."""
        return self.project_slug or self.room.name


@dataclass(frozen=True, slots=True)
class MessageGrant(RoomGrant):
    """One actor may do one thing to one message; its room is loaded with it."""

    message: Message


def room(actor: Actor, room_id: UUID, right: Right) -> RoomGrant:
    """Find a room that the actor has a part in.

    Raises:
        Problem: `not_found` for a missing or foreign one, `permission_denied` for what its people may not,
            `archived` for writing where nobody writes any more.
    """
    grant, _ = _found(_of_room(), actor, room_id, right)
    _require(grant)
    return grant


def message(actor: Actor, message_id: UUID, right: Right) -> MessageGrant:
    """Find a message in such a room; raises as `room` does."""
    grant, rest = _found(_of_message(), actor, message_id, right)
    found = MessageGrant(
        grant.actor, right, grant.role, grant.room, grant.organization_slug, grant.project_slug, grant.present,
        load(Message, rest),
    )  # fmt: skip
    _require(found)
    return found


def named(actor: Actor, organization_id: UUID, name: str, right: Right) -> RoomGrant:
    """Find a room by what it is called: one of the organization's before one of a project. Raises as `room` does."""
    found = _NAMED.rows({"organization": organization_id, "name": name})
    if not found:
        raise not_found()
    return room(actor, found[0][0], right)


def may(right: Right, *, role: Role, room: Room, user_id: UUID, present: int) -> bool:
    """Whether somebody who reads a room may do more there; its state aside."""
    if right is Right.READ:
        return True
    if right is Right.POST:
        return room.kind != RoomKind.DIRECT or present == 2
    if room.kind == RoomKind.DIRECT or (right is Right.ARCHIVE and is_general(room)):
        return False
    return keeps_order(role) or room.created_by_id == user_id


def is_general(room: Room) -> bool:
    """Whether it is the room that every organization has."""
    return room.kind == RoomKind.ORGANIZATION and room.name == GENERAL


def _require(grant: RoomGrant) -> None:
    room = grant.room
    if not belongs(grant.role, to_project=room.kind == RoomKind.PROJECT):
        raise denied(f"Your role here is {grant.role}; it does not read this room.")
    if not may(grant.permission, role=grant.role, room=room, user_id=grant.user_id, present=len(grant.present)):
        raise denied(_refusal(grant))
    if grant.permission is Right.POST and room.archived_at is not None:
        raise archived()


def archived() -> Problem:
    """Nobody writes there any more."""
    return Problem(Code.ARCHIVED, "This room is archived. It can still be read.")


def _refusal(grant: RoomGrant) -> str:
    if grant.permission is Right.POST:
        return "The other one does not belong to this organization any more."
    if grant.room.kind == RoomKind.DIRECT:
        return "A conversation of two people has no name and no end."
    if is_general(grant.room):
        return "Every organization keeps the room general."
    return "Only who made the room, or keeps the organization in order, may do this."


def _found(statement: Statement, actor: Actor, id_: UUID, right: Right) -> tuple[RoomGrant, list[object]]:
    """By hand: the ORM takes longer over the statement than the database."""
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise not_found()
    found = statement.rows({"user_id": actor.id, "id": id_})
    if not found:
        raise not_found()
    role, barred, organization_slug, project_slug, present, *values = found[0]
    require(Role(role), Permission.ORGANIZATION_READ, barred=barred)
    width = len(columns(Room))
    room = load(Room, values[:width])
    grant = RoomGrant(actor, right, Role(role), room, organization_slug, project_slug, frozenset(present))
    return grant, values[width:]


_NAMED = Statement(
    "SELECT core_chat_room.id FROM core_chat_room LEFT JOIN core_project ON core_project.id = project_id"
    " WHERE core_chat_room.organization_id = %(organization)s AND (kind = 'organization' AND core_chat_room.name"
    " = %(name)s OR kind = 'project' AND core_project.slug = %(name)s) ORDER BY kind LIMIT 1",
    organization="uuid",
    name="text",
)


@cache
def _of_room() -> Statement:
    return _statement(Room)


@cache
def _of_message() -> Statement:
    return _statement(Room, Message)


def _statement(*models: type[Room] | type[Message]) -> Statement:
    shown = [f"{model._meta.db_table}.{name}" for model in models for name in columns(model)]
    inner = " JOIN core_chat_message ON core_chat_message.room_id = core_chat_room.id" if Message in models else ""
    return Statement(
        f"SELECT core_membership.role, {BARRED}, core_organization.slug, core_project.slug,"  # noqa: S608  # our own names
        " ARRAY(SELECT present.user_id FROM core_chat_participant JOIN core_membership present"
        " ON present.user_id = core_chat_participant.user_id"
        " AND present.organization_id = core_chat_room.organization_id"
        " WHERE core_chat_participant.room_id = core_chat_room.id),"
        f" {', '.join(shown)} FROM core_chat_room"
        " JOIN core_membership ON core_membership.organization_id = core_chat_room.organization_id"
        " JOIN core_organization ON core_organization.id = core_chat_room.organization_id"
        " JOIN auth_account ON auth_account.id = core_membership.user_id"
        f" LEFT JOIN core_project ON core_project.id = core_chat_room.project_id{inner}"
        f" WHERE {models[-1]._meta.db_table}.id = %(id)s AND core_membership.user_id = %(user_id)s"
        f" AND {TAKES_PART.format(user='core_membership.user_id')}",
        user_id="uuid",
        id="uuid",
    )
