"""Who somebody is, as a provider says it: bounded, freed of what nobody sees, and never taken for more than it is."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from kernel.text import fold_email

LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 255
LONGEST_NAME = 160
LONGEST_PART = 80
LONGEST_PICTURE = 500


@dataclass(frozen=True, slots=True)
class Person:
    """`issuer` and `subject` identify. `email` is empty where none was told; only a `verified` one proves anything."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str
    first_name: str
    last_name: str
    picture: str


def described(
    issuer: str,
    subject: str,
    *,
    email: Any = None,
    verified: bool = False,
    name: Any = None,
    first_name: Any = None,
    last_name: Any = None,
    picture: Any = None,
) -> Person:
    """The person of these claims, each of which may be anything."""
    whole = _line(name, LONGEST_NAME)
    first, last = _line(first_name, LONGEST_PART), _line(last_name, LONGEST_PART)
    if not first and not last:
        first, last = _parts(whole)
    address = _address(email)
    return Person(
        issuer=issuer,
        subject=subject,
        email=address,
        verified=bool(address) and verified,
        name=whole or f"{first} {last}".strip(),
        first_name=first,
        last_name=last,
        picture=_picture(picture),
    )


def _parts(name: str) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return first[:LONGEST_PART], last.strip()[:LONGEST_PART]


def _line(text: Any, longest: int) -> str:
    """One line of visible characters."""
    if not isinstance(text, str):
        return ""
    return "".join(character for character in text[: 4 * longest] if character.isprintable()).strip()[:longest]


def _address(text: Any) -> str:
    """The address, if it is one. In other letters than ours it could be read as somebody else's, who proved nothing."""
    if not isinstance(text, str) or not text.isascii() or len(text) > LONGEST_ADDRESS:
        return ""
    try:
        EmailValidator()(text)
        fold_email(text)
    except (ValidationError, ValueError):
        return ""
    return text


def _picture(text: Any) -> str:
    address = _line(text, LONGEST_PICTURE + 1)
    return address if address.startswith(("https://", "http://")) and len(address) <= LONGEST_PICTURE else ""
