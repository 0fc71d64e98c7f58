"""What an import answers: each name with the line that it stands on."""

from typing import Any

from rest_framework import serializers

from core.vault.actions.imports import Sorted
from core.vault.formats.reading import Parsed


class LineOut(serializers.Serializer[Any]):
    """A name, and the line that its value was read from."""

    name = serializers.CharField()
    line = serializers.IntegerField()


class ChangedLineOut(LineOut):
    """A variable that gets, or got, another value."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()


class RemovedOut(serializers.Serializer[Any]):
    """A variable that goes, or went, to the trash."""

    name = serializers.CharField()
    id = serializers.UUIDField()


class BadLineOut(serializers.Serializer[Any]):
    """A line that can't be used; its text with the value hidden."""

    line = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()
    text_masked = serializers.CharField()


class DuplicateOut(serializers.Serializer[Any]):
    """A name that stands there more than once; the last line counts."""

    name = serializers.CharField()
    lines = serializers.ListField(child=serializers.IntegerField())


class ImportOut(serializers.Serializer[Any]):
    """What an import did or, as a dry run, would do."""

    added = LineOut(many=True)
    changed = ChangedLineOut(many=True)
    unchanged = LineOut(many=True)
    removed = RemovedOut(many=True)
    errors = BadLineOut(many=True)  # type: ignore[assignment]  # DRF has an `errors` too
    duplicates = DuplicateOut(many=True)
    revision = serializers.IntegerField()


def bad_lines_out(parsed: Parsed) -> list[dict[str, Any]]:
    """The lines that can't be used."""
    return [
        {"line": bad.line, "code": bad.code, "message": bad.message, "text_masked": bad.masked} for bad in parsed.bad
    ]


def import_out(parsed: Parsed, found: Sorted) -> dict[str, Any]:
    """What became, or would become, of each name."""
    line = {name: entry.line for name, entry in parsed.entries.items()}
    return {
        "added": [{"name": name, "line": line[name]} for name in found.added],
        "changed": [
            {"name": row.name, "line": line[row.name], "id": row.pk, "version": row.version} for row in found.changed
        ],
        "unchanged": [{"name": name, "line": line[name]} for name in found.unchanged],
        "removed": [{"name": row.name, "id": row.pk} for row in found.removed],
        "errors": bad_lines_out(parsed),
        "duplicates": [{"name": name, "lines": lines} for name, lines in parsed.duplicates.items()],
        "revision": found.revision,
    }
