"""Brings everything under the first of KEYNEST_MASTER_KEYS. Online, and safe to stop and to run again.

Put the new key first and keep the old one behind it, restart all processes, run this, then drop the old key.
"""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from authentication.actions import resealing
from core.tenancy.models import Organization
from core.vault import sealing
from core.vault.actions.rotation import BATCH, rewrap_data_keys
from kernel.actor import Actor
from kernel.errors import Problem


class Command(BaseCommand):
    """manage.py rotate_master_key"""

    help = "Bring data keys, providers' secrets, seeds and signing keys under the first of KEYNEST_MASTER_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("manage.py rotate_master_key")
        left = [*self._data_keys(actor), *self._secrets(actor)]
        if left:
            raise CommandError("\n".join(["Keep the old master key, these are still under it:", *left]))

    def _data_keys(self, actor: Actor) -> Iterator[str]:
        count = 0
        for organization_id, slug in Organization.objects.values_list("id", "slug").order_by("slug"):
            try:
                while wrapped := rewrap_data_keys(actor, organization_id=organization_id, batch=BATCH):
                    count += wrapped
            except Problem as problem:
                yield f"{slug}: {problem.detail}"
        self.stdout.write(f"{count} data keys wrapped under master key {sealing.current_master_key()}.")

    def _secrets(self, actor: Actor) -> Iterator[str]:
        for kind in resealing.KINDS:
            count = 0
            while resealed := resealing.reseal(actor, kind=kind, batch=BATCH):
                count += resealed
            self.stdout.write(f"{count} {kind.name} sealed under it.")
            if left := resealing.left(kind):
                keys = ", ".join(f"{number} under {key}" for key, number in left.items())
                yield f"{kind.name}: {keys}"
