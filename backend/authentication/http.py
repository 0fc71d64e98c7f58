"""The one dispatcher of credentials: it looks whose token this is and asks that one verifier, never the next."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from authentication import issuers, liveness, tokens
from authentication.actions import guests
from authentication.models import User
from kernel.actor import NOWHERE, Actor, ActorKind
from kernel.errors import Code, Problem


class Bearer(BaseAuthentication):
    """Authorization: Bearer, for every kind of token that we accept. `request.auth` becomes the actor."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        """The account (unfetched) and the actor; None where no credentials were sent."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem(Code.NOT_AUTHENTICATED, "Authorization must read: Bearer <token>.")
        origin = getattr(request._request, "origin", NOWHERE)
        issuer = issuers.trusted(token.strip())
        if issuer is not None:
            return _by_foreign_token(guests.arrive(origin, issuer, token.strip()), origin)
        return _by_access_token(token.strip(), origin)

    def authenticate_header(self, request: Request) -> str:
        """What a 401 names."""
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its base registers subclasses
    """How the OpenAPI document names it."""

    target_class = Bearer
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """RFC 6750."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def _by_access_token(token: str, origin: Any) -> tuple[Any, Actor]:
    claims = tokens.read_access(token)
    label = liveness.confirm(claims)
    actor = Actor(ActorKind.USER, claims.user_id, label, origin, claims.session_id)
    return Account(claims.user_id), actor


def _by_foreign_token(guest: issuers.Guest, origin: Any) -> tuple[Any, Actor]:
    return Account(guest.user_id), Actor(ActorKind.USER, guest.user_id, guest.label, origin)


class Account:
    """Who is signed in, by id; the row is fetched by whoever needs it. Answers what the framework asks of a user."""

    is_authenticated = True
    is_anonymous = False
    is_active = True

    def __init__(self, user_id: Any) -> None:
        self.id = self.pk = user_id

    def fetch(self) -> User:
        """The row."""
        return User.objects.get(pk=self.pk)

    def __str__(self) -> str:
        return str(self.pk)
