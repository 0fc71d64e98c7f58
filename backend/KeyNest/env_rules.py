"""What a setting may look like; each rule says what is wrong, and never repeats what was given."""

import re
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import ValidationError

RATE = re.compile(r"^\d+/(\d*[smhd])$")


def url(*schemes: str) -> Callable[[str], None]:
    """An address with one of these schemes."""

    def validate(text: str) -> None:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            raise ValidationError(f"must be an address that begins with {' or '.join(s + '://' for s in schemes)}")

    return validate


def certificates(path: str) -> None:
    """A file of certificates, or none."""
    if not path:
        return
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # what ssl says of a file without certificates is one, too
        raise ValidationError("must be a readable PEM file of certificates") from error


def at_least(length: int) -> Callable[[str], None]:
    """So many characters."""

    def validate(text: str) -> None:
        if len(text) < length:
            raise ValidationError(f"must be at least {length} characters long")

    return validate


def between(low: int, high: int) -> Callable[[int], None]:
    """A number within these bounds."""

    def validate(number: int) -> None:
        if not low <= number <= high:
            raise ValidationError(f"must lie between {low} and {high}")

    return validate


def one_of(*choices: str) -> Callable[[str], None]:
    """One of these words."""

    def validate(text: str) -> None:
        if text not in choices:
            raise ValidationError(f"must be one of {', '.join(choices)}")

    return validate


def zone(name: str) -> None:
    """A time zone, by its IANA name."""
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ValidationError("must be a time zone, like Europe/Berlin") from None


def windows(text: str) -> None:
    """Windows of a rate limit."""
    if not all(RATE.match(window) for window in text.split("|")):
        raise ValidationError("must be windows like 3/m|10/h, periods s, m, h, d")
