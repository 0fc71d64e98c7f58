"""What anybody may know: how to sign in here, and the keys that our tokens are signed with."""

from rest_framework.response import Response

from authentication.keys import signing_keys
from authentication.serializers import ConfigOut, config
from authentication.views.base import OpenView
from kernel.http.schema import documented
from kernel.http.views import Request


class Config(OpenView):
    """For the sign-in page."""

    @documented("Read how to sign in here", answer=ConfigOut, tag="accounts")
    def get(self, request: Request) -> Response:
        return Response(config())


class Keys(OpenView):
    """The JWKS (RFC 7517) by which others can verify our access tokens."""

    def get(self, request: Request) -> Response:
        return Response(signing_keys().published(), headers={"Cache-Control": "public, max-age=300"})
