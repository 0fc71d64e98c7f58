"""The base of every view: the actor at hand, queries declared per method, repeated POSTs answered once."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest
from rest_framework.request import Request as BaseRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.actor import NOWHERE, Actor, Origin
from kernel.errors import Code, Problem
from kernel.http import idempotency, throttling
from kernel.http.parsing import Query
from kernel.http.throttling import Limit
from kernel.ratelimit import Usage


class Request(BaseRequest):
    """A request that knows who acts."""

    query: dict[str, Any]
    usage: Usage | None = None
    mark: str = ""  # what the browser keeps to be known again by

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
    heeds: ClassVar[dict[str, dict[str, str]]] = {}  # headers by method, for the document
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {}
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
        """Authenticate, hold to limits, refuse undeclared query parameters, look whether it was answered before."""
        ours = cast(Request, request)
        throttling.admit(ours, throttling.api_address, throttling.address_of(ours))
        super().initial(request, *args, **kwargs)
        if isinstance(ours.auth, Actor):
            throttling.admit(ours, throttling.api_user, str(ours.auth.id))
        method = "get" if request.method == "HEAD" else (request.method or "").lower()  # it runs what a GET runs
        if not hasattr(self, method):
            return  # the framework answers 405
        ours.usage = throttling.spend(ours, self.limits.get(method, ())) or ours.usage
        ours.query = self.queries.get(method, Query).parse(request)
        key = request.headers.get("Idempotency-Key")
        if key is not None and self.creates and request.method == "POST":
            self.remembering = idempotency.begin(ours.actor, key, request.path, request.data)

    def handle_exception(self, exc: Exception) -> Response:
        """A repeated request is answered from memory; all else becomes a problem, or an answer 500."""
        if isinstance(exc, idempotency.Repeated):
            return exc.response
        try:
            return super().handle_exception(exc)
        except Exception:  # nobody foresaw it: there will be no answer to remember
            self.remembering.forget()
            raise

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer of a POST that creates, under its key, and tell the caller where its limits stand."""
        if isinstance(response, Response):
            self.remembering.keep(response)
            if getattr(request, "usage", None) is not None:
                for name, value in throttling.headers(request.usage).items():
                    response.headers[name] = value
        return super().finalize_response(request, response, *args, **kwargs)
