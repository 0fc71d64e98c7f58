"""Creating, changing and deleting environments."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core.tenancy.roles import Permission
from core.vault.actions.guard import guarded
from core.vault.actions.slugs import free_slug, refuse_unconfirmed, slug_taken
from core.vault.events import EnvironmentCreated, EnvironmentDeleted, EnvironmentUpdated
from core.vault.grants import EnvironmentGrant, ProjectGrant
from core.vault.models import ChangeSet, Color, Environment, Project, VariableVersion
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.errors import Fault, conflict, not_found
from kernel.events import Target

MAX_ENVIRONMENTS = 100
# How environments of a usual name are marked without being asked.
NAMED: Mapping[str, dict[str, Any]] = {
    "development": {"color": Color.GREEN},
    "staging": {"color": Color.AMBER},
    "production": {"color": Color.RED, "protected": True},
}


def environment_of(
    project: Project, name: str, taken: Collection[str], *, slug: str | None = None, **fields: Any
) -> Environment:
    """An environment of a project, not saved yet, with a slug that none of its others has."""
    moment = clock.now()
    free = free_slug(slug, name, taken, fallback="environment")
    return Environment(project=project, name=name, slug=free, created_at=moment, updated_at=moment, **fields)


@guarded("environment", lambda *, name, **_: {"name": name})
@action(needs=Permission.ENVIRONMENT_CREATE)
def create_environment(
    grant: ProjectGrant,
    *,
    name: str,
    slug: str | None = None,
    color: str = Color.GRAY,
    protected: bool = False,
    position: int | None = None,
) -> Environment:
    """Add an environment, last unless a position is given.

    Raises:
        Problem: `conflict` when the slug is taken or the project has too many.
    """
    siblings = _siblings(grant.project)
    if len(siblings) >= MAX_ENVIRONMENTS:
        raise conflict(f"A project holds at most {MAX_ENVIRONMENTS} environments.")
    place = len(siblings) if position is None else min(position, len(siblings))
    environment = environment_of(
        grant.project,
        name,
        {sibling.slug for sibling in siblings},
        slug=slug,
        color=color,
        protected=protected,
        position=place,
    )
    _arrange([*siblings[:place], environment, *siblings[place:]], siblings)
    environment.save(force_insert=True)
    _touch(grant.project)
    emit(EnvironmentCreated(actor=grant.actor, stream=grant.stream, target=_target(environment), data=grant.described))
    return environment


@guarded("environment", lambda *, name="", **_: {"name": name})
@action(needs=Permission.ENVIRONMENT_UPDATE)
def update_environment(grant: EnvironmentGrant, *, position: int | None = None, **wanted: Any) -> Environment:
    """Change what is given: name, slug, color, protected, position.

    Raises:
        Problem: `conflict` when the slug is taken.
    """
    siblings = _siblings(grant.project)
    environment = next((sibling for sibling in siblings if sibling.pk == grant.environment.pk), None)
    if environment is None:
        raise not_found()
    fields = [name for name, value in wanted.items() if value != getattr(environment, name)]
    for name in fields:
        setattr(environment, name, wanted[name])
    if position is not None:
        others = [sibling for sibling in siblings if sibling is not environment]
        if _arrange([*others[:position], environment, *others[position:]], siblings):
            fields.append("position")
    if not fields:
        unchanged()
        return environment
    environment.updated_at = clock.now()
    try:
        with transaction.atomic():
            environment.save(update_fields=[*fields, "updated_at"])
    except IntegrityError:
        raise slug_taken() from None
    data = {**grant.described, "fields": fields}
    emit(EnvironmentUpdated(actor=grant.actor, stream=grant.stream, target=_target(environment), data=data))
    return environment


@action(needs=Permission.ENVIRONMENT_DELETE)
def delete_environment(grant: EnvironmentGrant, *, confirm: str) -> None:
    """Delete an environment and its variables for good.

    Raises:
        Problem: `invalid` when `confirm` is not its slug, `conflict` while it is protected.
    """
    siblings = _siblings(grant.project)
    environment = Environment.objects.select_for_update().filter(pk=grant.environment.pk).first()
    if environment is None:
        raise not_found()
    refuse_unconfirmed(confirm, environment.slug)
    if environment.protected:
        fault = Fault("protected", "protected", "It is protected.")
        raise conflict("A protected environment is not deleted: take the protection off first.", errors=[fault])
    _arrange([sibling for sibling in siblings if sibling.pk != environment.pk], siblings)
    data = {**grant.described, "count": environment.variable_count}
    target = _target(environment)
    VariableVersion.objects.filter(variable__environment=environment).delete()
    ChangeSet.objects.filter(environment=environment).delete()
    environment.delete()
    emit(EnvironmentDeleted(actor=grant.actor, stream=grant.stream, target=target, data=data))


def _siblings(project: Project) -> list[Environment]:
    """The project's environments in order, under its lock: whoever adds, moves or deletes one queues here."""
    if not Project.objects.select_for_update(no_key=True).filter(pk=project.pk).exists():
        raise not_found()
    return list(project.environments.order_by("position", "created_at"))


def _arrange(order: list[Environment], saved: list[Environment]) -> bool:
    """Number the environments in this order, and save those that moved; whether any did."""
    moved = [environment for place, environment in enumerate(order) if environment.position != place]
    for place, environment in enumerate(order):
        environment.position = place
    Environment.objects.bulk_update([row for row in moved if row in saved], ["position"])
    return bool(moved)


def _touch(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(updated_at=clock.now())


def _target(environment: Environment) -> Target:
    return Target("environment", environment.pk, environment.name)
