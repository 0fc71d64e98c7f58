"""Who opens a socket: the ways to show a token in a handshake, one-time tickets, and whether sessions still live."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

import orjson
from django.conf import settings

from authentication import issuers, liveness, tokens
from authentication.actions import guests
from authentication.models import Session
from authentication.tokens import Claims
from kernel import clock, memory
from kernel.actor import NOWHERE
from kernel.errors import Code, Problem
from kernel.sockets.socket import Identity

MARKER = "keynest"
TICKET_SECONDS = 30  # less than `liveness.MARK_SECONDS`: a mark outlives every ticket that was sold before it

# Each ticket is gone when it is read. Beside it: whether its account has been marked since it was sold.
_TAKE = """
local found = {}
for _, key in ipairs(KEYS) do
  local kept = redis.call('GETDEL', key)
  found[#found + 1] = kept or ''
  found[#found + 1] = kept and redis.call('EXISTS', cjson.decode(kept).mark) or 0
end
return found
"""


class Way(StrEnum):
    """How a handshake showed its credential."""

    HEADER = "header"
    SUBPROTOCOL = "subprotocol"
    TICKET = "ticket"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a handshake showed, not yet believed."""

    way: Way
    secret: str = field(repr=False)


def credential_of(authorization: str, subprotocols: Iterable[str], query: str) -> Credential | None:
    """The first credential of a handshake: header, subprotocol, ticket, query.

    The query is read as it was sent: names are not percent-decoded, so that what is taken for a token here is also
    taken for one by the filter that keeps tokens out of the log.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return Credential(Way.HEADER, token.strip())
    for offered in subprotocols:
        if offered.startswith("bearer."):
            return Credential(Way.SUBPROTOCOL, offered.removeprefix("bearer."))
    given = dict(pair.partition("=")[::2] for pair in reversed(query.split("&")))
    if given.get("ticket"):
        return Credential(Way.TICKET, given["ticket"])
    if given.get("token") and settings.WEBSOCKET_TOKEN_IN_QUERY:
        return Credential(Way.QUERY, given["token"])
    return None


class Gate:
    """Decides over handshakes, from what the connection's scope says."""

    def welcomes(self, scope: Mapping[str, Any]) -> bool:
        """A page's origin must stand on the list, exactly: scheme, host and port.

        Without one it is not a page, and there is no ambient credential (no cookie opens a socket) to misuse.
        """
        origin = _header(scope, b"origin")
        return origin is None or origin in settings.WEBSOCKET_ORIGINS

    def subprotocol(self, scope: Mapping[str, Any]) -> str | None:
        """What is answered: the marker, never the token beside it."""
        return MARKER if MARKER in scope["subprotocols"] else None

    def way(self, scope: Mapping[str, Any]) -> str:
        """By which way the handshake shows a credential, for those who count."""
        credential = _credential_in(scope)
        return credential.way.value if credential else "none"

    def identify(self, scope: Mapping[str, Any]) -> Identity:
        """Believe the token of a handshake, or refuse it; tickets are for `take_tickets`."""
        credential = _credential_in(scope)
        if credential is None or credential.way is Way.TICKET:
            raise Problem(Code.NOT_AUTHENTICATED, "Please send an access token or a ticket.")
        return self.identify_again(credential.secret)

    def has_ticket(self, scope: Mapping[str, Any]) -> bool:
        """Whether a handshake shows a ticket."""
        return self.way(scope) == Way.TICKET

    def take_tickets(self, scopes: Sequence[Mapping[str, Any]]) -> list[Identity | Exception]:
        """Believe the tickets of these handshakes, or refuse them: all in one question."""
        shown = [_credential_in(scope) for scope in scopes]
        taken = _take([credential.secret if credential else "" for credential in shown])
        pages = [_header(scope, b"origin") is not None for scope in scopes]
        return [_admitted(*each, page=page) for each, page in zip(taken, pages, strict=True)]

    def identify_again(self, token: str) -> Identity:
        """Believe an access token, or refuse it."""
        return _confirmed(_claims_of(token))


def issue_ticket(access_token: str, *, page: bool) -> str:
    """Change an access token into a ticket that opens one socket within 30 seconds, with the token's own end.

    A ticket that a page asked for (its request named an origin) is refused in a handshake without one.
    """
    holder = _confirmed(_claims_of(access_token))
    ticket = secrets.token_urlsafe(32)
    kept = {
        "user": str(holder.user_id),
        "session": str(holder.session_id),
        "version": holder.version,
        "label": holder.label,
        "until": holder.expires_at,
        "page": page,
        "mark": liveness.mark_of(holder.user_id),
    }
    memory.client().set(_ticket_key(ticket), orjson.dumps(kept), ex=TICKET_SECONDS)
    return ticket


def ended(identities: Collection[Identity]) -> set[UUID]:
    """Of these sockets' sessions those that live no longer, in one query; one more where guests are among them."""
    alive = dict(
        Session.objects.filter(
            pk__in={identity.session_id for identity in identities},
            revoked_at=None,
            expires_at__gt=clock.now(),
            user__is_active=True,
        ).values_list("pk", "user__token_version")
    )
    guests_here = {identity.session_id for identity in identities if identity.version == issuers.GUEST}
    if guests_here:
        alive |= dict.fromkeys(issuers.living(guests_here), issuers.GUEST)
    return {identity.session_id for identity in identities if alive.get(identity.session_id) != identity.version}


def _claims_of(token: str) -> Claims:
    """Whose token it is. A guest's connection to the issuer stands in the place of a session."""
    issuer = issuers.trusted(token)
    if issuer is None:
        return tokens.read_access(token)
    guest = guests.arrive(NOWHERE, issuer, token)
    return Claims(guest.user_id, guest.identity_id, issuers.GUEST, guest.label, guest.expires_at)


def _confirmed(claims: Claims) -> Identity:
    _refuse_expired(claims)
    label = claims.email
    if claims.version == issuers.GUEST:
        issuers.confirm(claims.session_id, claims.user_id)
    else:
        label = liveness.confirm(claims)
    return Identity(claims.user_id, claims.session_id, claims.version, claims.expires_at, label)


def _refuse_expired(claims: Claims) -> None:
    if claims.expires_at <= clock.now().timestamp():  # the leeway is for requests; a socket would be closed at once
        raise Problem(Code.TOKEN_EXPIRED, "The access token has expired.")


def _credential_in(scope: Mapping[str, Any]) -> Credential | None:
    query = scope["query_string"].decode("latin-1")
    return credential_of(_header(scope, b"authorization") or "", scope["subprotocols"], query)


def _header(scope: Mapping[str, Any], wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)


def _take(tickets: Sequence[str]) -> list[tuple[bytes, bool]]:
    """What was kept of each ticket, which no second one finds, and whether its account has been marked since."""
    keys = [_ticket_key(ticket) for ticket in tickets]
    found = cast(list[Any], memory.client().eval(_TAKE, len(keys), *keys))
    return [(kept, bool(marked)) for kept, marked in zip(found[::2], found[1::2], strict=True)]


def _admitted(found: bytes, marked: bool, *, page: bool) -> Identity | Exception:
    """Who comes by a ticket. His session lived when it was sold; only where a mark says more, it is asked for again."""
    kept = orjson.loads(found) if found else None
    if kept is None or (kept["page"] and not page):
        return Problem(Code.NOT_AUTHENTICATED, "This ticket is not valid any more.")
    claims = Claims(UUID(kept["user"]), UUID(kept["session"]), kept["version"], kept["label"], kept["until"])
    try:
        if marked or claims.version == issuers.GUEST:
            return _confirmed(claims)
        _refuse_expired(claims)
    except Exception as error:  # noqa: BLE001  # it is raised where this one is let in
        return error
    return Identity(claims.user_id, claims.session_id, claims.version, claims.expires_at, claims.email)


def _ticket_key(ticket: str) -> str:
    return "ws-ticket:" + hashlib.sha256(ticket.encode()).hexdigest()
