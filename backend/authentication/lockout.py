"""Brute force: how many wrong passwords an account and an address may bring, counted before a password is looked at.

Two counters guard each pair of account and address. django-axes keeps the record in the database, which survives Redis;
but it counts after the check, so a hundred guesses at once would all be looked at. Ours, in Redis, takes a place before
the check. Above them stand steps for guesses that are spread over many addresses. Many an hour at one account, or very
many at all of them together: a right password from where the account was never used opens only together with a code
that is mailed. Still more in a day: from there no password is looked at any more, until a mailed reset. So nobody can
lock somebody else out, and an address that has no account is answered exactly like one that has.
"""

import hashlib
import hmac
import ipaddress
import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn, cast

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest
from redis.commands.core import Script

from authentication import selectors
from authentication.models import User
from kernel import memory, ratelimit
from kernel.actor import NOWHERE
from kernel.errors import Code, Problem
from kernel.http.origin import bucket, trusted_ip
from kernel.text import fold_email

logger = logging.getLogger("keynest.security")
SOFT, HARD, EVERYWHERE = "login_failures_account", "login_failures_account_hard", "login_failures_everywhere"
STORM = "guesses-everywhere"

# Takes a place if there is one: answers {1, places taken} or {0, seconds until there is one again}.
TAKE_A_PLACE = """
local now, entry = tonumber(ARGV[4]), redis.call('HGET', KEYS[1], ARGV[1])
local count, ends = 0, 0
if entry then
  local c, e = string.match(entry, '(%d+):(%d+)')
  count, ends = tonumber(c), tonumber(e)
end
if ends <= now then count = 0 end
if count >= tonumber(ARGV[2]) then return {0, ends - now} end
redis.call('HSET', KEYS[1], ARGV[1], (count + 1) .. ':' .. (now + ARGV[3]))
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {1, count + 1}
"""


class Record(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """axes' record in the database; a sign-in without failures before it leaves it alone, which most do."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Count, and remember the count with the request."""
        failures = int(super().get_failures(request, credentials))
        request.axes_failures_seen = failures  # type: ignore[attr-defined]
        return failures

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Clear the pair, if there is anything to clear."""
        if getattr(request, "axes_failures_seen", 1):
            super().user_logged_in(sender, request, user, **kwargs)


def account_of(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """What axes knows an account by: a digest, since people type passwords into the wrong field."""
    return account_key(str((credentials or {}).get("username") or ""))


def address_of(request: HttpRequest) -> str:
    """What axes knows an address by: the trusted one, or the first of an IPv6 household."""
    return str(ipaddress.ip_network(bucket(trusted_ip(request)), strict=False).network_address)


def account_key(email: str) -> str:
    """One key for all spellings of an address, whether or not it has an account."""
    try:
        folded = fold_email(email)
    except ValueError:
        folded = email.strip().casefold()
    return hmac.new(settings.SECRET_KEY.encode(), b"lockout:" + folded.encode(), hashlib.sha256).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Guess:
    """A place for a guess: the how-manieth it is, and whether a right password opens only with a mailed code."""

    number: int = 0
    needs_code: bool = False


def admit(request: HttpRequest, email: str, user: User | None) -> Guess:
    """Take a place for one guess, before the password is looked at.

    Raises:
        Problem: `locked_out`.
        RedisError: nobody can count, so nobody may guess.
    """
    if not settings.RATE_LIMITS_ENABLED:
        return Guess()
    account, address = account_key(email), address_of(request)
    pressed = _is_pressed(account) and not selectors.was_used_from(user, address, _browser(request))
    if pressed and _is_full(account):
        _refuse(_rest_of_the_day(account))
    taken, number = _script()(
        keys=[_pairs(account)], args=[address, settings.AXES_FAILURE_LIMIT, _seconds(), int(time.time())]
    )
    if not taken:
        _refuse(int(number))
    if not AxesProxyHandler.is_allowed(request, {"username": email}):
        memory.client().hdel(_pairs(account), address)
        _refuse(_seconds())
    return Guess(int(number), needs_code=pressed)


def failed(request: HttpRequest, email: str) -> None:
    """The guess was wrong: it stays counted, for the pair, for the account, and in axes' record."""
    if settings.RATE_LIMITS_ENABLED:
        user_login_failed.send(sender=__name__, credentials={"username": email}, request=request)
        note_wrong(email)


def note_wrong(email: str) -> None:
    """Count a wrong guess for the account, wherever it came from."""
    account = account_key(email)
    memory.count(_wrong(account), 1, _window(SOFT)[1])
    memory.count(_wrong_today(account), 1, _window(HARD)[1])
    everywhere = ratelimit.hit(EVERYWHERE, "all")
    if everywhere is not None and everywhere.remaining == 0:
        memory.client().set(STORM, b"1", ex=_window(EVERYWHERE)[1])
        if not everywhere.exceeded:  # once in a window
            logger.error("many sign-ins fail, at many accounts", extra={"limit": everywhere.limit})


def succeeded(request: HttpRequest, email: str, user: User) -> None:
    """The password was right: this address begins anew at this account. Other addresses' guesses stay counted."""
    clear(request, email)
    user_logged_in.send(sender=type(user), request=request, user=user)


def clear(request: HttpRequest, email: str) -> None:
    """Give this address all its guesses at this account back."""
    if settings.RATE_LIMITS_ENABLED:
        memory.client().hdel(_pairs(account_key(email)), address_of(request))


def lift(user: User) -> None:
    """Whoever proved to own the mailbox is free of all locks."""
    account = account_key(user.email)
    memory.client().delete(_pairs(account), _wrong(account), _wrong_today(account))
    reset(username=account)


def _is_pressed(account: str) -> bool:
    """Whether so many guesses are wrong, at this account or at all, that a password alone proves too little."""
    hour, day, storm = memory.read(_wrong(account), _wrong_today(account), STORM)
    return int(hour or 0) >= _window(SOFT)[0] or int(day or 0) >= _window(HARD)[0] or storm is not None


def _is_full(account: str) -> bool:
    (day,) = memory.read(_wrong_today(account))
    return int(day or 0) >= _window(HARD)[0]


def _rest_of_the_day(account: str) -> int:
    return int(cast(int, memory.client().ttl(_wrong_today(account))))


def _browser(request: HttpRequest) -> str:
    """The digest of the mark by which a browser is known again; the admin site's pages have none."""
    return str(getattr(request, "origin", NOWHERE).device)


def _refuse(seconds: int) -> NoReturn:
    raise Problem(
        Code.LOCKED_OUT,
        "There were too many wrong passwords. Please wait, or set a new password by mail.",
        retry_after=max(1, seconds),
    )


def _seconds() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds())


def _window(name: str) -> tuple[int, int]:
    return ratelimit.windows(name)[0]


def _pairs(account: str) -> str:
    return "guesses:" + account


def _wrong(account: str) -> str:
    return "wrong:" + account


def _wrong_today(account: str) -> str:
    return "wrong-today:" + account


@cache
def _script() -> Script:
    return memory.client().register_script(TAKE_A_PLACE)
