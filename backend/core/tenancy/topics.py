"""What open sockets are told when somebody's place in an organization changes."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from kernel import realtime


def tell_members(organization_id: UUID, user_ids: Iterable[UUID]) -> None:
    """After commit, make the sockets of these people look at their membership again."""
    message = {"type": "member.changed", "organization": str(organization_id)}
    told = list(user_ids)

    def publish() -> None:
        for user_id in told:
            realtime.publish(f"u:{user_id}", message)

    transaction.on_commit(publish, robust=True)
