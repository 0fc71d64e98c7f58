"""Looking into the outbox and at suppressed mailboxes. Only what an operator's page asks for, and only for one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from authentication.actions.operators import Operator
from kernel import mail, subscriptions
from kernel.errors import not_found
from kernel.mail import Rendered
from kernel.models import OutboxMessage, Suppression
from kernel.operating.reasons import OF_LAST_ERROR
from kernel.text import fold_email

State = OutboxMessage.State


def messages(operator: Operator, sought: Mapping[str, Any]) -> QuerySet[OutboxMessage]:
    """What was put into the outbox; perhaps only what is in one state, of one kind or template, or found by a text."""
    rows = _rows().filter(**{name: sought[name] for name in ("state", "kind") if name in sought})
    if "template" in sought:
        rows = rows.filter(kind="mail", payload__template=sought["template"])
    return rows.filter(_found_by(sought["q"])) if sought.get("q") else rows


def message(operator: Operator, message_id: UUID) -> OutboxMessage:
    """One of them. Raises `not_found`."""
    found = _rows().filter(pk=message_id).first()
    if found is None:
        raise not_found()
    return found


def suppressions(operator: Operator, text: str = "") -> QuerySet[Suppression]:
    """Mailboxes that get no mail that can wait; perhaps those whose address or reason holds a text."""
    rows = Suppression.objects.all()
    return rows.filter(Q(address__icontains=text) | Q(reason__icontains=text)) if text else rows


def letters(operator: Operator) -> list[str]:
    """The names of all letters that there are."""
    return sorted(subscriptions.table().SAMPLES)


def specimen(operator: Operator, name: str, *, language: str = "", theme: str = "") -> Rendered:
    """A letter with made-up contents. Raises `not_found`."""
    if name not in letters(operator):
        raise not_found()
    return mail.specimen(name, language, theme=theme)


def _rows() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.annotate(reason=OF_LAST_ERROR)


def _found_by(text: str) -> Q:
    """By a whole address or request id; what has not left also by a part of those, of its reason, or its template.

    What has left is by far the most, and is reached by its indexes only.
    """
    whole = ~Q(state=State.PENDING) & Q(cause=text)
    part = Q(recipient__icontains=text) | Q(cause__icontains=text) | Q(last_error__icontains=text)
    part |= Q(payload__template__icontains=text)
    found = whole | (Q(state=State.PENDING) & part) | (Q(state__in=[State.DEAD, State.DROPPED]) & part)
    try:
        return found | (Q(recipient=fold_email(text)) & ~Q(recipient=""))
    except ValueError:
        return found
