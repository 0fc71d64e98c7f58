"""Confirming once more that it is oneself."""

from typing import ClassVar

from rest_framework.response import Response

from authentication import serializers
from authentication.actions import confirmation, proof
from authentication.serializers import ConfirmedOut, DetailOut, NothingIn, PresenceIn, PresenceOut
from authentication.views.base import AuthView, besides_passkeys, by_passkey
from kernel.http.schema import documented
from kernel.http.throttling import Limit, by_actor
from kernel.http.views import Request


class Presence(AuthView):
    """How recently the owner was here, and being here."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {
        "post": (besides_passkeys(by_actor("reauthenticate_user")), by_passkey("passkey_ip"))
    }

    @documented("Ask whether something grave can be done now", answer=PresenceOut, tag="accounts")
    def get(self, request: Request) -> Response:
        until, methods = confirmation.confirmed_until(request.actor), confirmation.methods_of(request.actor)
        return Response(serializers.presence(until, methods))

    @documented("Confirm that it is oneself", body=PresenceIn, answer=ConfirmedOut, tag="accounts")
    def post(self, request: Request) -> Response:
        return Response({"confirmed_until": proof.confirm(request.actor, **PresenceIn.parse(request))})


class PresenceMail(AuthView):
    """A code by mail, for accounts that have nothing else to confirm with."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("mail_code_user"),)}

    @documented("Have a code mailed to confirm with", body=NothingIn, answer=DetailOut, status=202, tag="accounts")
    def post(self, request: Request) -> Response:
        NothingIn.parse(request)
        proof.mail_code(request.actor)
        return Response({"detail": "A mail with a code is on its way to you."}, status=202)
