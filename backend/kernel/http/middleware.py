"""Request ids and access lines, security headers, and the admin site's sessions kept to the admin site."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from kernel import logs
from kernel.http.origin import origin_of

Handler = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
access = logging.getLogger("keynest.access")


class RequestContext:
    """Gives each request an id and an origin, and writes one line about it: the path, never the query."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.match(given) else uuid4().hex
        request.origin = origin_of(request, request_id)  # type: ignore[attr-defined]
        token = logs.request_id.set(request_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            access.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.path[:200],
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                    "address": request.origin.address,  # type: ignore[attr-defined]
                },
            )
            return response
        finally:
            logs.request_id.reset(token)


class SecurityHeaders:
    """What no answer of the API may lack; pages of the web app get theirs where they are served."""

    API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    # The browsable documentation and the admin site run scripts and styles of our own host only.
    PAGE_POLICY = (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self';"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )
    PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        response.headers.setdefault("Content-Security-Policy", self.PAGE_POLICY if html else self.API_POLICY)
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class KnownHost:
    """Refuses a Host header that is none of ours, whether or not anybody would have read it. Probes come by address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/health/"):
            request.get_host()
        return self.get_response(request)


class AdminOnly:
    """Django's session, CSRF, user and message middleware, for /admin/ alone: the API has no use for them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        chain: Handler = get_response
        for layer in (MessageMiddleware, AuthenticationMiddleware, CsrfViewMiddleware, SessionMiddleware):
            chain = layer(chain)  # type: ignore[assignment]
        self.admin = chain
        self.csrf = CsrfViewMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            return self.admin(request)
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """CSRF is judged at this stage by Django; the chain above is not asked, so it is done here."""
        if not request.path.startswith("/admin/"):
            return None
        return self.csrf.process_view(request, view, args, kwargs)
