"""Routes that exist in tests only: one that creates, and one that fails in whatever way it is told."""

from typing import ClassVar

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.urls import path
from redis import ConnectionError as RedisDown
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from kernel.errors import Code, Fault, Problem
from kernel.http.parsing import Body, Query, Text
from kernel.http.views import Request, View

made: list[str] = []
FAILURES = {
    "problem": Problem(Code.STALE_VERSION, "Old.", errors=[Fault("version", "stale", "Old.")], extra={"current": 3}),
    "postgres": OperationalError("connection to postgresql://u:secretsecret@host failed"),
    "redis": RedisDown("Error 111 connecting"),
    "suspicious": SuspiciousOperation("odd"),
    "bug": ValueError("secretsecret"),
}


class ThingIn(Body):
    name = Text(max_length=10)


class FailureQuery(Query):
    how = serializers.ChoiceField(choices=sorted(FAILURES))


class Things(View):
    creates = True

    def post(self, request: Request) -> Response:
        body = ThingIn.parse(request)
        if body["name"] in FAILURES:
            raise FAILURES[body["name"]]
        made.append(body["name"])
        return Response({"number": len(made), **body}, status=201)


class Failures(View):
    permission_classes = [AllowAny]
    queries: ClassVar[dict[str, type[Query]]] = {"get": FailureQuery}

    def get(self, request: Request) -> Response:
        raise FAILURES[request.query["how"]]


handler400 = "kernel.http.exceptions.bad_request"
handler403 = "kernel.http.exceptions.permission_denied"
handler404 = "kernel.http.exceptions.page_not_found"
handler500 = "kernel.http.exceptions.server_error"
urlpatterns = [path("api/things/", Things.as_view()), path("api/failures/", Failures.as_view())]
