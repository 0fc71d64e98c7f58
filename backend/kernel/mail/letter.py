"""Letters: what one says, to whom, in whose language, and under whose colours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypedDict

from django.conf import settings


class Link(str):
    """An address of our own pages: the only text of a letter that mail programs may make clickable."""

    __slots__ = ()


def link(path: str, token: str | None = None) -> Link:
    """A page of the web app. The token stands in the fragment, which no browser sends to any server."""
    return Link(settings.PUBLIC_URL + path + (f"#token={token}" if token else ""))


class Reader(TypedDict):
    """How somebody reads: the fields of a letter that are the reader's own."""

    language: str
    time_zone: str


class _Person(Protocol):
    language: str
    time_zone: str


def reader_of(person: _Person) -> Reader:
    """`Letter(user.email, name, context, **reader_of(user))`: in this person's language, by this person's clock."""
    return Reader(language=person.language, time_zone=person.time_zone)


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Where mails like this one can be switched off: a page for people, and an address for mail programs to POST to."""

    page: Link
    post: Link


@dataclass(frozen=True, slots=True)
class Look:
    """An organization's colour (`#rrggbb`), its logo (a PNG), and its name at the top of a letter."""

    color: str = ""
    logo: bytes | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. `context` holds plain values: texts, numbers, moments, links, and lists of texts.

    Without a `language` or `time_zone` it is written in the installation's own. Letters of one `thread` hang together
    in the mailbox. `words` are an organization's own texts in place of ours: subject, heading, body, closing.
    """

    to: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    time_zone: str = ""
    thread: str = ""
    unsubscribe: Unsubscribe | None = None
    look: Look | None = None
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a letter says. `images` are the pictures that its HTML names, by their Content-ID."""

    subject: str
    text: str
    html: str
    language: str = ""
    images: Mapping[str, bytes] = field(default_factory=dict)
