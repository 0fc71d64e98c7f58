"""Streams over HTTP: the same cursor as on a socket, for clients without one."""

from rest_framework.response import Response

from core.realtime.serializers import StreamOut, StreamQuery, stream_out
from kernel.actor import ActorKind
from kernel.errors import not_found
from kernel.http.schema import documented
from kernel.http.views import Request, View
from kernel.sockets import source


class Stream(View):
    """One stream."""

    queries = {"get": StreamQuery}

    @documented("Read where a stream stands, and what happened since a number", answer=StreamOut, tag="realtime")
    def get(self, request: Request, stream: str) -> Response:
        if request.actor.kind is not ActorKind.USER or request.actor.id is None:
            raise not_found()
        return Response(stream_out(source.opening(stream, request.actor.id, **request.query)))
