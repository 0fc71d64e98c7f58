"""One enum of codes and one base class for everything that a caller is told went wrong (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable codes: clients branch on these, never on the wording."""

    INVALID = "invalid"
    NOT_AUTHENTICATED = "not_authenticated"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_REVOKED = "token_revoked"
    PERMISSION_DENIED = "permission_denied"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    CONFLICT = "conflict"
    STALE_VERSION = "stale_version"
    ARCHIVED = "archived"
    HOLDS_VALUE = "holds_value"
    RATE_LIMITED = "rate_limited"
    LOCKED_OUT = "locked_out"
    MFA_REQUIRED = "mfa_required"
    REAUTHENTICATION_REQUIRED = "reauthentication_required"
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    INVALID_CREDENTIALS = "invalid_credentials"
    INVALID_TOKEN = "invalid_token"
    INVALID_STATE = "invalid_state"
    PROVIDER_ERROR = "provider_error"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


STATUS: Mapping[Code, int] = {
    Code.INVALID: 400,
    Code.NOT_AUTHENTICATED: 401,
    Code.TOKEN_EXPIRED: 401,
    Code.TOKEN_REVOKED: 401,
    Code.PERMISSION_DENIED: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.CONFLICT: 409,
    Code.STALE_VERSION: 409,
    Code.ARCHIVED: 409,
    Code.HOLDS_VALUE: 400,
    Code.RATE_LIMITED: 429,
    Code.LOCKED_OUT: 429,
    Code.MFA_REQUIRED: 403,
    Code.REAUTHENTICATION_REQUIRED: 403,
    Code.EMAIL_UNCONFIRMED: 403,
    Code.INVALID_CREDENTIALS: 401,
    Code.INVALID_TOKEN: 400,
    Code.INVALID_STATE: 400,
    Code.PROVIDER_ERROR: 502,
    Code.PAYLOAD_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field; `field` is a dotted path, or None when the whole is meant."""

    field: str | None
    code: str
    message: str


class Problem(Exception):
    """What the caller is told: a stable code, a sentence, and the fields concerned.

    `extra` becomes further members of the answer, `retry_after` (seconds) its header.
    """

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        extra: Mapping[str, object] | None = None,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.status = status or STATUS[code]
        self.retry_after = retry_after


def not_found() -> Problem:
    """The one answer for what is missing and for what is somebody else's: nobody can tell which."""
    return Problem(Code.NOT_FOUND, "There is nothing here by that name, or it is not yours to see.")


def invalid(field: str | None, code: str, message: str) -> Problem:
    """One faulty field."""
    return Problem(Code.INVALID, message, errors=[Fault(field, code, message)])


def denied(detail: str = "Your role does not allow this.") -> Problem:
    """Seen, but not allowed."""
    return Problem(Code.PERMISSION_DENIED, detail)


def conflict(detail: str, *, errors: Sequence[Fault] = ()) -> Problem:
    """The wish contradicts what is already so."""
    return Problem(Code.CONFLICT, detail, errors=errors)


def unavailable(detail: str = "A part of KeyNest can't be reached at the moment. Please try again.") -> Problem:
    """Something that we stand on is down; nothing was changed."""
    return Problem(Code.UNAVAILABLE, detail, retry_after=2)
