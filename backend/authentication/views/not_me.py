"""The end of a sign-in that was not the owner's, by the link in the mail that told of it."""

from typing import ClassVar

from rest_framework.response import Response

from authentication.actions import not_me
from authentication.serializers import DetailOut, LinkIn
from authentication.views.base import OpenView
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_address
from kernel.http.views import Request

DETAIL = "All sessions have ended. We have mailed you a link by which you get in again."


class NotMe(OpenView):
    """Somebody followed the link and says that it was not them."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_address("not_me_ip"),)}

    @documented("Say that a sign-in was not yours", body=LinkIn, answer=DetailOut, tag="accounts")
    def post(self, request: Request) -> Response:
        not_me.report(request.origin, **LinkIn.parse(request))
        return Response({"detail": DETAIL})
