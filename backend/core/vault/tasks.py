"""The jobs of the vault."""

from typing import Any

from celery import shared_task

from core.vault.actions import marking


@shared_task(name="vault.fingerprints")
def take_fingerprints(**_: Any) -> None:
    """Take those of values that were written before there were any."""
    while marking.take():
        pass
