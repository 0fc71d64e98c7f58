"""What anybody may know: how to sign in here, and the keys that our tokens are signed with."""

from django.conf import settings
from rest_framework.response import Response

from authentication.keys import signing_keys
from authentication.serializers import ConfigOut
from authentication.views.base import OpenView
from kernel.http.schema import documented
from kernel.http.views import Request

SHOWN = ("register_ip", "login_ip", "login_account", "reset_address")


class Config(OpenView):
    """For the sign-in page."""

    @documented("Read how to sign in here", answer=ConfigOut, tag="accounts")
    def get(self, request: Request) -> Response:
        policy = {"min_length": settings.PASSWORD_MIN_LENGTH, "max_length": settings.PASSWORD_MAX_LENGTH}
        return Response(
            {
                "name": "KeyNest",
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "registration_open": settings.REGISTRATION_OPEN,
                "activation_required": settings.ACTIVATION_REQUIRED,
                "password": policy,
                "providers": [],
                "mfa_methods": [],
                "limits": {name: settings.RATES[name] for name in SHOWN} if settings.RATE_LIMITS_ENABLED else {},
            }
        )


class Keys(OpenView):
    """The JWKS (RFC 7517) by which others can verify our access tokens."""

    def get(self, request: Request) -> Response:
        return Response(signing_keys().published(), headers={"Cache-Control": "public, max-age=300"})
