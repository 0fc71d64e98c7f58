"""What people have read, and what nobody will miss."""

from collections.abc import Sequence
from uuid import UUID

from core.notifications.selectors import digests, inbox
from kernel import clock, realtime
from kernel.actor import Actor
from kernel.deletion import delete_some


def mark_read(actor: Actor, *, ids: Sequence[UUID] | None = None) -> None:
    """Mark these of the actor's notifications as read, or all. That somebody has read something is no event."""
    rows = inbox.waiting(actor)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if rows.update(read_at=clock.now()):
        realtime.pass_on(f"u:{actor.id}", {"type": "read"})  # the other tabs and devices count anew


def forget_old() -> int:
    """Delete some of what nobody will miss; answer how many rows. No event: nothing was decided."""
    return delete_some(inbox.forgettable()) + delete_some(digests.forgettable())
