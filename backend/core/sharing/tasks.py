"""The jobs of share links."""

from typing import Any

from celery import shared_task

from core.sharing import actions, selectors
from kernel.actor import Actor
from kernel.deletion import delete_some


@shared_task(name="sharing.expire")
def expire(**_: Any) -> None:
    """End what was not opened in time, and forget what ended long ago."""
    for organization_id in selectors.organizations_with_late():
        while actions.expire(Actor.system("the clock"), organization_id=organization_id):
            pass
    while delete_some(selectors.forgotten()):
        pass
