"""Sending again, dropping, suppressing a mailbox and lifting that: each with a record of who did it.

Who may is asked before: by the admin site, or by the view that calls.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from kernel import mailboxes, outbox
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import Code, Fault, Problem, not_found
from kernel.models import OutboxMessage, Suppression
from kernel.operating.events import MailboxSuppressed, MessageDropped, MessageResent, OutboxEvent, SuppressionLifted
from kernel.operating.reasons import OF_LAST_ERROR

MOST_AT_ONCE = 1000


@action()
def resend(actor: Actor, *, ids: Collection[UUID]) -> int:
    """Send these again, where they were given up or wait; answer how many. Links in a mail are made anew."""
    return _record(actor, MessageResent, outbox.revive(ids))


@action()
def resend_dead(actor: Actor, *, reason: str | None = None) -> int:
    """Send again what was given up, perhaps for one class of reasons only: the oldest, so many at once."""
    dead = OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD)
    if reason is not None:
        dead = dead.alias(reason=OF_LAST_ERROR).filter(reason=reason)
    oldest = dead.order_by("finished_at").values_list("pk", flat=True)[:MOST_AT_ONCE]
    return _record(actor, MessageResent, outbox.revive(list(oldest)))


@action()
def drop(actor: Actor, *, ids: Collection[UUID]) -> int:
    """Never send these, where they were given up or wait; answer how many."""
    return _record(actor, MessageDropped, outbox.drop(ids))


@action()
def suppress(actor: Actor, *, address: str, reason: str) -> Suppression:
    """Send nothing to this mailbox but what somebody waits for, like a list of complaints asks."""
    try:
        key = mailboxes.key_of(address)
    except outbox.Permanent:
        fault = Fault("address", "invalid", "This is no e-mail address.")
        raise Problem(Code.INVALID, "This is no e-mail address.", errors=[fault]) from None
    known = Suppression.objects.filter(address=key).first()
    if known is not None:
        unchanged()
        return known
    emit(MailboxSuppressed.about(actor, None, key, reason=reason[:200]))
    return mailboxes.suppress(key, reason)


@action()
def lift(actor: Actor, *, suppression_id: int) -> None:
    """Send mail there again. What was given up meanwhile is sent again by hand."""
    found = Suppression.objects.select_for_update().filter(pk=suppression_id).first()
    if found is None:
        raise not_found()
    found.delete()
    emit(SuppressionLifted.about(actor, None, found.address, reason=found.reason[:200]))


def _record(actor: Actor, event: type[OutboxEvent], messages: Sequence[OutboxMessage]) -> int:
    for message in messages:
        label = str(message.payload.get("template", message.kind))
        emit(event.about(actor, message.pk, label, state=message.state, cause=message.cause))
    if not messages:
        unchanged()
    return len(messages)
