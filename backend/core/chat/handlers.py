"""What the worker does about messages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.chat.actions import telling
from kernel.models import OutboxMessage


def deliver(payload: Mapping[str, Any], message: OutboxMessage) -> None:
    """Tell those who should see a message. It may be tried again at any point."""
    only = payload.get("only")
    telling.tell(UUID(payload["message"]), None if only is None else {UUID(one) for one in only})
