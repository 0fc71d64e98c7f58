"""Passwords: reset by mail, change by knowing the old one."""

from typing import ClassVar

from rest_framework.response import Response

from authentication.actions import password
from authentication.serializers import CookieQuery, DetailOut, EmailIn, PasswordChangedOut, PasswordChangeIn, ResetIn
from authentication.views.base import AuthView, OpenView, by_account, demand_client_for_cookies, new_tokens, plain
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor, by_address
from kernel.http.views import Request


class Reset(OpenView):
    """Asking for a link by mail."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("reset_ip"), by_account("reset_address"))}

    @documented("Ask for a link to set a new password", body=EmailIn, answer=DetailOut, status=202, tag="accounts")
    def post(self, request: Request) -> Response:
        password.request_reset(EmailIn.parse(request)["email"])
        detail = "If there is an account with this address, a mail with a link is on its way to it."
        return Response({"detail": detail}, status=202)


class ResetConfirm(OpenView):
    """The link of that mail leads to a page that posts here."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("reset_confirm_ip"),)}

    @documented("Set a new password by a mailed link", body=ResetIn, answer=DetailOut, tag="accounts")
    def post(self, request: Request) -> Response:
        password.reset(request.origin, **ResetIn.parse(request))
        return Response({"detail": "The new password is set. Please sign in."})


class Change(AuthView):
    """Knowing the old one."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("password_change_user"),)}

    @documented("Change the password", body=PasswordChangeIn, answer=PasswordChangedOut, tag="accounts")
    def post(self, request: Request) -> Response:
        body = PasswordChangeIn.parse(request)
        demand_client_for_cookies(request)
        return new_tokens(request, password.change(plain(request), request.actor, **body))
