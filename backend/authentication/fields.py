"""The fields of accounts: what an address, a password, a token and a name may look like when they come in."""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.validators import EmailValidator, RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.http.parsing import Text
from kernel.text import fold_email

LONGEST_PASSWORD = 4096
USERNAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}[A-Za-z0-9]\Z",
    "3 to 64 letters, digits, dots, dashes or underscores, the first and last a letter or digit.",
)
# No line breaks, tabs or other characters that nobody sees.
VISIBLE = RegexValidator(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$", "It holds invisible characters."
)


@extend_schema_field({"type": "string", "format": "email", "maxLength": 254})
class Email(Text):
    """An address that mail could be sent to, in its composed form (NFKC)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        address = unicodedata.normalize("NFKC", super().to_internal_value(data))
        EmailValidator()(address)
        try:
            fold_email(address)
        except ValueError:
            raise serializers.ValidationError("Enter a valid email address.", code="invalid") from None
        return address


class Password(Text):
    """A password as it was typed: nothing is trimmed. The rules for new ones stand in `authentication.passwords`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_PASSWORD, trim_whitespace=False, **kwargs)


class Token(Text):
    """A token from a mailed link."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)


class Name(Text):
    """A part of a person's name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, allow_blank=True, required=False, validators=[VISIBLE], **kwargs)


class Username(Text):
    """A user name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, required=False, allow_null=True, validators=[USERNAME], **kwargs)


class _Known(Text):
    """One of the names that `find` knows, or none. From a `browser` an unknown one is no fault, and taken for none."""

    def __init__(self, find: Callable[[str], str | None], *, browser: bool = False, **kwargs: Any) -> None:
        self.find = find
        self.browser = browser
        super().__init__(allow_blank=True, required=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        given = super().to_internal_value(data)
        if len(given) > (self.max_length or 0):
            self.fail("max_length", max_length=self.max_length)
        found = self.find(given) if given else ""
        if found is None and not self.browser:
            raise serializers.ValidationError("There is none of this name.", code="unknown")
        return found or ""


@extend_schema_field({"type": "string", "maxLength": 35})
class Language(_Known):
    """A language that mail is written in, as RFC 5646 names it; a region (`de-AT`) makes no difference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_language, max_length=35, **kwargs)


@extend_schema_field({"type": "string", "maxLength": 48})
class TimeZone(_Known):
    """A time zone by its IANA name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_zone, max_length=48, **kwargs)


def _language(name: str) -> str | None:
    language = name.partition("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else None


def _zone(name: str) -> str | None:
    return name if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
