"""Registering and activating."""

from typing import ClassVar

from rest_framework.response import Response

from authentication.actions import registration
from authentication.serializers import ActivateIn, CookieQuery, DetailOut, EmailIn, LoginOut, RegisterIn
from authentication.views.base import OpenView, by_account, demand_client_for_cookies, signed_in
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_address
from kernel.http.views import Request

MAILED = "If the address can be used, a mail with a link is on its way to it."


class Register(OpenView):
    """A new account."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("register_ip"),)}

    @documented(
        "Register with e-mail and password",
        body=RegisterIn,
        answer=DetailOut,
        status=202,
        others={201: LoginOut},
        tag="accounts",
    )
    def post(self, request: Request) -> Response:
        """202 alike for new and taken addresses; 201 with tokens by invitation, or where no activation is required."""
        body = RegisterIn.parse(request)
        demand_client_for_cookies(request)
        login = registration.register(request.origin, **body)
        return signed_in(request, login, status=201) if login else Response({"detail": MAILED}, status=202)


class Activate(OpenView):
    """The link of the activation mail leads to a page that posts here. A GET activates nothing."""

    queries: ClassVar = {"post": CookieQuery}
    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("activate_ip"),)}

    @documented("Confirm the e-mail address and sign in", body=ActivateIn, answer=LoginOut, tag="accounts")
    def post(self, request: Request) -> Response:
        body = ActivateIn.parse(request)
        demand_client_for_cookies(request)
        return signed_in(request, registration.activate(request.origin, **body))


class Resend(OpenView):
    """The activation mail once more."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {
        "post": (by_address("reset_ip"), by_account("reset_address")),
    }

    @documented("Send the activation mail again", body=EmailIn, answer=DetailOut, status=202, tag="accounts")
    def post(self, request: Request) -> Response:
        registration.resend(EmailIn.parse(request)["email"])
        return Response({"detail": MAILED}, status=202)
