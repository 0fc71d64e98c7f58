"""Mail: letters rendered from templates in two forms, handed to an SMTP server."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, Engine

from kernel import mailboxes, subscriptions
from kernel.models import OutboxMessage
from kernel.smtp import Line, NoSuchMailbox

LONGEST_TEXT = 320
# Line breaks that would end a header, and marks that turn the direction of what follows.
INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
ADDRESS = re.compile(r"^[^@\s/:]+@[^@\s/:]+$")
HOST = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<=:)/(?=/)")
EMPTY_LINES = re.compile(r"\n{3,}")
WORD_JOINER = "\u2060"


class Link(str):
    """An address of our own pages: the only text of a letter that mail programs may make clickable."""

    __slots__ = ()


def link(path: str, token: str | None = None) -> Link:
    """A page of the web app. The token stands in the fragment, which no browser sends to any server."""
    return Link(settings.PUBLIC_URL + path + (f"#token={token}" if token else ""))


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. `context` holds plain values: texts, numbers, moments, links, and lists of texts."""

    to: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a letter says."""

    subject: str
    text: str
    html: str


def render(letter: Letter) -> Rendered:
    """Fill the templates mail/<name>/{subject.txt,body.txt,body.html}."""
    values = {name: harmless(value) for name, value in letter.context.items()}
    values |= {"recipient": harmless(letter.to), "home": link("/"), "product": "KeyNest"}
    return Rendered(
        subject=" ".join(_fill(letter.template, "subject.txt", values).split())[:200],
        text=EMPTY_LINES.sub("\n\n", _fill(letter.template, "body.txt", values)).strip() + "\n",
        html=_fill(letter.template, "body.html", values),
    )


def _fill(template: str, part: str, values: Mapping[str, Any]) -> str:
    # Text is not HTML: there an escaped ampersand would be shown as typed.
    context = Context(dict(values), autoescape=part.endswith(".html"))
    return str(Engine.get_default().get_template(f"mail/{template}/{part}").render(context))


def harmless(value: Any) -> Any:
    """The value as it may stand in a letter: people choose names, and a name must not become a link or a header.

    Raises:
        TypeError: it is neither a plain value nor a list of texts; a model's fields would come in untreated.
    """
    if isinstance(value, Link) or value is None or isinstance(value, int | float) or hasattr(value, "tzinfo"):
        return value
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, Sequence):
        return [harmless(item) for item in value]
    raise TypeError(f"a letter holds plain values, not {type(value).__name__}")


def _plain(text: str) -> str:
    seen = "".join(" " if unicodedata.category(char) in INVISIBLE else char for char in text)
    words = seen.split()
    if len(" ".join(words)) > LONGEST_TEXT:
        words = (" ".join(words)[: LONGEST_TEXT - 1] + "…").split()
    # Mail programs turn whatever looks like a host into a link; an invisible joiner after the dot prevents it.
    return " ".join(word if ADDRESS.match(word) else HOST.sub(rf"\g<0>{WORD_JOINER}", word) for word in words)


_line = Line()


def deliver(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Compose the letter that an outbox row asks for and hand it to the mail server.

    A composer that answers None says that the letter is not wanted any more.

    Raises:
        Unreachable: the server can't be spoken to; nothing was composed, so no token was minted in vain.
        Temporary, Permanent: it refused this letter for now, or for good, or there is no such mailbox.
        Later: the mailbox has got enough for now.
    """
    _line.open()
    # In one transaction, so that the token of a letter that is held back is not minted.
    with transaction.atomic():
        letter = subscriptions.table().MAILS[payload["template"]](payload)
        if letter is None:
            return
        message.recipient = mailboxes.key_of(letter.to)
        mailboxes.admit(message)
    try:
        _line.hand_over(_envelope(letter, message_id=str(message.id)))
    except NoSuchMailbox as error:
        mailboxes.suppress(message.recipient, str(error), message)
        raise
    mailboxes.lives(message)


def hang_up() -> None:
    """Close this thread's connection to the mail server, if there is one."""
    _line.close()


def _envelope(letter: Letter, *, message_id: str) -> EmailMultiAlternatives:
    rendered = render(letter)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        # The same at every attempt, so that a mailbox can drop the copy that a crash in between may cause.
        "Message-ID": f"<{message_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    envelope = EmailMultiAlternatives(rendered.subject, rendered.text, to=[letter.to], headers=headers)
    envelope.attach_alternative(rendered.html, "text/html")
    return envelope
