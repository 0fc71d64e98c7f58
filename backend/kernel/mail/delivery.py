"""Delivery: the letter that an outbox row asks for is composed, put into an envelope and handed to the mail server."""

import hashlib
from collections.abc import Mapping
from email.mime.image import MIMEImage
from email.utils import format_datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.db import transaction

from kernel import clock, leases, mailboxes, subscriptions
from kernel.mail.letter import Letter
from kernel.mail.rendering import domain, render
from kernel.models import OutboxMessage
from kernel.smtp import Line, NoSuchMailbox

_line = Line()


def deliver(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Compose the letter that an outbox row asks for and hand it to the mail server.

    A composer that answers None says that the letter is not wanted any more.

    Raises:
        Unreachable: the server can't be spoken to; nothing was composed, so no token was minted in vain.
        Temporary, Permanent: it refused this letter for now, or for good, or there is no such mailbox.
        Later: the mailbox has got enough for now.
        NotHeld: while it was composed, somebody else may have begun to deliver the same row.
    """
    _line.open()
    # In one transaction, so that the token of a letter that is held back is not minted.
    with transaction.atomic():
        letter = subscriptions.table().MAILS[payload["template"]](payload)
        if letter is None:
            return
        message.recipient = mailboxes.key_of(letter.to)
        mailboxes.admit(message)
    travels = envelope(letter, message_id=str(message.id))
    leases.confirm(message)
    try:
        _line.hand_over(travels)
    except NoSuchMailbox as error:
        mailboxes.suppress(message.recipient, str(error), message)
        raise
    mailboxes.lives(message)


def hang_up() -> None:
    """Close this thread's connection to the mail server, if there is one."""
    _line.close()


class Envelope(EmailMultiAlternatives):
    """Pictures belong to the page that shows them; nobody should see them as attachments."""

    mixed_subtype = "related"


def envelope(letter: Letter, *, message_id: str) -> Envelope:
    """The letter as it travels: text and HTML in the 7 bits that every server passes on, pictures beside them."""
    rendered = render(letter)
    headers = {
        # The same at every attempt, so that a mailbox can drop the copy that a crash in between may cause.
        "Message-ID": f"<{message_id}@{domain()}>",
        "Date": format_datetime(clock.now()),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": rendered.language,
    }
    travels = Envelope(
        rendered.subject, rendered.text, to=[letter.to], headers=headers | _thread(letter) | _unsubscribe(letter)
    )
    travels.encoding = utf8_charset_qp
    travels.attach_alternative(rendered.html, "text/html")
    for name, png in rendered.images.items():
        travels.attach(_picture(name, png))
    return travels


def _thread(letter: Letter) -> dict[str, str]:
    """Letters of a thread answer one that was never sent; its id tells nothing about what the thread is."""
    if not letter.thread:
        return {}
    root = f"<thread.{hashlib.sha256(letter.thread.encode()).hexdigest()[:32]}@{domain()}>"
    return {"In-Reply-To": root, "References": root}


def _unsubscribe(letter: Letter) -> dict[str, str]:
    """RFC 8058: a mail program may POST there by itself, with one click and without a page."""
    if letter.unsubscribe is None:
        return {}
    return {"List-Unsubscribe": f"<{letter.unsubscribe.post}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _picture(name: str, png: bytes) -> MIMEImage:
    picture = MIMEImage(png, "png")
    picture.add_header("Content-ID", f"<{name}>")
    picture.add_header("Content-Disposition", "inline", filename="logo.png")
    return picture
