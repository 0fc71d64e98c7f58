"""Rate limits: a thin wrapper over django-ratelimit, with several windows a limit, and numbers for headers."""

import logging
import re
import threading
import time
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from kernel import memory

PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# What bounds work and mail, or the guessing of what can't be guessed, is counted by each process for itself while Redis
# is away, so that people go on signing up, inviting and talking. All else bounds guessing: it is refused then.
COUNTED_HERE = frozenset(
    {
        "activation_mail_address",
        "avatar_user",
        "chat_search_user",
        "held_user",
        "invitation_preview_ip",
        "invitations_organization",
        "mail_test_user",
        "register_ip",
        "reveal_user",
        "share_ip",
        "share_links_user",
        "unsubscribe_ip",
    }
)
WINDOW = re.compile(r"^(\d+)/(\d*)([smhd])$")


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a window is used; `reset` is the number of seconds until it begins anew."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool = False


def windows(name: str) -> list[tuple[int, int]]:
    """The windows of a limit, as (count, seconds), from settings.RATES: `3/m|10/h`."""
    return _read(settings.RATES[name])


def hit(name: str, value: str) -> Usage | None:
    """Count one use of a limit by `value`; the tightest window, or None where limits are switched off.

    A window that is full stops the counting, so that knocking on a closed door doesn't use up the longer windows.

    Raises:
        RedisError: nobody can count now; what must not run uncounted fails.
    """
    if not settings.RATE_LIMITS_ENABLED:
        return None
    tightest: Usage | None = None
    for count, seconds in windows(name):
        usage = _window(name, value, count, seconds)
        if tightest is None or usage.exceeded or usage.remaining < tightest.remaining:
            tightest = usage
        if usage.exceeded:
            break
    return tightest


def spent(name: str, value: str) -> Usage | None:
    """The tightest window of a limit, `exceeded` when the next use would be one too many; nothing is counted.

    Raises:
        RedisError: nobody can tell now.
    """
    if not settings.RATE_LIMITS_ENABLED:
        return None
    used = [_window(name, value, count, seconds, counting=False) for count, seconds in windows(name)]
    return min(used, key=lambda usage: usage.remaining)


@cache
def _read(rate: str) -> list[tuple[int, int]]:
    found = []
    for text in rate.split("|"):
        match = WINDOW.match(text)
        if match is None:
            raise ValueError(f"{text} is no rate")
        count, multiple, period = match.groups()
        found.append((int(count), int(multiple or 1) * PERIODS[period]))
    return found


def _window(name: str, value: str, count: int, seconds: int, *, counting: bool = True) -> Usage:
    try:
        with memory.patience:
            return _in_redis(name, value, count, seconds, counting=counting)
    except memory.RedisError as error:
        if name not in COUNTED_HERE:
            raise
        logger.warning("requests are counted here only", extra={"error": type(error).__name__, "limit": name})
        return _here.count((name, value), count, seconds, by=int(counting))


def _in_redis(name: str, value: str, count: int, seconds: int, *, counting: bool) -> Usage:
    # The library never looks at the request when the key is a function; `group` keeps limits apart.
    rate = f"{count}/{seconds}s"
    usage = get_usage(HttpRequest(), group=name, key=lambda *_: value, rate=rate, increment=counting)
    # A count of nothing is how it says that the cache did not answer. (A window may well end while it is counting.)
    if usage is None or usage["count"] < counting:
        raise memory.RedisError("the counter can't be read")
    left = max(0, count - usage["count"])
    return Usage(count, left, max(1, usage["time_left"]), exceeded=usage["count"] + (not counting) > count)


class _Here:
    """Counts of this process alone. When there are very many they begin anew, as Redis does when it comes back."""

    MOST = 20_000

    def __init__(self) -> None:
        self._counts: dict[tuple[object, ...], int] = {}
        self._lock = threading.Lock()

    def count(self, who: tuple[str, str], count: int, seconds: int, *, by: int) -> Usage:
        """So many uses more of the running window, one or none; without one, what the next would be."""
        window, into = divmod(int(time.time()), seconds)
        key = (*who, seconds, window)
        with self._lock:
            if len(self._counts) >= self.MOST:
                self._counts.clear()
            used = self._counts[key] = self._counts.get(key, 0) + by
        return Usage(count, max(0, count - used), seconds - into, exceeded=used + (not by) > count)

    def forget(self) -> None:
        """Begin anew, as after a restart."""
        with self._lock:
            self._counts.clear()


_here = _Here()
forget = _here.forget
