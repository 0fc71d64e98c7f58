"""Signing in by another provider: by leading the browser there and back, or by a page that posts the code itself."""

from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse
from rest_framework.response import Response

from authentication import cookies, serializers
from authentication.actions import external
from authentication.actions.external import Arrival, Return
from authentication.actions.sessions import Login as SignedIn
from authentication.oauth import handover, pages, state
from authentication.oauth.state import Begun, Channel, Transaction
from authentication.serializers import (
    ArrivalOut,
    BeginIn,
    BeginQuery,
    BegunOut,
    CodeIn,
    CookieQuery,
    HandoverIn,
    ReturnedOut,
    ReturnQuery,
)
from authentication.views.base import OpenView, demand_client_for_cookies, signed_in
from kernel.crypto import digest
from kernel.http.exceptions import as_problem
from kernel.http.schema import AWAY, documented
from kernel.http.throttling import Limit, by_address
from kernel.http.views import Request

R = TypeVar("R", bound=HttpResponseBase)
HANDOVER = "handover"
HANDOVER_PATH = "/api/auth/oauth/handover/"


class Door(OpenView):
    """Base of what a browser itself goes to: a page of ours tells what went wrong. Programs that want JSON get it."""

    short: ClassVar[bool] = False  # whether this is the short path of the same view
    transaction: Transaction | None = None

    @property
    def path(self) -> str:
        """Where the cookie of a transaction goes to."""
        return "/auth/" if self.short else cookies.PATH

    def perform_content_negotiation(self, request: Any, force: bool = False) -> Any:
        """A browser asks for a page."""
        return super().perform_content_negotiation(request, force=True)

    def handle_exception(self, exc: Exception) -> Any:
        """Lead to the page that explains it."""
        problem = as_problem(exc)
        if problem is None or self.request.method != "GET" or _wants_json(self.request):
            return super().handle_exception(exc)
        told = {"error": problem.code.value, "provider": self.kwargs["provider"][:48]}
        if problem.errors:
            told["reason"] = problem.errors[0].code
        if self.transaction is not None:
            told["next"] = self.transaction.next
        return _to_page(**told)


class Login(Door):
    """The way to a provider."""

    queries: ClassVar = {"get": BeginQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"get": (by_address("oauth_start_ip"),)}

    @documented("Go to a provider to sign in (a browser does)", status=302, others=AWAY, tag="external sign-in")
    def get(self, request: Request, provider: str) -> HttpResponseBase:
        page = pages.own(request.query.get("next"))
        begun, url = external.begin(provider, channel=Channel.REDIRECT, next_page=page, short=self.short)
        return keep(HttpResponseRedirect(url), begun, self.path)


class Callback(Door):
    """The way back."""

    queries: ClassVar = {"get": ReturnQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"get": (by_address("oauth_finish_ip"),)}

    @documented(
        "Come back from a provider (a browser does)",
        answer=ReturnedOut,
        others=AWAY | {302: OpenApiResponse(description="To the web app, which reads what stands behind the #.")},
        tag="external sign-in",
    )
    def get(self, request: Request, provider: str) -> HttpResponseBase:
        back = _back(request, request.query)
        self.transaction = external.take(provider, Channel.REDIRECT, back)
        arrival = external.arrive(request.origin, self.transaction, back)
        response = self._arrived(request, self.transaction, arrival)
        cookies.take_slip_away(response, _slip(back.state), path=self.path)
        return response

    def _arrived(self, request: Request, transaction: Transaction, arrival: Arrival) -> HttpResponseBase:
        if transaction.owner is not None:
            return _linked(request, transaction)
        if _wants_json(request):
            login = external.sign_in_as(request.origin, arrival)
            token = login.access if isinstance(login, SignedIn) else None
            return signed_in(request, login, token=token, created=arrival.created)
        code, cookie = external.hand_over(arrival)
        response = _to_page(code=code, next=transaction.next)
        cookies.put_slip(response, HANDOVER, cookie, seconds=handover.SECONDS, path=HANDOVER_PATH)
        return response


class Start(OpenView):
    """For pages that post the code themselves."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("oauth_start_ip"),)}

    @documented("Begin to sign in by a provider", body=BeginIn, answer=BegunOut, others=AWAY, tag="external sign-in")
    def post(self, request: Request, provider: str) -> Response:
        page = pages.own(BeginIn.parse(request).get("next"))
        begun, url = external.begin(provider, channel=Channel.EXCHANGE, next_page=page)
        return keep(Response(serializers.begun(url, begun.state)), begun, cookies.PATH)


class Exchange(OpenView):
    """The code, posted by the page that the provider sent the browser to."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("oauth_finish_ip"),)}

    @documented("Sign in by a provider's code", body=CodeIn, answer=ArrivalOut, others=AWAY, tag="external sign-in")
    def post(self, request: Request, provider: str) -> Response:
        back = _back(request, CodeIn.parse(request))
        demand_client_for_cookies(request)
        transaction = external.take(provider, Channel.EXCHANGE, back)
        arrival = external.arrive(request.origin, transaction, back)
        response = signed_in(request, external.sign_in_as(request.origin, arrival), created=arrival.created)
        cookies.take_slip_away(response, _slip(back.state), path=cookies.PATH)
        return response


class Handover(OpenView):
    """Tokens for the code that our callback gave to the web app."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("oauth_finish_ip"),)}

    @documented("Sign in by the code of our callback", body=HandoverIn, answer=ArrivalOut, tag="external sign-in")
    def post(self, request: Request) -> Response:
        body = HandoverIn.parse(request)
        demand_client_for_cookies(request)
        arrival = external.receive(body["code"], cookies.slip_of(request, HANDOVER))
        response = signed_in(request, external.sign_in_as(request.origin, arrival), created=arrival.created)
        cookies.take_slip_away(response, HANDOVER, path=HANDOVER_PATH)
        return response


def keep(response: R, begun: Begun, path: str) -> R:
    """Let the browser keep the transaction's secret; a provider sends it back to us, so the cookie must be lax."""
    cookies.put_slip(response, _slip(begun.state), begun.cookie, seconds=state.SECONDS, path=path, lax=True)
    return response


def _slip(text: str) -> str:
    """One for each transaction: two tabs may sign in at once."""
    return "oauth_" + digest.sha256(text).hex()[:8]


def _back(request: Request, given: dict[str, Any]) -> Return:
    text = given.get("state", "")
    cookie = cookies.slip_of(request, _slip(text))
    return Return(text, cookie, given.get("code", ""), given.get("error", ""), given.get("iss"))


def _linked(request: Request, transaction: Transaction) -> HttpResponseBase:
    if _wants_json(request):
        return Response({"linked": transaction.provider})
    return _to_page(linked=transaction.provider, next=transaction.next)


def _to_page(**told: str) -> HttpResponseRedirect:
    """Behind the # nothing of it reaches a server, its log, or the next page's Referer."""
    return HttpResponseRedirect(f"{pages.CALLBACK}#{urlencode(told)}")


def _wants_json(request: Any) -> bool:
    return "application/json" in request.headers.get("Accept", "")
