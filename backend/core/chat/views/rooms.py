"""Rooms over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework.response import Response

from core.chat import grants
from core.chat.actions import reading
from core.chat.actions import rooms as actions
from core.chat.grants import RoomGrant
from core.chat.models import RoomKind
from core.chat.roles import Right
from core.chat.selectors import rooms as selectors
from core.chat.selectors import unread
from core.chat.serializers.rooms import (
    MutedIn,
    OfOneOrganization,
    ReadingOut,
    ReadUpToIn,
    ReadUpToOut,
    RoomIn,
    RoomOut,
    RoomPatch,
    RoomsQuery,
    UnreadRoomsOut,
    readings_out,
    room_out,
    waiting_out,
)
from core.tenancy import grants as tenancy
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission
from core.vault import grants as vault
from kernel.errors import not_found
from kernel.http.pagination import page
from kernel.http.schema import documented, listed, paged
from kernel.http.views import Request, View


class Rooms(View):
    """Where people talk."""

    queries = {"get": RoomsQuery}
    creates = True

    @documented("List the rooms of an organization that I have a part in", answer=paged(RoomOut), tag="chat")
    def get(self, request: Request) -> Response:
        grant = _member(request, request.query["organization"])
        actions.furnish(grant.organization.pk)
        rows = selectors.visible(grant, archived=request.query.get("archived"), kind=request.query.get("kind"))
        return page(request, rows, order=("created_at", "id"), shape=lambda found: _rooms_out(grant, found))

    @documented(
        "Open a room, or find the one of a project or of two people",
        body=RoomIn,
        answer=RoomOut,
        status=201,
        others={200: RoomOut},
        tag="chat",
    )
    def post(self, request: Request) -> Response:
        body = RoomIn.parse(request)
        grant = _member(request, body.pop("organization"))
        room_id, fresh = _opened(grant, RoomKind(body.pop("kind")), body)
        return _answer(grants.room(request.actor, room_id, Right.READ), status=201 if fresh else 200)


class RoomDetail(View):
    """One room."""

    @documented("Show a room", answer=RoomOut, tag="chat")
    def get(self, request: Request, room_id: UUID) -> Response:
        return _answer(grants.room(request.actor, room_id, Right.READ))

    @documented("Change a room's name or topic", body=RoomPatch, answer=RoomOut, tag="chat")
    def patch(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.EDIT)
        actions.change_room(grant, **RoomPatch.parse(request))
        return _answer(grant)


class Archive(View):
    """The end of a room."""

    @documented("Let nobody write in a room any more", answer=RoomOut, tag="chat")
    def post(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.ARCHIVE)
        actions.archive(grant)
        return _answer(grant)


class Unarchive(View):
    """And its return."""

    @documented("Let people write in a room again", answer=RoomOut, tag="chat")
    def post(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.ARCHIVE)
        actions.unarchive(grant)
        return _answer(grant)


class Muted(View):
    """Peace."""

    @documented("Be told of nothing in a room but mentions, or of all of it", body=MutedIn, answer=RoomOut, tag="chat")
    def put(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.READ)
        reading.mute(grant, **MutedIn.parse(request))
        return _answer(grant)


class Read(View):
    """What I have read."""

    @documented("Say how far I have read a room", body=ReadUpToIn, answer=ReadUpToOut, tag="chat")
    def post(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.READ)
        no, left = reading.read(grant, **ReadUpToIn.parse(request))
        return Response({"no": no, "unread": left})


class Readings(View):
    """What the others have read."""

    @documented("Show how far members have read; in a crowded room only I", answer=listed(ReadingOut), tag="chat")
    def get(self, request: Request, room_id: UUID) -> Response:
        return Response(readings_out(unread.readings(grants.room(request.actor, room_id, Right.READ))))


class Unread(View):
    """What waits for me."""

    queries = {"get": OfOneOrganization}

    @documented("Count what I have not read", answer=UnreadRoomsOut, tag="chat")
    def get(self, request: Request) -> Response:
        return Response(waiting_out(unread.waiting(_member(request, request.query["organization"]))))


def _member(request: Request, organization_id: UUID) -> OrganizationGrant:
    return tenancy.organization(request.actor, organization_id, Permission.ORGANIZATION_READ)


def _opened(grant: OrganizationGrant, kind: RoomKind, body: dict[str, Any]) -> tuple[UUID, bool]:
    """The room, and whether it is new."""
    if kind is RoomKind.ORGANIZATION:
        return actions.open_room(grant, **body).pk, True
    if kind is RoomKind.DIRECT:
        room, fresh = actions.room_of_two(grant, user_id=body["user"])
        return room.pk, fresh
    project = vault.project(grant.actor, body["project"], Permission.PROJECT_READ)
    if project.project.organization_id != grant.organization.pk:
        raise not_found()
    return actions.room_of_project(project).pk, False


def _rooms_out(grant: OrganizationGrant, found: list[Any]) -> list[dict[str, Any]]:
    ids = [room.pk for room in found]
    return [room_out(one) for one in selectors.overviews(tenancy.account_of(grant.actor), grant.role, ids)]


def _answer(grant: RoomGrant, *, status: int = 200) -> Response:
    return Response(room_out(selectors.overview(grant)), status=status)
