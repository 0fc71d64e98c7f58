"""Grants on projects, environments and variables: each finds the row through the actor's membership, in one query."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from core.tenancy.grants import require, stream_of
from core.tenancy.roles import Permission, Role
from core.vault.models import Environment, Project, Variable
from core.vault.sealing import Place
from kernel.actor import Actor, ActorKind
from kernel.errors import not_found


@dataclass(frozen=True, slots=True)
class ProjectGrant:
    """One actor may do one thing to one project."""

    actor: Actor
    permission: Permission
    role: Role
    project: Project

    @property
    def stream(self) -> str:
        """Where the organization's events are numbered."""
        return stream_of(self.project.organization_id)

    @property
    def described(self) -> dict[str, Any]:
        """What an event says about the project that it happened in."""
        return {"project_id": str(self.project.pk), "project": self.project.name, "project_slug": self.project.slug}


@dataclass(frozen=True, slots=True)
class EnvironmentGrant:
    """One actor may do one thing to one environment; its project is loaded with it."""

    actor: Actor
    permission: Permission
    role: Role
    environment: Environment

    @property
    def project(self) -> Project:
        """The environment's project."""
        return self.environment.project

    @property
    def stream(self) -> str:
        """Where the organization's events are numbered."""
        return stream_of(self.project.organization_id)

    @property
    def place(self) -> Place:
        """Where values of this environment are sealed to."""
        return Place(self.project.organization_id, self.project.pk, self.environment.pk)

    @property
    def described(self) -> dict[str, Any]:
        """What an event says about the environment that it happened in."""
        return {
            "project_id": str(self.project.pk),
            "project": self.project.name,
            "project_slug": self.project.slug,
            "environment_id": str(self.environment.pk),
            "environment": self.environment.name,
            "environment_slug": self.environment.slug,
            "protected": self.environment.protected,
        }


@dataclass(frozen=True, slots=True)
class VariableGrant(EnvironmentGrant):
    """One actor may do one thing to one variable; environment and project are loaded with it."""

    variable: Variable


def project(actor: Actor, project_id: UUID, permission: Permission) -> ProjectGrant:
    """Find a project in an organization that the actor belongs to.

    Raises:
        Problem: `not_found` for a missing or foreign one, `permission_denied` when the role does not allow it.
    """
    found, role = _through_membership(Project.objects.filter(pk=project_id), "organization", actor, permission)
    return ProjectGrant(actor, permission, role, found)


def environment(actor: Actor, environment_id: UUID, permission: Permission) -> EnvironmentGrant:
    """Find an environment; raises as `project` does."""
    rows = Environment.objects.filter(pk=environment_id).select_related("project")
    found, role = _through_membership(rows, "project__organization", actor, permission)
    return EnvironmentGrant(actor, permission, role, found)


def variable(actor: Actor, variable_id: UUID, permission: Permission) -> VariableGrant:
    """Find a variable, deleted ones included; raises as `project` does."""
    rows = Variable.objects.filter(pk=variable_id).select_related("environment__project")
    found, role = _through_membership(rows, "environment__project__organization", actor, permission)
    return VariableGrant(actor, permission, role, found.environment, found)


def _through_membership(
    rows: QuerySet[Any], organization: str, actor: Actor, permission: Permission
) -> tuple[Any, Role]:
    if actor.kind is not ActorKind.USER:
        raise not_found()
    membership = f"{organization}__memberships"
    found = rows.filter(**{f"{membership}__user_id": actor.id}).annotate(role=F(f"{membership}__role")).first()
    if found is None:
        raise not_found()
    role = Role(found.role)
    require(role, permission)
    return found, role
