"""Changing the e-mail address."""

from typing import ClassVar

from rest_framework.response import Response

from authentication.actions import email
from authentication.serializers import DetailOut, EmailChangeIn, LinkIn
from authentication.views.base import AuthView, OpenView
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor, by_address
from kernel.http.views import Request


class Change(AuthView):
    """Asking for it."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("email_change_user"),)}

    @documented("Ask to change the e-mail address", body=EmailChangeIn, answer=DetailOut, status=202, tag="accounts")
    def post(self, request: Request) -> Response:
        email.request_change(request.actor, **EmailChangeIn.parse(request))
        return Response({"detail": "Please follow the link in the mail to the new address."}, status=202)


class Confirm(OpenView):
    """The link of the mail to the new address leads to a page that posts here."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("activate_ip"),)}

    @documented("Confirm the new e-mail address", body=LinkIn, answer=DetailOut, tag="accounts")
    def post(self, request: Request) -> Response:
        email.confirm_change(request.origin, **LinkIn.parse(request))
        return Response({"detail": "The address is changed."})
