"""Passwords: how they are hashed and checked, and which ones are refused."""

import os
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.hashers import Argon2PasswordHasher
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from authentication.models import User
from kernel.errors import Problem, invalid, unavailable

PRODUCT = "keynest"
JUDGED_LENGTH = 72  # zxcvbn's own limit: its cost grows steeply with the length
LEAST_SCORE = 3
LEAST_OF_ITS_OWN = 6
LONGEST_WAIT = 10  # seconds

# Hashing takes a core for itself: at most all but one of them, shared among our processes, so that the rest goes on.
_turns = threading.BoundedSemaphore(settings.HASHES_AT_ONCE)
# zxcvbn keeps the words of its caller in a table of the whole process.
_judging = threading.Lock()


def one_form(password: str) -> str:
    """NFKC (NIST SP 800-63B, 3.1.1.2): the same keys give the same password on every system."""
    return unicodedata.normalize("NFKC", password)


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters (19 MiB, t=2, p=1 by default) instead of Django's, which cost ten times more."""

    time_cost = settings.ARGON2_TIME_COST
    memory_cost = settings.ARGON2_MEMORY_KIB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash."""
        encoded: str = super().encode(one_form(password), salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        """Compare."""
        return bool(super().verify(one_form(password), encoded))


def hashed(password: str) -> str:
    """What is stored of a password."""
    with _turn():
        return hashers.make_password(password)


def opens(encoded: str, text: str) -> bool:
    """Whether a text is the one that was hashed: for what is stored like a password, and is none."""
    with _turn():
        return hashers.verify_password(text, encoded)[0]


def matches(user: User | None, password: str) -> bool:
    """Whether it is the user's password. Without a user, or a password to compare with, it takes just as long.

    A hash with other parameters than today's is replaced by the way.
    """
    encoded = user.password if user is not None and user.has_usable_password() else _nobodys()
    with _turn():
        right, outdated = hashers.verify_password(password, encoded)
    if user is None or not right or encoded is not user.password:
        return False
    if outdated:
        renewed = hashed(password)
        User.objects.filter(pk=user.pk, password=encoded).update(password=renewed)
        user.password = renewed
    return True


def refuse_weak(password: str, *, email: str = "", words: Sequence[str] = ()) -> None:
    """The one rule for passwords. Length, not composition; nothing common, nothing personal, nothing guessable.

    Raises:
        Problem: `invalid`, at the field `password`.
    """
    if len(password) < settings.PASSWORD_MIN_LENGTH:
        raise _refused("too_short", f"A password has at least {settings.PASSWORD_MIN_LENGTH} characters.")
    if len(password) > settings.PASSWORD_MAX_LENGTH:
        raise _refused("too_long", f"A password has at most {settings.PASSWORD_MAX_LENGTH} characters.")
    lowered = one_form(password).casefold()
    if lowered in _common():
        raise _refused("common", "This password is on every attacker's list.")
    own = [word.casefold() for word in (PRODUCT, *_parts(email), *words) if len(word) >= 4]
    if _without(lowered, own) < LEAST_OF_ITS_OWN:
        raise _refused("personal", "This password is made of your own address or names, or of ours.")
    with _judging:
        score = zxcvbn(lowered[:JUDGED_LENGTH], user_inputs=own)["score"]
    if score < LEAST_SCORE:
        raise _refused("guessable", "This password is easy to guess. A few unrelated words make a good one.")


def _parts(email: str) -> Iterator[str]:
    local, _, domain = email.partition("@")
    yield from (email, local, domain, domain.partition(".")[0])


def _without(password: str, own: Sequence[str]) -> int:
    """How many characters are left when the words that anybody would try first are taken out."""
    for word in sorted(own, key=len, reverse=True):
        password = password.replace(word, "")
    return len(password)


def _refused(code: str, message: str) -> Problem:
    return invalid("password", code, message)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise unavailable("Too many people are signing in at this moment. Please try again.")
    try:
        yield
    finally:
        _turns.release()


@cache
def _nobodys() -> str:
    """A hash of the same cost that no password opens, to be compared with where there is no account."""
    return hashers.make_password(os.urandom(32).hex())


@cache
def _common() -> frozenset[str]:
    """Some 30,000 passwords of past breaches, which zxcvbn brings along."""
    return frozenset(FREQUENCY_LISTS["passwords"])


def warm_up() -> None:
    """Prepare what the first sign-in would otherwise wait for, which would show that it was the first."""
    _nobodys()
    _common()
