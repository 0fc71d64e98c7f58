"""What the views of accounts share: no transaction around them, foreign pages refused, limits by account."""

from dataclasses import replace
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request as BaseRequest
from rest_framework.response import Response

from authentication import cookies, devices, lockout, serializers
from authentication.actions.sessions import Challenge, Login
from kernel.actor import Actor
from kernel.errors import denied
from kernel.http import throttling
from kernel.http.throttling import Limit
from kernel.http.views import Request, View


class AuthView(View):
    """Base of them all. No transaction is opened around: a refusal must not undo what was counted or revoked."""

    body_limit: ClassVar[int] = 32 * 1024
    takes_guests: ClassVar[bool] = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Keep out of ATOMIC_REQUESTS, should somebody switch it on."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def initial(self, request: BaseRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse what a foreign page sends before anything is looked at."""
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            cookies.refuse_foreign(request)  # type: ignore[arg-type]
            know_again(request)  # type: ignore[arg-type]
        super().initial(request, *args, **kwargs)
        self._refuse_guests(request)

    def _refuse_guests(self, request: BaseRequest) -> None:
        """Whoever has no session here, but a token of somebody else, changes nothing of the account by it."""
        reads = request.method in {"GET", "HEAD", "OPTIONS"} or self.takes_guests
        if not reads and isinstance(request.auth, Actor) and request.auth.session_id is None:
            raise denied("Please sign in here: another issuer's token does not change the account.")


class OpenView(AuthView):
    """For callers who have no token, or one that has expired: it is not looked at."""

    authentication_classes: ClassVar[list[Any]] = []  # type: ignore[misc]
    permission_classes: ClassVar[list[type[BasePermission]]] = [AllowAny]  # type: ignore[misc]


def by_account(name: str, field: str = "email") -> Limit:
    """Count by the account that the body names, together with the address: nobody uses up somebody else's share."""

    def key(request: Any) -> str | None:
        value = request.data.get(field) if isinstance(request.data, dict) else None
        return f"{lockout.account_key(value)}@{throttling.address_of(request)}" if isinstance(value, str) else None

    return Limit(name, key)


def by_passkey(name: str) -> Limit:
    """Count what shows a passkey by where it comes from, so that it leaves the tries of codes alone."""
    return Limit(name, lambda request: throttling.address_of(request) if shows_passkey(request) else None)


def besides_passkeys(limit: Limit) -> Limit:
    """The limit of tries that are typed: whoever's passkey fails must still get in by a code."""
    return Limit(limit.name, lambda request: None if shows_passkey(request) else limit.key(request))


def shows_passkey(request: Any) -> bool:
    """Whether the body brings a passkey, and nothing that could be guessed beside it."""
    body = request.data
    return isinstance(body, dict) and "passkey" in body and not {"code", "password"} & set(body)


def plain(request: Request) -> HttpRequest:
    """Django's own request, which axes and the signals want."""
    return request._request


def signed_in(request: Request, login: Login | Challenge, *, status: int = 200, **more: Any) -> Response:
    """Answer a sign-in: the user and the tokens, or the question for a second factor."""
    if isinstance(login, Challenge):
        return Response(serializers.challenge(login))
    return _with_tokens(request, login, {"user": serializers.user(login.user), **more}, status)


def new_tokens(request: Request, login: Login, *, status: int = 200, **more: Any) -> Response:
    """Answer with the tokens, below `tokens`, and what else there is to say, but not with the user."""
    return _with_tokens(request, login, more, status)


def refreshed(request: Request, login: Login, *, in_cookie: bool) -> Response:
    """Answer a refresh."""
    response = Response(_tokens(login, in_cookie))
    if in_cookie:
        cookies.put(response, login.refresh)
    return response


def know_again(request: Request) -> None:
    """Let the origin say which browser it is; one that is about to get a cookie gets a mark beside it."""
    request.mark = cookies.mark_of(request) or (devices.new_mark() if "cookie" in request.query_params else "")
    if request.mark:
        request._request.origin = replace(request.origin, device=devices.digest_of(request.mark))  # type: ignore[attr-defined]


def _with_tokens(request: Request, login: Login, body: dict[str, Any], status: int) -> Response:
    in_cookie = bool(request.query.get("cookie"))
    response = Response(body | {"tokens": _tokens(login, in_cookie)}, status=status)
    if in_cookie:
        cookies.put(response, login.refresh)
        cookies.put_mark(response, request.mark)
    return response


def _tokens(login: Login, in_cookie: bool) -> dict[str, Any]:
    lifetime = int(settings.JWT_ACCESS_TTL.total_seconds())
    return serializers.tokens(login, lifetime=lifetime, refresh=not in_cookie)


def demand_client_for_cookies(request: Request) -> None:
    """Whoever asks for a cookie must be one of our own pages."""
    if request.query.get("cookie"):
        cookies.demand_own_page(request)
