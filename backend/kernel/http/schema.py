"""OpenAPI as we write it: queries and problems are declared once, in the views' base, and documented from there."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

F = TypeVar("F", bound=Callable[..., Any])


class FaultOut(serializers.Serializer[Any]):
    """One faulty field."""

    field = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457, with a stable code."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()
    errors = FaultOut(many=True)  # type: ignore[assignment]  # the member's name in RFC 9457's own examples


PROBLEMS = {
    400: "The request is faulty; `errors` names the fields.",
    401: "Nobody is signed in, or the token is not valid any more.",
    403: "The role does not allow it.",
    404: "There is nothing by that id, or it is not yours to see.",
    405: "Not a method of this address.",
    406: "We answer in application/json.",
    409: "It contradicts what is already so, or is based on an old version.",
    413: "The body is too large.",
    415: "Please send application/json.",
    429: "Too many requests; Retry-After tells when to come back.",
    503: "A part of KeyNest can't be reached; nothing was changed.",
}


# For what asks other servers.
AWAY = {(502, "application/problem+json"): OpenApiResponse(ProblemOut, description="Another server can't be reached.")}


def documented(
    summary: str,
    *,
    body: Any = None,
    answer: Any = None,
    status: int = 200,
    tag: str | None = None,
    media_types: Iterable[str] = (),
    others: Mapping[Any, Any] | None = None,
) -> Callable[[F], F]:
    """Document one method of a view: what it takes, what it answers, and (from `PROBLEMS`) what it refuses.

    `answer` is a serializer, an OpenAPI type, or None where nothing is answered; `media_types` are named where it is
    not JSON; `others` are further good answers by status.
    """
    answered = answer if answer is not None else OpenApiResponse(description="Done.")
    responses: dict[Any, Any] = {(status, media): answered for media in media_types} or {status: answered}
    responses |= others or {}
    for code, description in PROBLEMS.items():
        responses[(code, "application/problem+json")] = OpenApiResponse(ProblemOut, description=description)
    return extend_schema(summary=summary, request=body, responses=responses, tags=[tag] if tag else None)


class ProblemSchema(AutoSchema):
    """Adds what our base view declares: query parameters and the Idempotency-Key."""

    def get_operation_id(self) -> str:
        """`…_list` for what answers a page or a list, which the library can't tell from one thing."""
        name = super().get_operation_id()
        answers: Any = self.get_response_serializers()  # a dict in truth, whatever the library's types say
        lists = isinstance(answers, dict) and any(getattr(answer, "lists", False) for answer in answers.values())
        return name.removesuffix("_retrieve") + "_list" if lists and name.endswith("_retrieve") else name

    def _get_request_body(self, direction: str = "request") -> Any:
        """A DELETE of ours may carry a confirmation, which the library would leave out; a body is never left out."""
        method, self.method = self.method, "POST" if self.method == "DELETE" else self.method
        try:
            found = cast(Any, super())._get_request_body(direction)
            return found and found | {"required": True}
        finally:
            self.method = method

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """Bodies that refuse what they do not know say so."""
        found = cast(Any, super())._map_basic_serializer(serializer, direction)
        closed = getattr(serializer, "extra", "") == "refuse" and found.get("properties")
        return found | {"additionalProperties": False} if closed else found

    def get_override_parameters(self) -> list[Any]:
        """Each method's query serializer and headers, and the key where a POST creates."""
        queries = getattr(self.view, "queries", {})
        found: list[Any] = [queries[self.method.lower()]] if self.method.lower() in queries else []
        for name, description in getattr(self.view, "heeds", {}).get(self.method.lower(), {}).items():
            found.append(OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description))
        if self.method == "POST" and getattr(self.view, "creates", False):
            key = {"type": "string", "pattern": "^[!-~]{1,128}$"}
            said = "Repeats with it are answered once."
            found.append(OpenApiParameter("Idempotency-Key", key, OpenApiParameter.HEADER, description=said))
        return found


def paged(item: type[serializers.Serializer[Any]], **extra: serializers.Field[Any, Any, Any, Any]) -> Any:
    """The shape of a cursor page of `item`, for the document."""
    fields: dict[str, Any] = {
        "lists": True,
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": item(many=True),
        **extra,
    }
    return type(f"{item.__name__.removesuffix('Out')}Page", (serializers.Serializer,), fields)


def listed(item: type[serializers.Serializer[Any]], **extra: serializers.Field[Any, Any, Any, Any]) -> Any:
    """The shape of a whole list of `item`, for the document."""
    return type(
        f"{item.__name__.removesuffix('Out')}List",
        (serializers.Serializer,),
        {"lists": True, "results": item(many=True), **extra},
    )
