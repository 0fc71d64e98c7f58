"""Mail: letters rendered from templates in two forms, handed to an SMTP server over a connection that is kept."""

import re
import smtplib
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine

from kernel import subscriptions
from kernel.models import OutboxMessage
from kernel.outbox import Permanent, Temporary, Unreachable

LONGEST_TEXT = 320
LETTERS_A_CALL = 50  # servers refuse to take mail without end over one connection; many stop at 100
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


def deliver(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Compose the letter that an outbox row asks for and hand it to the mail server.

    A composer that answers None says that the letter is not wanted any more.

    Raises:
        Unreachable: the server can't be spoken to; nothing was composed, so no token was minted in vain.
        Temporary, Permanent: it refused this letter for now, or for good.
    """
    line = _line.open()
    letter = subscriptions.table().MAILS[payload["template"]](payload)
    if letter is not None:
        _hand_over(line, _envelope(letter, message_id=str(message.id)))


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


def _hand_over(line: BaseEmailBackend, envelope: EmailMultiAlternatives) -> None:
    try:
        line.send_messages([envelope])
    except BadHeaderError:
        raise Permanent("the address or the subject holds a line break") from None
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        raise _refusal(code, reply) from None
    except smtplib.SMTPSenderRefused as error:
        # Our own address is refused: that is for the operator to mend, and no fault of this letter.
        _line.close()
        raise Unreachable(_said(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        _line.close()
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except (OSError, smtplib.SMTPException) as error:
        _line.close()
        raise Unreachable(type(error).__name__) from None


def _refusal(code: int, reply: bytes | str) -> Permanent | Temporary:
    """RFC 5321, 4.2.1: 5yz is for good, 4yz for now."""
    return (Permanent if code >= 500 else Temporary)(_said(code, reply))


def _said(code: int, reply: bytes | str) -> str:
    return f"{code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"


class _Line(threading.local):
    """One thread's connection, kept from letter to letter."""

    backend: BaseEmailBackend | None = None
    letters: int = 0

    def open(self) -> BaseEmailBackend:
        """The connection, made anew when it was lost or has carried enough."""
        if self.backend is not None and (self.letters >= LETTERS_A_CALL or not _answers(self.backend)):
            self.close()
        if self.backend is None:
            backend = get_connection()
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(type(error).__name__) from None
            self.backend, self.letters = backend, 0
        self.letters += 1
        return self.backend

    def close(self) -> None:
        """Say goodbye; a line that is already dead is no matter."""
        backend, self.backend = self.backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException):
                return


def _answers(backend: BaseEmailBackend) -> bool:
    connection = getattr(backend, "connection", None)
    if connection is None:
        return True
    try:
        return bool(connection.noop()[0] == 250)
    except (OSError, smtplib.SMTPException):
        return False


_line = _Line()
