"""Grants on projects, environments and variables: each finds the row through the actor's membership, in one query."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from core.tenancy.grants import BARRED, require, stream_of
from core.tenancy.roles import Permission, Role
from core.vault.models import Environment, Project, Variable
from core.vault.sealing import Place
from kernel.actor import Actor, ActorKind
from kernel.errors import not_found
from kernel.statements import Statement, columns, load


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
    role, (found,) = _found(_Path.PROJECT, project_id, actor, permission)
    return ProjectGrant(actor, permission, role, found)


def environment(actor: Actor, environment_id: UUID, permission: Permission) -> EnvironmentGrant:
    """Find an environment; raises as `project` does."""
    role, (parent, found) = _found(_Path.ENVIRONMENT, environment_id, actor, permission)
    found.project = parent
    return EnvironmentGrant(actor, permission, role, found)


def variable(actor: Actor, variable_id: UUID, permission: Permission) -> VariableGrant:
    """Find a variable, deleted ones included; raises as `project` does."""
    role, (grandparent, parent, found) = _found(_Path.VARIABLE, variable_id, actor, permission)
    parent.project = grandparent
    found.environment = parent
    return VariableGrant(actor, permission, role, parent, found)


class _Path(Enum):
    """From a project down to what is asked for: tables, each joined to the one before it."""

    PROJECT = (Project,)
    ENVIRONMENT = (Project, Environment)
    VARIABLE = (Project, Environment, Variable)


def _found(path: _Path, id_: UUID, actor: Actor, permission: Permission) -> tuple[Role, list[Any]]:
    """The role, and the rows along the path. By hand: the ORM takes longer over the statement than the database."""
    if actor.kind is not ActorKind.USER:
        raise not_found()
    found = _statement(path).rows({"user_id": actor.id, "id": id_})
    if not found:
        raise not_found()
    role, barred, *values = found[0]
    require(Role(role), permission, barred=barred)
    rows: list[Any] = []
    for model in path.value:
        width = len(columns(model))
        rows.append(load(model, values[:width]))
        del values[:width]
    return Role(role), rows


@cache
def _statement(path: _Path) -> Statement:
    tables = [model._meta.db_table for model in path.value]
    shown = [f"{model._meta.db_table}.{name}" for model in path.value for name in columns(model)]
    joins = [
        f" JOIN {lower} ON {lower}.{upper.removeprefix('core_')}_id = {upper}.id" for upper, lower in pairwise(tables)
    ]
    return Statement(
        f"SELECT core_membership.role, {BARRED}, {', '.join(shown)} FROM core_membership"  # noqa: S608  # our own names
        " JOIN core_organization ON core_organization.id = core_membership.organization_id"
        " JOIN auth_account ON auth_account.id = core_membership.user_id"
        " JOIN core_project ON core_project.organization_id = core_membership.organization_id"
        f"{''.join(joins)} WHERE core_membership.user_id = %(user_id)s AND {tables[-1]}.id = %(id)s",
        user_id="uuid",
        id="uuid",
    )
