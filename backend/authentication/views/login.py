"""Signing in and out, and renewing tokens."""

from contextlib import suppress
from typing import Any, ClassVar

from rest_framework.response import Response

from authentication import cookies, refresh, selectors
from authentication.actions import login, sessions
from authentication.serializers import (
    ActiveOut,
    AnyTokenIn,
    CookieQuery,
    LoginIn,
    LogoutAllIn,
    RefreshIn,
    SignInOut,
    TokensOut,
)
from authentication.views.base import (
    AuthView,
    OpenView,
    by_account,
    demand_client_for_cookies,
    plain,
    refreshed,
    signed_in,
)
from kernel.errors import Problem
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_address
from kernel.http.views import Request


def _session_of(request: Any) -> str | None:
    """What refreshes are counted by: the session that the token names, if it is one of ours."""
    given = request.data.get("refresh") if isinstance(request.data, dict) else None
    try:
        return str(refresh.read(str(given or request.COOKIES.get(cookies.name(), ""))).session_id)
    except Problem:
        return None


class Login(OpenView):
    """A session by e-mail and password."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("login_ip"), by_account("login_account"))}

    @documented("Sign in with e-mail and password", body=LoginIn, answer=SignInOut, tag="accounts")
    def post(self, request: Request) -> Response:
        body = LoginIn.parse(request)
        demand_client_for_cookies(request)
        return signed_in(request, login.login(plain(request), request.origin, **body))


class Refresh(OpenView):
    """New tokens for a refresh token, which is used up by it."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (Limit("refresh_session", _session_of),)}

    @documented("Renew the tokens", body=RefreshIn, answer=TokensOut, tag="accounts")
    def post(self, request: Request) -> Response:
        demand_client_for_cookies(request)
        given = RefreshIn.parse(request).get("refresh")
        token = given or cookies.token_of(request)
        if not token:
            raise refresh.refused()
        in_cookie = given is None or bool(request.query.get("cookie"))
        return refreshed(request, sessions.rotate(request.origin, token), in_cookie=in_cookie)


class Verify(OpenView):
    """Whether a token works, and nothing more about it."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("verify_ip"),)}

    @documented("Ask whether a token works", body=AnyTokenIn, answer=ActiveOut, tag="accounts")
    def post(self, request: Request) -> Response:
        return Response({"active": selectors.is_active(AnyTokenIn.parse(request)["token"])})


class Logout(OpenView):
    """The end of the session that a refresh token belongs to. Whatever was sent, the answer is the same."""

    @documented("Sign out", body=RefreshIn, status=204, tag="accounts")
    def post(self, request: Request) -> Response:
        token = RefreshIn.parse(request).get("refresh") or cookies.token_of(request)
        with suppress(Problem):  # not a token of ours: there is nothing to end
            sessions.logout(sessions.somebody(request.origin), token=refresh.read(token or ""))
        response = Response(status=204)
        cookies.take_away(response)
        return response


class LogoutAll(AuthView):
    """The end of all one's sessions."""

    @documented("Sign out everywhere, or everywhere else", body=LogoutAllIn, status=204, tag="accounts")
    def post(self, request: Request) -> Response:
        body = LogoutAllIn.parse(request)
        sessions.end_all(request.actor, **body)
        response = Response(status=204)
        if not body["keep_current"]:
            cookies.take_away(response)
        return response
