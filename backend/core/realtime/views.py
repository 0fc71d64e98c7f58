"""Streams over HTTP: the same cursor as on a socket, for clients without one."""

from rest_framework.response import Response

from authentication.socket import Gate
from core.realtime import presence
from core.realtime.serializers import AttendanceOut, StreamOut, StreamQuery, passed_out, stream_out
from kernel.actor import ActorKind
from kernel.errors import not_found
from kernel.http.schema import documented
from kernel.http.views import Request, View
from kernel.sockets import source
from kernel.sockets.source import Opening
from kernel.sockets.waiting import WAITED, Wait


class Stream(View):
    """One stream."""

    queries = {"get": StreamQuery}

    @documented("Read a stream since a number, or wait for what comes", answer=StreamOut, tag="realtime")
    def get(self, request: Request, stream: str) -> Response:
        if request.actor.kind is not ActorKind.USER or request.actor.id is None:
            raise not_found()
        seconds = request.query.pop("wait")
        found = source.opening(stream, request.actor.id, **request.query)
        response = Response(stream_out(found))
        if seconds and found.resumed and not found.rows:
            response.wait = _wait(request, found, seconds)  # type: ignore[attr-defined]  # KeyNest.bridge looks for it
        return response


class Presence(View):
    """Who is on a stream now."""

    @documented("See who is on a stream, and what they edit", answer=AttendanceOut, tag="realtime")
    def get(self, request: Request, stream: str) -> Response:
        if request.actor.kind is not ActorKind.USER or request.actor.id is None:
            raise not_found()
        return Response(AttendanceOut(presence.company(stream, request.actor.id)).data)


def _wait(request: Request, found: Opening, seconds: int) -> Wait | None:
    """What the answer waits for; nothing if it has waited before, and is asked for anew."""
    if request.method != "GET":
        return None
    if WAITED in request.META:
        if problem := request.META[WAITED]:
            raise problem
        return None
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    identity = Gate().identify_again(token)
    return Wait(identity, found.stream, found.head.head, found.head.epoch, seconds, passed_out)
