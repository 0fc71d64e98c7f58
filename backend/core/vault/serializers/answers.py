"""What the vault answers: documented as serializers, formed by plain functions (PERFORMANCE.md)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from core.tenancy.serializers import PersonOut
from core.vault.actions.changes import Op, Outcome
from core.vault.models import ChangeSet, Color, Environment, Kind, Project, Source, Variable, VariableVersion
from core.vault.selectors.compare import Row, Side
from core.vault.selectors.lists import SHOWN
from core.vault.selectors.people import Person, people


class EnvironmentOut(serializers.Serializer[Any]):
    """An environment; `revision` counts the steps that its variables took."""

    id = serializers.UUIDField()
    project = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    position = serializers.IntegerField()
    color = serializers.ChoiceField(choices=Color.choices)
    protected = serializers.BooleanField()
    revision = serializers.IntegerField()
    variable_count = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class ProjectOut(serializers.Serializer[Any]):
    """A project with its environments, in order."""

    id = serializers.UUIDField()
    organization = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    description = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    environments = EnvironmentOut(many=True)


class VariableOut(serializers.Serializer[Any]):
    """A variable; `length` is in bytes, `value` is there only where it was asked for."""

    id = serializers.UUIDField()
    environment = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    note = serializers.CharField()
    version = serializers.IntegerField()
    has_value = serializers.BooleanField()
    length = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    updated_by = PersonOut(allow_null=True)
    value = serializers.CharField(required=False, allow_null=True)


class RevealedOut(serializers.Serializer[Any]):
    """One value."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    value = serializers.CharField()
    version = serializers.IntegerField()


class VersionOut(serializers.Serializer[Any]):
    """What a variable was at one version."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    note = serializers.CharField()
    author = PersonOut(allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # DRF has a `source` too
    created_at = serializers.DateTimeField()
    revision = serializers.IntegerField()
    deleted = serializers.BooleanField()


class RevealedVersionOut(serializers.Serializer[Any]):
    """The value that a variable had at a version."""

    number = serializers.IntegerField()
    value = serializers.CharField()


class ChangeSetOut(serializers.Serializer[Any]):
    """One step of an environment."""

    revision = serializers.IntegerField()
    author = PersonOut(allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # DRF has a `source` too
    message = serializers.CharField()
    created_at = serializers.DateTimeField()
    added = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())


class ValuesOut(serializers.Serializer[Any]):
    """Every value of an environment at a revision."""

    environment = serializers.CharField()
    revision = serializers.IntegerField()
    variables = serializers.DictField(child=serializers.CharField())


class AppliedOut(serializers.Serializer[Any]):
    """What became of one change."""

    name = serializers.CharField()
    id = serializers.UUIDField()
    version = serializers.IntegerField()
    op = serializers.ChoiceField(choices=[op.value for op in Op])


class ApplyOut(serializers.Serializer[Any]):
    """The new revision, and what became of each change, in their order."""

    revision = serializers.IntegerField()
    results = AppliedOut(many=True)


class SideOut(serializers.Serializer[Any]):
    """A variable on one side of a comparison."""

    version = serializers.IntegerField()
    length = serializers.IntegerField()


class ComparedOut(serializers.Serializer[Any]):
    """One name; `same` is null where one side lacks it or it is write-only."""

    name = serializers.CharField()
    left = SideOut(allow_null=True)
    right = SideOut(allow_null=True)
    same = serializers.BooleanField(allow_null=True)


class CompareOut(serializers.Serializer[Any]):
    """Two environments side by side."""

    left = EnvironmentOut()
    right = EnvironmentOut()
    rows = ComparedOut(many=True)


def environment_out(row: Environment) -> dict[str, Any]:
    """Environment."""
    return {
        "id": row.pk,
        "project": row.project_id,
        "name": row.name,
        "slug": row.slug,
        "position": row.position,
        "color": row.color,
        "protected": row.protected,
        "revision": row.revision,
        "variable_count": row.variable_count,
        "updated_at": row.updated_at,
    }


def project_out(row: Project, environments: Iterable[Environment]) -> dict[str, Any]:
    """Project, with its environments in order."""
    return {
        "id": row.pk,
        "organization": row.organization_id,
        "name": row.name,
        "slug": row.slug,
        "description": row.description,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "environments": [environment_out(environment) for environment in environments],
    }


def projects_out(rows: list[Project]) -> list[dict[str, Any]]:
    """Projects whose environments were fetched with them."""
    return [project_out(row, row.environments.all()) for row in rows]


def variable_out(row: Variable) -> dict[str, Any]:
    """Variable, without its value."""
    return _variable({name: getattr(row, name) for name in SHOWN}, people([row.updated_by_id]))


def variables_out(rows: list[dict[str, Any]], values: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Variables; where values are given, each with its own, or null where people may not see it."""
    known = people({row["updated_by_id"] for row in rows})
    found = [_variable(row, known) for row in rows]
    if values is not None:
        for item in found:
            item["value"] = values.get(item["name"])
    return found


def _variable(row: dict[str, Any], known: Mapping[UUID | None, Person]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "environment": row["environment_id"],
        "name": row["name"],
        "kind": row["kind"],
        "note": row["note"],
        "version": row["version"],
        "has_value": row["length"] > 0,
        "length": row["length"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "updated_by": known.get(row["updated_by_id"]),
    }


def versions_out(rows: list[VariableVersion]) -> list[dict[str, Any]]:
    """Versions, without their values."""
    known = people(row.author_id for row in rows)
    return [
        {
            "number": row.number,
            "name": row.name,
            "kind": row.kind,
            "note": row.note,
            "author": known.get(row.author_id),
            "source": row.source,
            "created_at": row.created_at,
            "revision": row.revision,
            "deleted": row.deleted,
        }
        for row in rows
    ]


def history_out(rows: list[ChangeSet]) -> list[dict[str, Any]]:
    """Steps of an environment."""
    known = people(row.author_id for row in rows)
    return [
        {
            "revision": row.revision,
            "author": known.get(row.author_id),
            "source": row.source,
            "message": row.message,
            "created_at": row.created_at,
            "added": row.added,
            "changed": row.changed,
            "removed": row.removed,
        }
        for row in rows
    ]


def applied_out(revision: int, outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """What became of a set of changes."""
    results = [
        {"name": row.variable.name, "id": row.variable.pk, "version": row.variable.version, "op": row.op.value}
        for row in outcomes
    ]
    return {"revision": revision, "results": results}


def compared_out(left: Environment, right: Environment, rows: Iterable[Row]) -> dict[str, Any]:
    """Two environments side by side, without a value."""

    def side(found: Side | None) -> dict[str, int] | None:
        return {"version": found.version, "length": found.length} if found else None

    return {
        "left": environment_out(left),
        "right": environment_out(right),
        "rows": [
            {"name": row.name, "left": side(row.left), "right": side(row.right), "same": row.same} for row in rows
        ],
    }
