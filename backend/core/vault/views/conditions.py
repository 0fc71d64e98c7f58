"""Conditions of a request: entity tags, the version that a writer saw, where the writer sat."""

from typing import Any

from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiResponse
from rest_framework.response import Response

from core.vault.actions.step import Manner
from core.vault.models import Source
from kernel.actor import ActorKind
from kernel.errors import invalid
from kernel.http.views import Request

MAX_VERSION = 2**31 - 1
# How they are documented.
IF_NONE_MATCH = {"If-None-Match": "The ETag of an earlier answer: while nothing has changed since, the answer is 304."}
IF_MATCH = {"If-Match": "The version that the writer saw, in quotes; `expected_version` says the same. Stale: 409."}
NOT_MODIFIED = {304: OpenApiResponse(description="Nothing has changed since the ETag that was sent.")}


def tag(revision: int) -> str:
    """The entity tag of an environment at a revision."""
    return f'"{revision}"'


def is_known(request: Request, revision: int) -> bool:
    """Whether the caller has this revision already (If-None-Match; a weak tag means the same here)."""
    given = request.headers.get("If-None-Match")
    if given is None:
        return False
    return any(known in ("*", tag(revision), f"W/{tag(revision)}") for known in parse_etags(given))


def not_modified(revision: int) -> Response:
    """304."""
    return Response(status=304, headers={"ETag": tag(revision)})


def expected_version(request: Request, given: int | None) -> int | None:
    """The version that the writer saw, by `expected_version` or If-Match.

    Raises:
        Problem: `invalid` when the header holds no single version, or contradicts the field.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return given
    tags = parse_etags(header)
    number = tags[0].removeprefix("W/").strip('"') if len(tags) == 1 else ""
    if not (number.isascii() and number.isdigit() and 0 < int(number[:11]) <= MAX_VERSION):
        raise invalid("If-Match", "invalid", 'If-Match holds one version in quotes, like "3".')
    if given is not None and given != int(number):
        raise invalid("expected_version", "contradiction", "If-Match says another version.")
    return int(number)


def manner(request: Request, body: dict[str, Any] | None = None) -> Manner:
    """How a change comes in; the message, where the body has one, is taken out of it."""
    web = request.actor.kind is ActorKind.USER and request.headers.get("X-KeyNest-Client") == "web"
    return Manner(Source.WEB if web else Source.API, (body or {}).pop("message", ""))
