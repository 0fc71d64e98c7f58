"""The base of every view: the actor at hand, queries declared per method, repeated POSTs answered once."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest
from rest_framework.request import Request as BaseRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.actor import NOWHERE, Actor, Origin
from kernel.errors import Code, Problem
from kernel.http import idempotency
from kernel.http.parsing import Query


class Request(BaseRequest):
    """A request that knows who acts."""

    query: dict[str, Any]

    @property
    def actor(self) -> Actor:
        """Who acts. Raises `not_authenticated` where nobody has signed in."""
        if not isinstance(self.auth, Actor):
            raise Problem(Code.NOT_AUTHENTICATED, "Please sign in, or send a token.")
        return self.auth

    @property
    def origin(self) -> Origin:
        """Where the request came from, known before anybody has signed in."""
        return cast(Origin, getattr(self._request, "origin", NOWHERE))


class View(APIView):
    """A view makes three moves: get a grant, parse the body, make one call."""

    queries: ClassVar[dict[str, type[Query]]] = {}
    body_limit: ClassVar[int] = 256 * 1024
    creates: ClassVar[bool] = False
    remembering = idempotency.NOTHING

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Wrap Django's request in ours."""
        return Request(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: BaseRequest, *args: Any, **kwargs: Any) -> None:
        """Authenticate, refuse query parameters that nobody declared, and look whether this was answered before."""
        super().initial(request, *args, **kwargs)
        ours = cast(Request, request)
        ours.query = self.queries.get((request.method or "").lower(), Query).parse(request)
        key = request.headers.get("Idempotency-Key")
        if key is not None and self.creates and request.method == "POST":
            self.remembering = idempotency.begin(ours.actor, key, request.path, request.data)

    def handle_exception(self, exc: Exception) -> Response:
        """A repeated request is answered from memory; all else becomes a problem."""
        if isinstance(exc, idempotency.Repeated):
            return exc.response
        return super().handle_exception(exc)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer of a POST that creates, under its key."""
        if isinstance(response, Response):
            self.remembering.keep(response)
        return super().finalize_response(request, response, *args, **kwargs)
