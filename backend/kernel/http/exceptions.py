"""The one place where an exception becomes an answer: application/problem+json, RFC 9457."""

import logging
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from redis import RedisError
from rest_framework import exceptions as drf
from rest_framework.response import Response

from kernel import logs
from kernel.errors import STATUS, Code, Fault, Problem, conflict, denied, not_found, unavailable

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
FOREIGN_KEY_OR_UNIQUE = frozenset({"23503", "23505"})  # PostgreSQL's codes of violations


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What Django REST framework calls for every exception of a view. None leaves it to `server_error`."""
    problem = as_problem(error)
    if problem is None:
        return None
    response = Response(document(problem), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in headers(problem).items():
        response.headers[name] = value
    return response


def document(problem: Problem) -> dict[str, Any]:
    """The members of the answer."""
    return {
        "type": f"/api/docs/errors#{problem.code}",
        "title": problem.code.replace("_", " ").capitalize(),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code.value,
        "request_id": logs.request_id.get(),
        "errors": [{"field": f.field, "code": f.code, "message": f.message} for f in problem.errors],
        **problem.extra,
    }


def headers(problem: Problem) -> dict[str, str]:
    """The headers that go with a problem."""
    found = {}
    if problem.status == 401:
        found["WWW-Authenticate"] = "Bearer"
    if problem.retry_after is not None:
        found["Retry-After"] = str(problem.retry_after)
    return found


def as_problem(error: Exception) -> Problem | None:
    """Translate what Django, the framework and the drivers raise; None for what nobody foresaw."""
    match error:
        case Problem():
            return error
        case Http404() | drf.NotFound():
            return not_found()
        case drf.ValidationError():
            return Problem(Code.INVALID, "Some fields need a look.", errors=list(faults(error.detail)))
        case drf.ParseError():
            return Problem(Code.INVALID, str(error.detail))
        case drf.NotAuthenticated() | drf.AuthenticationFailed():
            return Problem(Code.NOT_AUTHENTICATED, "Please sign in, or send a token.")
        case drf.PermissionDenied() | PermissionDenied():
            return denied("This is not allowed.")
        case drf.MethodNotAllowed():
            return Problem(Code.METHOD_NOT_ALLOWED, str(error.detail))
        case drf.NotAcceptable():
            return Problem(Code.NOT_ACCEPTABLE, "We answer in application/json.")
        case drf.UnsupportedMediaType():
            return Problem(Code.UNSUPPORTED_MEDIA_TYPE, "Please send application/json.")
        case drf.Throttled():
            return Problem(
                Code.RATE_LIMITED, "Too many requests.", retry_after=math.ceil(getattr(error, "wait", None) or 1)
            )
        case RequestDataTooBig():
            return Problem(Code.PAYLOAD_TOO_LARGE, "The body is too large.")
        case SuspiciousOperation() | UnreadablePostError():
            return Problem(Code.INVALID, "The request can't be read.")
        case _ if _crossed(error):
            logger.warning("requests crossed", extra={"error": type(error.__cause__ or error).__name__})
            return conflict("Somebody changed or deleted this at the same moment. Please look again.")
        case RedisError() | OperationalError() | InterfaceError():
            logger.error("a service is down", extra={"error": type(error).__name__})
            return unavailable()
    return None


def _crossed(error: Exception) -> bool:
    """Whether another request deleted, or took, what this one stood on, between its look and its write."""
    if isinstance(error, IntegrityError):
        return getattr(error.__cause__, "pgcode", "") in FOREIGN_KEY_OR_UNIQUE
    # The bare class is what Django raises when a row that is to be saved is gone.
    return isinstance(error, ObjectDoesNotExist) or (type(error) is DatabaseError and error.__cause__ is None)


def faults(detail: Any, path: str = "") -> Iterator[Fault]:
    """Flatten the framework's nested error lists into dotted paths."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            inner_path = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from faults(inner, inner_path)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from faults(inner, path if isinstance(inner, drf.ErrorDetail) else f"{path}.{index}".strip("."))
    else:
        yield Fault(path or None, getattr(detail, "code", "invalid"), str(detail))


def _plain(problem: Problem) -> HttpResponse:
    response = JsonResponse(document(problem), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in headers(problem).items():
        response.headers[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a faulty Host header and its like, before any view."""
    return _plain(as_problem(exception) or Problem(Code.INVALID, "The request can't be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return _plain(denied("This is not allowed."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: no such route."""
    return _plain(not_found())


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: nobody foresaw it. The request's id leads to the log line; nothing of it is shown."""
    detail = "Something went wrong on our side. The request id leads us to it."
    return _plain(Problem(Code.INTERNAL, detail, status=STATUS[Code.INTERNAL]))
