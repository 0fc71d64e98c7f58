"""Brute force: how many wrong passwords an account and an address may bring, counted before a password is looked at.

Two counters guard each pair of account and address. django-axes keeps the record in the database, which survives Redis;
but it counts after the check, so a hundred guesses at once would all be looked at. Ours, in Redis, takes a place before
the check. Above them stands one counter per account, for guesses that are spread over many addresses: when it is full,
only addresses that the account was used from before may try, and a mailed password reset clears it. So nobody can lock
somebody else out, and an address that has no account is answered exactly like one that has.
"""

import hashlib
import hmac
import ipaddress
import logging
import time
from functools import cache
from typing import Any, NoReturn

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
from kernel.errors import Code, Problem
from kernel.http.origin import bucket, trusted_ip
from kernel.text import fold_email

logger = logging.getLogger("keynest.security")

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


def admit(request: HttpRequest, email: str, user: User | None) -> int:
    """Take a place for one guess, before the password is looked at; answer the how-manieth it is.

    Raises:
        Problem: `locked_out`.
        RedisError: nobody can count, so nobody may guess.
    """
    if not settings.RATE_LIMITS_ENABLED:
        return 0
    account, address = account_key(email), address_of(request)
    if _spread_out(account) and not selectors.was_used_from(user, address):
        _refuse(_seconds_of_the_account())
    taken, number = _script()(
        keys=[_pairs(account)], args=[address, settings.AXES_FAILURE_LIMIT, _seconds(), int(time.time())]
    )
    if not taken:
        _refuse(int(number))
    if not AxesProxyHandler.is_allowed(request, {"username": email}):
        memory.client().hdel(_pairs(account), address)
        _refuse(_seconds())
    return int(number)


def failed(request: HttpRequest, email: str) -> None:
    """The guess was wrong: it stays counted, for the pair, for the account, and in axes' record."""
    if settings.RATE_LIMITS_ENABLED:
        user_login_failed.send(sender=__name__, credentials={"username": email}, request=request)
        note_wrong(email)


def note_wrong(email: str) -> None:
    """Count a wrong guess for the account, wherever it came from."""
    memory.count(_wrong(account_key(email)), 1, _seconds_of_the_account())
    everywhere = ratelimit.hit("login_failures_everywhere", "all")
    if everywhere is not None and everywhere.remaining == 0 and not everywhere.exceeded:  # once in a window
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
    memory.client().delete(_pairs(account), _wrong(account))
    reset(username=account)


def _spread_out(account: str) -> bool:
    (wrong,) = memory.read(_wrong(account))
    return int(wrong or 0) >= ratelimit.windows("login_failures_account")[0][0]


def _refuse(seconds: int) -> NoReturn:
    raise Problem(
        Code.LOCKED_OUT,
        "There were too many wrong passwords. Please wait, or set a new password by mail.",
        retry_after=max(1, seconds),
    )


def _seconds() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds())


def _seconds_of_the_account() -> int:
    return ratelimit.windows("login_failures_account")[0][1]


def _pairs(account: str) -> str:
    return "guesses:" + account


def _wrong(account: str) -> str:
    return "wrong:" + account


@cache
def _script() -> Script:
    return memory.client().register_script(TAKE_A_PLACE)
