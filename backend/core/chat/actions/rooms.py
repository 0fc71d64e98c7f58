"""Opening, changing and archiving rooms."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from core.chat.actions.holding import enter, hold_room
from core.chat.events import RoomArchived, RoomChanged, RoomCreated, RoomUnarchived
from core.chat.grants import GENERAL, RoomGrant, is_general
from core.chat.models import EntryKind, Participant, Room, RoomKind
from core.chat.roles import Right
from core.tenancy import grants as tenancy
from core.tenancy.grants import OrganizationGrant, account_of
from core.tenancy.models import Membership
from core.tenancy.roles import Permission
from core.vault.actions.guard import guarded
from core.vault.grants import ProjectGrant
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.errors import Fault, conflict, invalid, not_found
from kernel.statements import Statement

# Each is counted for everybody who asks what waits for him.
MOST_ROOMS = 1000
# What an organization lacks: the room of all, and one of each project. Mostly nothing, which costs one look.
_LACKING = Statement(
    "SELECT NOT EXISTS (SELECT FROM core_chat_room WHERE organization_id = %(organization)s AND kind = 'organization'"
    " AND name = %(general)s) OR EXISTS (SELECT FROM core_project WHERE organization_id = %(organization)s AND NOT"
    " EXISTS (SELECT FROM core_chat_room WHERE core_chat_room.project_id = core_project.id AND kind = 'project'))",
    organization="uuid",
    general="text",
)
_FURNISH = Statement(
    "INSERT INTO core_chat_room (id, organization_id, kind, project_id, people, name, topic, last_no, created_at)"
    " SELECT gen_random_uuid(), %(organization)s, lacking.kind, lacking.project_id, '', lacking.name, '', 0, lacking.at"
    " FROM (SELECT 'organization' AS kind, NULL::uuid AS project_id, %(general)s AS name, created_at AS at"
    " FROM core_organization WHERE id = %(organization)s UNION ALL SELECT 'project', held.id, '', held.created_at"
    " FROM (SELECT id, created_at FROM core_project WHERE organization_id = %(organization)s FOR KEY SHARE) held"
    ") lacking ON CONFLICT DO NOTHING",
    organization="uuid",
    general="text",
)


def _texts(*, name: str = "", topic: str = "") -> dict[str, str]:
    """What the leak guard looks at."""
    return {"name": name, "topic": topic}


def furnish(organization_id: UUID) -> None:
    """Make the rooms that everybody expects to be there, if they are not. That is no event, and no action."""
    asked = {"organization": organization_id, "general": GENERAL}
    if not _LACKING.rows(asked)[0][0]:
        return
    with transaction.atomic():
        tenancy.lock(organization_id)
        _FURNISH.run(asked)


@guarded("room", _texts)
@action(needs=Permission.ORGANIZATION_READ)
def open_room(grant: OrganizationGrant, *, name: str, topic: str = "") -> Room:
    """Open a room for all of the organization.

    Raises:
        Problem: `conflict` when another one is called so, or there are very many.
    """
    held = tenancy.hold(grant)
    _refuse_too_many(held.organization.pk)
    room = _made(held.organization.pk, RoomKind.ORGANIZATION, grant, name=name, topic=topic)
    _save(room, force_insert=True)
    emit(RoomCreated.about(held, room.pk, name))
    return room


def room_of_project(grant: ProjectGrant) -> Room:
    """The room of a project. Raises `not_found` where that was deleted meanwhile."""
    furnish(grant.project.organization_id)
    room = Room.objects.filter(project=grant.project, kind=RoomKind.PROJECT).first()
    if room is None:
        raise not_found()
    return room


def room_of_two(grant: OrganizationGrant, *, user_id: UUID) -> tuple[Room, bool]:
    """The actor's room with another member, and whether it is new.

    Raises:
        Problem: `invalid` for oneself and for who is no member.
    """
    own = account_of(grant.actor)
    if user_id == own:
        raise invalid("user", "self", "A conversation needs somebody else.")
    people = ",".join(sorted((str(own), str(user_id))))
    known = Room.objects.filter(organization=grant.organization, kind=RoomKind.DIRECT, people=people).first()
    return (known, False) if known else _room_of_two(grant, people=people, user_id=user_id)


@action(needs=Permission.ORGANIZATION_READ)
def _room_of_two(grant: OrganizationGrant, *, people: str, user_id: UUID) -> tuple[Room, bool]:
    held, own = tenancy.hold(grant), account_of(grant.actor)
    unchanged()  # who talks to whom is nobody else's to see
    if not Membership.objects.filter(organization=held.organization, user_id=user_id).exists():
        raise invalid("user", "not_a_member", "This person does not belong to the organization.")
    room = _made(held.organization.pk, RoomKind.DIRECT, grant, people=people)
    known = Room.objects.filter(organization=held.organization, kind=RoomKind.DIRECT, people=people).first()
    if known:
        return known, False
    room.save(force_insert=True)
    Participant.objects.bulk_create(Participant(room=room, user_id=one) for one in sorted((own, user_id)))
    return room, True


@guarded("room", _texts)
@action(needs=Right.EDIT)
def change_room(grant: RoomGrant, **wished: Any) -> Room:
    """Give a room another name or topic. A project's room is called as the project is, and `general` always so.

    Raises:
        Problem: `conflict` when another one is called so; `invalid` for a name that is not to be chosen.
    """
    held = hold_room(grant)
    room = held.room
    if wished.get("name", room.name) != room.name and (room.kind == RoomKind.PROJECT or is_general(room)):
        raise invalid("name", "fixed", "The name of this room is not to be chosen.")
    changed = {field: value for field, value in wished.items() if value != getattr(room, field)}
    if not changed:
        unchanged()
        return room
    data = {field: {"was": getattr(room, field), "is": value} for field, value in changed.items()}
    for field, value in changed.items():
        setattr(room, field, value)
    _save(room, update_fields=list(changed))
    emit(RoomChanged.about(held, room.pk, held.name, **data))
    enter(room.pk, EntryKind.ROOM)
    return room


@action(needs=Right.ARCHIVE)
def archive(grant: RoomGrant) -> None:
    """Let nobody write there any more."""
    held = hold_room(grant)
    if held.room.archived_at is not None:
        unchanged()
        return
    Room.objects.filter(pk=held.room.pk).update(archived_at=clock.now())
    emit(RoomArchived.about(held, held.room.pk, held.name))
    enter(held.room.pk, EntryKind.ROOM)


@action(needs=Right.ARCHIVE)
def unarchive(grant: RoomGrant) -> None:
    """Let people write there again.

    Raises:
        Problem: `conflict` when there are very many rooms.
    """
    held = hold_room(grant)
    if held.room.archived_at is None:
        unchanged()
        return
    if held.room.kind == RoomKind.ORGANIZATION:
        _refuse_too_many(held.room.organization_id)
    Room.objects.filter(pk=held.room.pk).update(archived_at=None)
    emit(RoomUnarchived.about(held, held.room.pk, held.name))
    enter(held.room.pk, EntryKind.ROOM)


def _refuse_too_many(organization_id: UUID) -> None:
    rooms = Room.objects.filter(organization_id=organization_id, kind=RoomKind.ORGANIZATION, archived_at=None)
    if rooms.count() >= MOST_ROOMS:
        raise conflict(f"An organization has at most {MOST_ROOMS} rooms. Archive one first.")


def _made(organization_id: UUID, kind: RoomKind, grant: OrganizationGrant, **fields: Any) -> Room:
    return Room(
        organization_id=organization_id, kind=kind, created_by_id=account_of(grant.actor), created_at=clock.now(),
        **fields,
    )  # fmt: skip


def _save(room: Room, **how: Any) -> None:
    try:
        with transaction.atomic():
            room.save(**how)
    except IntegrityError:
        taken = Fault("name", "taken", "Another room of this organization has this name.")
        raise conflict(taken.message, errors=[taken]) from None
