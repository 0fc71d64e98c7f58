"""Who somebody is at other providers, and the steps of signing in by them."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from authentication.serializers.sessions import ChallengeOut, LoginOut
from kernel.http.parsing import Body, Query, Text

LONGEST_PAGE = 2000
LONGEST_CODE = 4096
LONGEST_STATE = 100
LONGEST_ISSUER = 500


class BeginIn(Body):
    """`next` is the page of ours to go to afterwards; what is none of ours is ignored."""

    next = Text(max_length=LONGEST_PAGE, required=False, allow_blank=True)


class BeginQuery(Query):
    """As `BeginIn`."""

    next = serializers.CharField(max_length=LONGEST_PAGE, required=False, allow_blank=True)


class CodeIn(Body):
    """What the provider added to the address of the page; `iss` if there was one."""

    code = Text(max_length=LONGEST_CODE)
    state = Text(max_length=LONGEST_STATE)
    iss = Text(max_length=LONGEST_ISSUER, required=False)


class ReturnQuery(Query):
    """What a provider adds to our callback's address. Providers add more than this, which is not looked at."""

    extra = "ignore"
    code = serializers.CharField(max_length=LONGEST_CODE, required=False, allow_blank=True)
    state = serializers.CharField(max_length=LONGEST_STATE, required=False, allow_blank=True)
    iss = serializers.CharField(max_length=LONGEST_ISSUER, required=False, allow_blank=True)
    error = serializers.CharField(max_length=LONGEST_ISSUER, required=False, allow_blank=True)


class HandoverIn(Body):
    """The code that our callback gave to the page."""

    code = Text(max_length=LONGEST_STATE)


class BegunOut(serializers.Serializer[Any]):
    """Where to send the browser. `state` comes back with it; the cookie of this answer must come back too."""

    authorize_url = serializers.CharField()
    state = serializers.CharField()


class ArrivedOut(LoginOut):
    """Who signed in. `created` says that it was the first time, which made the account."""

    created = serializers.BooleanField()


ArrivalOut = PolymorphicProxySerializer(
    component_name="Arrival", serializers=[ArrivedOut, ChallengeOut], resource_type_field_name=None
)


class ReturnedOut(ArrivedOut):
    """The answer of the callback to programs; `token` is the access token once more."""

    token = serializers.CharField()


def begun(url: str, state: str) -> dict[str, Any]:
    """Where to send the browser."""
    return {"authorize_url": url, "state": state}
