"""Cookie mode: the refresh token in a cookie that no script can read, and who may send it (OWASP, CSRF prevention)."""

from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.response import Response

from authentication import devices
from kernel.errors import Code, Problem, denied
from kernel.http.views import Request

PATH = "/api/auth/"
CLIENT_HEADER = "X-KeyNest-Client"
MARK_SECONDS = 400 * 86400


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


def mark_of(request: Request) -> str:
    """What this browser keeps to be known again by, if it is one of ours."""
    mark = request.COOKIES.get(mark_name(), "")
    return mark if devices.is_mark(mark) else ""


def put_mark(response: Response, mark: str) -> None:
    """Let the browser keep its mark, for as long as browsers keep anything."""
    response.set_cookie(mark_name(), mark, max_age=MARK_SECONDS, **_attributes())


def mark_name() -> str:
    """As above."""
    return "__Secure-keynest_device" if settings.COOKIES_SECURE else "keynest_device"


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


def put_slip(response: HttpResponseBase, slip: str, secret: str, *, seconds: int, path: str, lax: bool = False) -> None:
    """Let the browser keep for a moment what proves that it began. `lax` where another site sends it back to us."""
    attributes = _attributes() | {"path": path, "samesite": "Lax" if lax else "Strict"}
    response.set_cookie(slip_name(slip), secret, max_age=seconds, **attributes)


def take_slip_away(response: HttpResponseBase, slip: str, *, path: str) -> None:
    """It has served."""
    response.delete_cookie(slip_name(slip), path=path)


def slip_of(request: Request, slip: str) -> str | None:
    """What the browser kept."""
    return request.COOKIES.get(slip_name(slip))


def slip_name(slip: str) -> str:
    """As above."""
    return f"__Secure-keynest_{slip}" if settings.COOKIES_SECURE else f"keynest_{slip}"
