"""From events to notifications: a row in the outbox with the event, and what the worker makes of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.notifications.actions import telling
from core.notifications.kinds import BY_VERB
from core.notifications.selectors import audience
from kernel import outbox
from kernel.events import Event
from kernel.models import OutboxMessage


def queue(event: Event) -> None:
    """Let the worker find out whom it concerns: an organization may be large, and a request should not wait for it."""
    outbox.put("notify", {"event": str(event.id)}, priority=outbox.URGENT, key=f"notify:{event.id}")


def deliver(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Tell some people, and leave the others to a message of their own. It may be tried again at any point."""
    record = audience.event(UUID(payload["event"]))
    if record is None:
        return
    after = payload.get("after")
    last = telling.tell(BY_VERB[record.verb], record, after=UUID(after) if after else None)
    if last is not None:
        following = {"event": payload["event"], "after": str(last)}
        outbox.put("notify", following, priority=outbox.NORMAL, key=f"notify:{record.pk}:{last}")
