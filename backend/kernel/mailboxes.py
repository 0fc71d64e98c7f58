"""Mailboxes: which get no mail any more, and how much one may get in a short time.

What somebody waits for (urgent mail: a reset, a confirmation, a warning) is always tried: people expect it, an address
may have come back, and the requests that cause it have limits of their own. All other mail to a mailbox that does not
exist is given up at once, with a reason that an operator sees; and what is too much at once waits for its turn.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError

from kernel import clock, ratelimit
from kernel.logs import redacted
from kernel.models import OutboxMessage, Suppression
from kernel.outbox import URGENT, Later, Permanent, State
from kernel.statements import Statement
from kernel.text import fold_email

logger = logging.getLogger(__name__)

LIMIT = "mail_mailbox"
# What an operator suppressed by hand, as because of a complaint, says nothing of whether the mailbox exists, and stays.
_LIFT = Statement(
    "DELETE FROM kernel_suppression WHERE address = %(address)s AND message_id IS NOT NULL RETURNING id", address="text"
)


def key_of(address: str) -> str:
    """The one key of a mailbox, whatever way it is written.

    Raises:
        Permanent: this is no address.
    """
    try:
        return fold_email(address)
    except ValueError:
        raise Permanent("this is no address") from None


def admit(message: OutboxMessage) -> None:
    """Let a letter to `message.recipient` pass.

    Raises:
        Permanent: there is no such mailbox.
        Later: it has got as much as it should for now.
    """
    if message.priority <= URGENT:
        return
    suppressed = Suppression.objects.filter(address=message.recipient).values_list("reason", flat=True).first()
    if suppressed is not None:
        raise Permanent(f"suppressed: {suppressed}")
    if settings.RATE_LIMITS_ENABLED:
        _wait_for_room(message.recipient)


def suppress(address: str, reason: str, message: OutboxMessage | None = None) -> Suppression:
    """Send nothing there from now on but what somebody waits for; the first reason stays."""
    found, _ = Suppression.objects.get_or_create(
        address=address,
        defaults={
            "reason": redacted(reason)[:500],
            "message_id": message.pk if message else None,
            "created_at": clock.now(),
        },
    )
    return found


def lives(message: OutboxMessage) -> None:
    """A letter was accepted. Where it was tried in spite of a suppression, the mailbox exists again."""
    if message.priority > URGENT:
        return
    try:
        lifted = _LIFT.rows({"address": message.recipient})
    except DatabaseError:
        # The letter has left: that must not look like a failure, or it leaves again. The next one lifts it.
        return
    if lifted:
        logger.info("a mailbox takes mail again", extra={"message_id": str(message.id)})


def _wait_for_room(address: str) -> None:
    moment = clock.now()
    for count, seconds in ratelimit.windows(LIMIT):
        length = timedelta(seconds=seconds)
        sent = OutboxMessage.objects.filter(recipient=address, state=State.DONE, finished_at__gt=moment - length)
        last = sent.order_by("-finished_at").values_list("finished_at", flat=True)[count - 1 : count].first()
        if last is not None:
            raise Later(last + length, f"this mailbox got {count} mails in {seconds} s")
