"""The audit log's jobs."""

from typing import Any

from celery import shared_task

from core.audit import actions, selectors
from kernel.actor import Actor
from kernel.errors import Code, Problem


@shared_task(name="audit.anchor_reads")
def anchor_reads(**_: Any) -> None:
    """Bind new reads of values into the chains of their organizations. Twice at once, the second finds nothing new."""
    for organization_id in selectors.with_unanchored_reads():
        try:
            while actions.anchor_reads(Actor.system(), organization_id=organization_id) == actions.MOST_AT_ONCE:
                continue
        except Problem as problem:
            if problem.code is not Code.NOT_FOUND:  # it was deleted meanwhile
                raise
