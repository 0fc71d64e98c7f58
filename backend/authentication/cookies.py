"""Cookie mode: the refresh token in a cookie that no script can read, and who may send it (OWASP, CSRF prevention)."""

from typing import Any

from django.conf import settings
from rest_framework.response import Response

from kernel.errors import Code, Problem, denied
from kernel.http.views import Request

PATH = "/api/auth/"
CLIENT_HEADER = "X-KeyNest-Client"


def name() -> str:
    """The prefix makes browsers refuse the cookie from any page without HTTPS."""
    return "__Secure-keynest_refresh" if settings.COOKIES_SECURE else "keynest_refresh"


def put(response: Response, token: str) -> None:
    """Hand the refresh token to the browser."""
    lifetime = int(settings.JWT_REFRESH_TTL.total_seconds())
    response.set_cookie(name(), token, max_age=lifetime, **_attributes())


def take_away(response: Response) -> None:
    """Make the browser forget it."""
    response.set_cookie(name(), "", max_age=0, expires="Thu, 01 Jan 1970 00:00:00 GMT", **_attributes())


def token_of(request: Request) -> str | None:
    """The refresh token that the browser sent.

    Raises:
        Problem: `permission_denied`, when it was not one of our own pages that sent it.
    """
    token = request.COOKIES.get(name())
    if token:
        demand_own_page(request)
    return token or None


def demand_own_page(request: Request) -> None:
    """The custom header, which no page of a foreign origin can send without being asked for permission first.

    Raises:
        Problem: `permission_denied`.
    """
    if not request.headers.get(CLIENT_HEADER):
        raise denied(f"With cookies the header {CLIENT_HEADER} is needed.")


def refuse_foreign(request: Request) -> None:
    """A browser says which page asks. Ours and the allowed ones may; programs that are no browser send nothing.

    Raises:
        Problem: `permission_denied`.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin in (settings.PUBLIC_URL, *settings.CORS_ALLOWED_ORIGINS):
        return
    scheme, _, host = origin.partition("://")
    # The very host that was asked is our own page, by whatever of our names it was opened.
    if scheme in {"http", "https"} and host and host == request._request.get_host():
        return
    raise Problem(Code.PERMISSION_DENIED, "Requests of this origin are not accepted.")


def _attributes() -> dict[str, Any]:
    return {"path": PATH, "secure": settings.COOKIES_SECURE, "httponly": True, "samesite": "Strict"}
