"""How a view declares its limits, the budget of the whole API, and the headers that tell callers where they stand."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from kernel import memory, ratelimit
from kernel.errors import Code, Problem
from kernel.http.origin import bucket
from kernel.ratelimit import Usage

logger = logging.getLogger(__name__)
Key = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of one method: its name in settings.RATES, and what it counts by. A key of None is not counted."""

    name: str
    key: Key


def address_of(request: Any) -> str:
    """What limits count by, for an anonymous caller: the trusted address, or the household of an IPv6 one."""
    return bucket(request.origin.address or "0.0.0.0")  # noqa: S104  # a placeholder, nothing is bound to it


def by_address(name: str) -> Limit:
    """Count by where the request comes from."""
    return Limit(name, address_of)


def by_actor(name: str) -> Limit:
    """Count by who is signed in."""
    return Limit(name, lambda request: str(request.actor.id))


def spend(request: Any, limits: Sequence[Limit]) -> Usage | None:
    """Count this request against each of the limits; the tightest of them.

    Raises:
        Problem: `rate_limited`, with the usage in `request.usage`.
        RedisError: nobody can count: the request fails rather than pass uncounted.
    """
    tightest: Usage | None = None
    for limit in limits:
        value = limit.key(request)
        usage = ratelimit.hit(limit.name, value) if value is not None else None
        if usage is None:
            continue
        if usage.exceeded:
            refuse(request, usage)
        if tightest is None or usage.remaining < tightest.remaining:
            tightest = usage
    return tightest


def refuse(request: Any, usage: Usage) -> None:
    """Answer 429, and let the headers show the window that is full."""
    request.usage = usage
    raise Problem(Code.RATE_LIMITED, "Too many requests. Please wait a moment.", retry_after=usage.reset)


def headers(usage: Usage) -> dict[str, str]:
    """RateLimit-Limit, -Remaining and -Reset, as in the IETF's draft of 2021, which clients know."""
    return {
        "RateLimit-Limit": str(usage.limit),
        "RateLimit-Remaining": str(usage.remaining),
        "RateLimit-Reset": str(usage.reset),
    }


@dataclass(slots=True)
class _Account:
    """What one caller has used of the running window: what Redis said last, and what it was not yet told."""

    window: int
    told: int = 0
    untold: int = 0


@dataclass
class Budget:
    """A generous limit for every request. It costs next to nothing: Redis is told a hundredth of it at a time.

    Several processes together may overshoot by as much. Without Redis each process counts for itself.
    """

    name: str
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    MOST = 20_000

    def spend(self, value: str) -> Usage | None:
        """Count one request; None where limits are switched off."""
        if not settings.RATE_LIMITS_ENABLED:
            return None
        (limit, seconds), now = ratelimit.windows(self.name)[0], int(time.time())
        window = now // seconds
        with self._lock:
            account = self._account(value, window)
            account.untold += 1
            due = account.untold if account.untold >= max(1, limit // 100) else 0
            account.untold -= due
            account.told += due
        if due:
            account.told = max(account.told, self._tell(f"budget:{self.name}:{window}:{value}", due, seconds))
        used = account.told + account.untold
        return Usage(limit, max(0, limit - used), seconds - now % seconds, exceeded=used > limit)

    def forget(self) -> None:
        """Begin anew in this process, as after a restart."""
        with self._lock:
            self._accounts.clear()

    def _account(self, value: str, window: int) -> _Account:
        account = self._accounts.get(value)
        if account is None or account.window != window:
            if len(self._accounts) >= self.MOST:
                self._accounts.clear()
            account = self._accounts[value] = _Account(window)
        return account

    def _tell(self, key: str, count: int, seconds: int) -> int:
        try:
            return memory.count(key, count, seconds + 5)
        except memory.RedisError as error:
            # The API's own budget fails open: a broken counter must not stop people from working.
            logger.warning("requests are counted here only", extra={"error": type(error).__name__})
            return 0


api_address, api_user = Budget("api_ip"), Budget("api_user")


def admit(request: Any, budget: Budget, value: str) -> None:
    """Count a request against a budget of the whole API.

    Raises:
        Problem: `rate_limited`.
    """
    usage = budget.spend(value)
    if usage is not None:
        request.usage = usage
        if usage.exceeded:
            refuse(request, usage)
