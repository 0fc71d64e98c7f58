"""The providers that one's own account is connected to."""

from typing import ClassVar
from uuid import UUID

from rest_framework.response import Response

from authentication import cookies, serializers
from authentication.actions import external, identities
from authentication.oauth import pages
from authentication.serializers import BeginIn, BegunOut, IdentityOut
from authentication.views.base import AuthView
from authentication.views.external import keep
from kernel.http.schema import AWAY, documented, listed
from kernel.http.throttling import Limit, by_actor
from kernel.http.views import Request


class Identities(AuthView):
    """All of them."""

    @documented("List the providers one is connected to", answer=listed(IdentityOut), tag="external sign-in")
    def get(self, request: Request) -> Response:
        return Response({"results": serializers.connected(request.actor.id)})


class OneIdentity(AuthView):
    """One of them."""

    @documented("Disconnect a provider", status=204, tag="external sign-in")
    def delete(self, request: Request, identity_id: UUID) -> Response:
        identities.unlink(request.actor, identity_id=identity_id)
        return Response(status=204)


class Link(AuthView):
    """Another one."""

    limits: ClassVar[dict[str, tuple[Limit, ...]]] = {"post": (by_actor("identity_link_user"),)}

    @documented("Begin to connect a provider", body=BeginIn, answer=BegunOut, others=AWAY, tag="external sign-in")
    def post(self, request: Request, provider: str) -> Response:
        page = pages.own(BeginIn.parse(request).get("next"), default=pages.CONNECTIONS)
        begun, url = external.begin_link(request.actor, provider, next_page=page)
        return keep(Response(serializers.begun(url, begun.state)), begun, cookies.PATH)
