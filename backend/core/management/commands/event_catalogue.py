"""Write docs/events.md: every event that can happen, from the classes themselves."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from kernel.events import Event

PATH = Path(__file__).resolve().parents[4] / "docs" / "events.md"
OURS = ("authentication", "core", "kernel", "provider")
HEAD = """# Events

Everything that happens is one of these: a row of the audit log, a frame of the live feed, the cause of what follows.
`data` names things and counts them; it never holds a value, a password or a token. Verbs are stable, sentences are not.
This page is written by `manage.py event_catalogue`; a test keeps it equal to the code.
"""


class Command(BaseCommand):
    """`manage.py event_catalogue`."""

    help = "Write docs/events.md from the code."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PATH.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{len(catalogue())} events in {PATH.name}")


def catalogue() -> list[type[Event]]:
    """All events of our apps, by verb."""
    for module in _modules():
        import_module(module)
    ours = (event for event in Event.catalogue.values() if event.__module__.startswith(OURS))
    return sorted(ours, key=lambda event: event.verb)


def _modules() -> Iterator[str]:
    for app in apps.get_app_configs():
        if app.name.startswith(OURS):
            found = pkgutil.walk_packages(app.module.__path__, f"{app.name}.")  # type: ignore[union-attr]  # imported
            yield from (module.name for module in found if module.name.endswith(".events"))


def page() -> str:
    """The page: a table for each area."""
    parts = [HEAD]
    area = ""
    for event in catalogue():
        first = event.verb.partition(".")[0]
        if first != area:
            area = first
            parts.append(f"\n## {area}\n\n| verb | seen by | reads | meaning |\n| --- | --- | --- | --- |\n")
        seen_by = f"`{event.visible_to}`" if event.visible_to else "the account's owner"
        parts.append(f"| `{event.verb}` | {seen_by} | {event.title} | {_meaning(event)} |\n")
    return "".join(parts)


def _meaning(event: type[Event]) -> str:
    return " ".join((event.__doc__ or "").split()).replace("|", "\\|")
