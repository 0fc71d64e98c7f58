"""Gives projects a new data key and seals their values under it. Online, and safe to stop and to run again."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.vault.actions.rotation import rotate_data_key
from core.vault.models import Project
from kernel.actor import Actor
from kernel.errors import Problem


class Command(BaseCommand):
    """manage.py rotate_data_keys"""

    help = "Give projects a new data key and seal their values, versions included, under it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", type=UUID, help="the id of the one project; without it, all of them")

    def handle(self, *args: Any, project: UUID | None = None, **options: Any) -> None:
        actor = Actor.system("manage.py rotate_data_keys")
        projects = Project.objects.filter(pk=project) if project else Project.objects.all()
        if project and not projects.exists():
            raise CommandError(f"There is no project {project}.")
        failed = []
        for project_id, slug in projects.values_list("id", "slug").order_by("id"):
            try:
                count = rotate_data_key(actor, project_id=project_id)
                self.stdout.write(f"{slug}: {count} values sealed anew.")
            except Problem as problem:
                failed.append(f"{slug} ({project_id}): {problem.detail}")
        if failed:
            raise CommandError("\n".join(["Some projects were left as they were:", *failed]))
