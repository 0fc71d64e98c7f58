"""Messages over HTTP."""

from uuid import UUID

from rest_framework.response import Response

from core.chat import grants
from core.chat.actions import changing, sending
from core.chat.roles import Right
from core.chat.selectors import links
from core.chat.selectors import messages as selectors
from core.chat.serializers.messages import (
    ChatMessageIn,
    ChatMessageOut,
    ChatMessagePatch,
    ExcerptOut,
    ExcerptQuery,
    FoundMessageOut,
    ReferencesIn,
    ReferencesOut,
    SearchEverywhereQuery,
    SearchQuery,
    SentMessageOut,
    excerpt_out,
    found_out,
    links_out,
    one_out,
)
from core.tenancy import grants as tenancy
from core.tenancy.roles import Permission
from kernel.http.pagination import page
from kernel.http.schema import documented, paged
from kernel.http.throttling import by_actor
from kernel.http.views import Request, View

FOUND = paged(FoundMessageOut)


class Messages(View):
    """What is said in a room."""

    queries = {"get": ExcerptQuery}

    @documented("Read messages: the newest, or those before, after or around a number", answer=ExcerptOut, tag="chat")
    def get(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.READ)
        return Response(excerpt_out(selectors.excerpt(room_id, **request.query), room_id, grant.user_id))

    @documented(
        "Say something; a repeated `cid` gets the first result",
        body=ChatMessageIn,
        answer=SentMessageOut,
        status=201,
        others={200: SentMessageOut},
        tag="chat",
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.POST)
        said = sending.send(grant, **ChatMessageIn.parse(request))
        return Response(one_out(said.id, grant.user_id) | {"dup": said.dup}, status=200 if said.dup else 201)


class MessageDetail(View):
    """One message."""

    @documented("Let my message say something else", body=ChatMessagePatch, answer=ChatMessageOut, tag="chat")
    def patch(self, request: Request, message_id: UUID) -> Response:
        grant = grants.message(request.actor, message_id, Right.POST)
        changing.edit(grant, **ChatMessagePatch.parse(request))
        return Response(one_out(message_id, grant.user_id))

    @documented("Take a message back", status=204, tag="chat")
    def delete(self, request: Request, message_id: UUID) -> Response:
        changing.delete(grants.message(request.actor, message_id, Right.READ))
        return Response(status=204)


class SearchRoom(View):
    """Finding what was said in a room."""

    queries = {"get": SearchQuery}
    limits = {"get": (by_actor("chat_search_user"),)}

    @documented("Search a room, newest first", answer=FOUND, tag="chat")
    def get(self, request: Request, room_id: UUID) -> Response:
        grant = grants.room(request.actor, room_id, Right.READ)
        rows = selectors.found_in_room(grant, request.query["q"])
        return page(request, rows, order=("-no",), shape=lambda found: found_out(found, grant.user_id))


class Search(View):
    """Finding it in any of my rooms."""

    queries = {"get": SearchEverywhereQuery}
    limits = {"get": (by_actor("chat_search_user"),)}

    @documented("Search all rooms of an organization that I have a part in", answer=FOUND, tag="chat")
    def get(self, request: Request) -> Response:
        grant = tenancy.organization(request.actor, request.query["organization"], Permission.ORGANIZATION_READ)
        rows, reader = selectors.found_in_organization(grant, request.query["q"]), tenancy.account_of(grant.actor)
        return page(request, rows, order=("-created_at", "-id"), shape=lambda found: found_out(found, reader))


class Links(View):
    """What messages point at."""

    @documented("Look up what references in messages stand for", body=ReferencesIn, answer=ReferencesOut, tag="chat")
    def post(self, request: Request) -> Response:
        body = ReferencesIn.parse(request)
        grant = tenancy.organization(request.actor, body["organization"], Permission.ORGANIZATION_READ)
        return Response(links_out(links.links(grant, body["refs"]).items()))
