"""Devices that are signed in, and tickets for sockets."""

from typing import ClassVar
from uuid import UUID

from rest_framework.response import Response

from authentication import selectors, serializers, socket
from authentication.actions import sessions
from authentication.serializers import NothingIn, SessionOut, TicketOut
from authentication.views.base import AuthView
from kernel.http.schema import documented, listed
from kernel.http.throttling import Limit, by_actor
from kernel.http.views import Request


class Sessions(AuthView):
    """One's own sessions."""

    @documented("List the devices that are signed in", answer=listed(SessionOut), tag="accounts")
    def get(self, request: Request) -> Response:
        rows = selectors.live_sessions(request.actor.id) if request.actor.id else []
        current = request.actor.session_id
        names = selectors.provider_names()
        return Response({"results": [serializers.session(row, names, current=row.id == current) for row in rows]})


class OneSession(AuthView):
    """One of them."""

    @documented("Sign a device out", status=204, tag="accounts")
    def delete(self, request: Request, session_id: UUID) -> Response:
        sessions.end_session(request.actor, session_id=session_id)
        return Response(status=204)


class Ticket(AuthView):
    """What a page opens a socket with, so that no token stands in an address."""

    takes_guests: ClassVar[bool] = True
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("ws_ticket_user"),)}

    @documented("Get a ticket for one socket", body=NothingIn, answer=TicketOut, tag="accounts")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        access = request.headers["Authorization"].partition(" ")[2].strip()
        ticket = socket.issue_ticket(access, page="Origin" in request.headers)
        return Response({"ticket": ticket, "expires_in": socket.TICKET_SECONDS})
