"""The public keys of others (RFC 7517): fetched by us, kept as long as they say, looked for anew when one is unknown.

Nobody makes us ask more often than every 30 seconds by naming keys that do not exist.
"""

import logging
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from authentication.oauth.faults import Refused
from kernel import outbound

logger = logging.getLogger(__name__)

SHORTEST, LONGEST, USUAL = 60.0, 86_400.0, 600.0
COOL_DOWN_SECONDS = 30.0  # after a key was not found
RETRY_SECONDS = 5.0  # after nothing was found
MOMENT_SECONDS = 1.0  # what the impatient wait, while there is nothing to answer from
STALE_SECONDS = 3600.0  # how long old keys do, while their owner does not answer
MOST_KEYS = 100
MOST_SETS = 100
PUBLIC = frozenset({"RSA", "EC", "OKP"})
MAX_AGE = re.compile(r"max-age\s*=\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: RSA, EC or OKP; `algorithm` is empty where it does not say for which one it is."""

    family: str
    algorithm: str
    public: Any = field(repr=False)


@dataclass
class KeySet:
    """What one address said last."""

    keys: dict[str | None, Key] = field(default_factory=dict)
    until: float = 0.0
    asked_at: float = float("-inf")
    failure: str = ""
    asking: threading.Lock = field(default_factory=threading.Lock)

    def usable(self) -> bool:
        """Whether it may be answered from."""
        return bool(self.keys) and time.monotonic() < self.until + (STALE_SECONDS if self.failure else 0)

    def find(self, kid: str | None) -> Key | None:
        """The key of that name; without a name the only one there is."""
        if kid is not None:
            return self.keys.get(kid)
        return next(iter(self.keys.values())) if len(self.keys) == 1 else None

    def may_ask(self) -> bool:
        """Whether enough time has passed since we asked last."""
        return time.monotonic() - self.asked_at >= (RETRY_SECONDS if self.failure else COOL_DOWN_SECONDS)


_sets: dict[str, KeySet] = {}


def key(url: str, kid: str | None, *, patient: bool = True) -> Key:
    """The key of that name at that address. Who is not `patient` hardly waits while another thread asks.

    Raises:
        Refused: unknown_key.
        Failed: the keys can't be had, and none are known from before.
    """
    found = _set(url)
    if (known := found.find(kid)) is not None and found.usable() and not _is_due(found):
        return known
    _ask(url, found, patient=patient)
    if not found.usable():
        raise outbound.Failed(found.failure or "unreachable")
    known = found.find(kid)
    if known is None:
        raise Refused("unknown_key")
    return known


def fetch(url: str) -> Mapping[str | None, Key]:
    """The keys at an address at this moment. Raises Failed."""
    return _parsed(outbound.get(url))


def forget() -> None:
    """Ask everybody anew."""
    _sets.clear()


def _set(url: str) -> KeySet:
    if url not in _sets and len(_sets) >= MOST_SETS:
        _sets.clear()
    return _sets.setdefault(url, KeySet())


def _is_due(found: KeySet) -> bool:
    """Whether its time is over, and it is worth asking."""
    return time.monotonic() >= found.until and found.may_ask()


def _ask(url: str, found: KeySet, *, patient: bool) -> None:
    waiting = 0.0 if found.usable() else MOMENT_SECONDS
    if not found.asking.acquire(timeout=outbound.TOTAL_SECONDS if patient else waiting):
        return
    try:
        if not found.may_ask():  # another thread has asked while we waited
            return
        found.asked_at = time.monotonic()
        answer = outbound.get(url)
        found.keys, found.failure = _parsed(answer), ""
        found.until = time.monotonic() + _age(answer)
    except outbound.Failed as error:
        found.failure = error.reason
        logger.warning("keys were not fetched", extra={"reason": error.reason})
    finally:
        found.asking.release()


def _parsed(answer: outbound.Answer) -> dict[str | None, Key]:
    if answer.status != 200:
        raise outbound.Failed(f"status_{answer.status}")
    document = answer.json()
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise outbound.Failed("broken_answer")
    found = {row.get("kid"): one for row in rows[:MOST_KEYS] if (one := _key(row)) is not None}
    if not found:
        raise outbound.Failed("broken_answer")
    return found


def _key(row: Any) -> Key | None:
    """A key that verifies signatures. A symmetric one does not belong into a public list, and would sign as well."""
    if not isinstance(row, dict) or str(row.get("kty")) not in PUBLIC or row.get("use", "sig") != "sig":
        return None
    if not isinstance(row.get("kid"), str | None):
        return None
    try:
        return Key(row["kty"], str(row.get("alg") or ""), jwt.PyJWK(row).key)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError):
        return None


def _age(answer: outbound.Answer) -> float:
    found = MAX_AGE.search(answer.headers.get("Cache-Control", ""))
    return min(LONGEST, max(SHORTEST, float(found.group(1)))) if found else USUAL
