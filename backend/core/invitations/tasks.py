"""The jobs of invitations."""

from typing import Any

from celery import shared_task

from core.invitations import actions, selectors
from kernel.actor import Actor
from kernel.errors import Code, Problem


@shared_task(name="invitations.expire")
def expire(**_: Any) -> None:
    """Settle what nobody answered in time. Twice at once, the second finds nothing."""
    for organization_id in selectors.organizations_with_late():
        try:
            actions.expire(Actor.system("the clock"), organization_id=organization_id)
        except Problem as problem:
            if problem.code is not Code.NOT_FOUND:  # it was deleted meanwhile
                raise


@shared_task(name="invitations.remind")
def remind(**_: Any) -> None:
    """Remind of what ends soon. Twice at once, each reminder is one message of the outbox."""
    actions.remind()
