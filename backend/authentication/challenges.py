"""A sign-in that waits for one more proof: kept in Redis for five minutes and five tries, under its token's digest."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

import orjson

from kernel import memory
from kernel.crypto import digest
from kernel.errors import Code, Problem

SECONDS = 300
TRIES = 5

# Takes one of the tries before anything is looked at, so that parallel guesses get no more of them.
TAKE_A_TRY = """
local kept = redis.call('HGET', KEYS[1], 'kept')
if not kept then return false end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) > tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  return false
end
return kept
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """Who is half signed in, how, and which proofs would complete it. `version` is the account's at that moment."""

    user_id: UUID
    version: int
    method: str
    methods: tuple[str, ...]
    identity_id: UUID | None = None


def begin(pending: Pending) -> str:
    """Keep it, and return the token that continues it."""
    token = secrets.token_urlsafe(32)
    connection = memory.client()
    with connection.pipeline() as pipe:
        pipe.hset(place_of(token), "kept", orjson.dumps(asdict(pending)).decode())
        pipe.expire(place_of(token), SECONDS)
        pipe.execute()
    return token


def attempt(token: str) -> Pending:
    """What waits under a token, at the price of one of its tries.

    Raises:
        Problem: `invalid_token`, when it was used, is too old, or has no tries left.
    """
    return _read(memory.client().eval(TAKE_A_TRY, 1, place_of(token), TRIES))


def peek(token: str) -> Pending:
    """As `attempt`, but it takes no try: for a proof that can't be guessed, and for counting by account.

    Raises:
        Problem: `invalid_token`.
    """
    return _read(memory.client().hget(place_of(token), "kept"))


def waits(place: str) -> bool:
    """Whether a sign-in still waits there."""
    return bool(memory.client().exists(place))


def _read(kept: Any) -> Pending:
    if not kept:
        raise refused()
    found = orjson.loads(cast(bytes, kept))
    return Pending(
        user_id=UUID(found["user_id"]),
        version=found["version"],
        method=found["method"],
        methods=tuple(found["methods"]),
        identity_id=UUID(found["identity_id"]) if found["identity_id"] else None,
    )


def finish(token: str) -> None:
    """Use it up: of many who proved the same at once, one signs in.

    Raises:
        Problem: `invalid_token`.
    """
    if not memory.client().delete(place_of(token)):
        raise refused()


def refused() -> Problem:
    """The answer to a sign-in that can't be continued."""
    return Problem(Code.INVALID_TOKEN, "This sign-in took too long or failed too often. Please begin again.")


def place_of(token: str) -> str:
    """The key in Redis; of no use for continuing."""
    return "challenge:" + digest.sha256(token).hex()
