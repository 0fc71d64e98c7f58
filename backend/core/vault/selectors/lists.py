"""Reading what is not a value: projects, environments, variables by name, versions, history."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from core.tenancy.grants import OrganizationGrant
from core.vault.grants import EnvironmentGrant, VariableGrant
from core.vault.models import ChangeSet, Environment, Project, Variable, VariableVersion

TRASH_SHOWN = 2000
_ORDER = ("position", "created_at")


def projects(grant: OrganizationGrant) -> QuerySet[Project]:
    """The organization's projects, each with its environments in order."""
    inner = Prefetch("environments", queryset=Environment.objects.order_by(*_ORDER))
    return Project.objects.filter(organization=grant.organization).prefetch_related(inner)


def environments(project_id: UUID) -> list[Environment]:
    """A project's environments in order."""
    return list(Environment.objects.filter(project_id=project_id).order_by(*_ORDER))


# What is shown of a variable. Plain rows: for the whole of an environment, objects cost five times as much.
SHOWN = (
    *("id", "environment_id", "name", "kind", "note", "version", "length"),
    *("created_at", "updated_at", "updated_by_id"),
)


def variables(grant: EnvironmentGrant, *, deleted: bool = False) -> list[dict[str, Any]]:
    """The environment's variables by name, or what lies in its trash, latest first; without their values."""
    rows = Variable.objects.filter(environment=grant.environment).values(*SHOWN)
    if deleted:
        return list(rows.exclude(deleted_at=None).order_by("-deleted_at", "name")[:TRASH_SHOWN])
    return list(rows.filter(deleted_at=None).order_by("name"))


def versions(grant: VariableGrant) -> QuerySet[VariableVersion]:
    """What a variable was, without the values."""
    return VariableVersion.objects.filter(variable=grant.variable).defer("sealed")


def history(grant: EnvironmentGrant) -> QuerySet[ChangeSet]:
    """The steps that the environment took."""
    return ChangeSet.objects.filter(environment=grant.environment)
