"""Creating, changing and deleting projects."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from core.tenancy.grants import OrganizationGrant
from core.tenancy.models import Organization
from core.tenancy.roles import Permission
from core.vault import sealing
from core.vault.actions.environments import NAMED, environment_of
from core.vault.actions.guard import guarded
from core.vault.actions.slugs import free_slug, refuse_unconfirmed, slug_taken
from core.vault.events import ProjectCreated, ProjectDeleted, ProjectUpdated
from core.vault.grants import ProjectGrant
from core.vault.models import ChangeSet, Environment, Project, VariableVersion
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.errors import not_found
from kernel.events import Target

DEFAULT_ENVIRONMENTS = ("development", "staging", "production")


def _written(
    *, name: str | None = None, description: str | None = None, environments: Sequence[str] = (), **_: object
) -> dict[str, str]:
    titles = {f"environments.{index}": title for index, title in enumerate(environments)}
    return {"name": name or "", "description": description or "", **titles}


@guarded("project", _written)
@action(needs=Permission.PROJECT_CREATE)
def create_project(
    grant: OrganizationGrant,
    *,
    name: str,
    slug: str | None = None,
    description: str = "",
    environments: Sequence[str] = DEFAULT_ENVIRONMENTS,
) -> Project:
    """Create a project with its data key and first environments.

    Raises:
        Problem: `conflict` when the slug is taken.
    """
    if not Organization.objects.select_for_update(no_key=True).filter(pk=grant.organization.pk).exists():
        raise not_found()
    taken = set(Project.objects.filter(organization=grant.organization).values_list("slug", flat=True))
    moment = clock.now()
    project = Project(
        organization=grant.organization,
        name=name,
        slug=free_slug(slug, name, taken, fallback="project"),
        description=description,
        created_at=moment,
        updated_at=moment,
    )
    project.save(force_insert=True)
    sealing.new_data_key(project, number=1).save(force_insert=True)
    made: list[Environment] = []
    for position, title in enumerate(environments):
        slugs = {environment.slug for environment in made}
        made.append(environment_of(project, title, slugs, position=position, **NAMED.get(title.casefold(), {})))
    Environment.objects.bulk_create(made)
    data = {"project_slug": project.slug, "environments": [environment.name for environment in made]}
    emit(ProjectCreated(actor=grant.actor, stream=grant.stream, target=_target(project), data=data))
    return project


@guarded("project", _written)
@action(needs=Permission.PROJECT_UPDATE)
def update_project(
    grant: ProjectGrant, *, name: str | None = None, slug: str | None = None, description: str | None = None
) -> Project:
    """Change what is given.

    Raises:
        Problem: `conflict` when the slug is taken.
    """
    project = _locked(grant)
    wanted = {"name": name, "slug": slug, "description": description}
    fields = {key: text for key, text in wanted.items() if text is not None and text != getattr(project, key)}
    if not fields:
        unchanged()
        return project
    for key, text in fields.items():
        setattr(project, key, text)
    project.updated_at = clock.now()
    try:
        with transaction.atomic():
            project.save(update_fields=[*fields, "updated_at"])
    except IntegrityError:
        raise slug_taken() from None
    data = {"project_slug": project.slug, "fields": list(fields)}
    emit(ProjectUpdated(actor=grant.actor, stream=grant.stream, target=_target(project), data=data))
    return project


@action(needs=Permission.PROJECT_DELETE)
def delete_project(grant: ProjectGrant, *, confirm: str) -> None:
    """Delete a project with all that is in it, for good.

    Raises:
        Problem: `invalid` when `confirm` is not its slug.
    """
    project = _locked(grant, whole=True)
    refuse_unconfirmed(confirm, project.slug)
    # Writers hold an environment's lock: wait for them, or their rows would hang on what is gone.
    environments = list(project.environments.select_for_update().values_list("name", flat=True))
    VariableVersion.objects.filter(variable__environment__project=project).delete()
    ChangeSet.objects.filter(environment__project=project).delete()
    data = {"project_slug": project.slug, "environments": environments}
    target = _target(project)
    project.delete()
    emit(ProjectDeleted(actor=grant.actor, stream=grant.stream, target=target, data=data))


def _locked(grant: ProjectGrant, *, whole: bool = False) -> Project:
    project = Project.objects.select_for_update(no_key=not whole).filter(pk=grant.project.pk).first()
    if project is None:
        raise not_found()
    return project


def _target(project: Project) -> Target:
    return Target("project", project.pk, project.name)
