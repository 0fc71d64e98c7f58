"""Changing keys while everybody works: data keys wrapped anew, values sealed anew, in batches, and resumable.

Writers queue at an environment's lock and look the newest data key up under it. A batch takes the same lock, after
the new key was committed: so whoever still wrote under the old key is done by then, and found.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from core.tenancy.grants import stream_of
from core.tenancy.models import Organization
from core.vault import sealing
from core.vault.actions import rows
from core.vault.actions.rows import Rows
from core.vault.events import DataKeyAdded, DataKeyRotated, MasterKeyRotated
from core.vault.models import DataKey, Environment, OrganizationKey, Project, Variable, VariableVersion
from core.vault.sealing import Place
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import not_found
from kernel.events import Target

BATCH = 200


@action()
def rewrap_data_keys(actor: Actor, *, organization_id: UUID, batch: int = BATCH) -> int:
    """Wrap some of an organization's keys under the current master key, its own too; how many, 0 when none is left.

    Raises:
        Problem: `unavailable` when a key can't be unwrapped, because its master key was not given.
    """
    current = sealing.current_master_key()
    stale = DataKey.objects.filter(project__organization_id=organization_id).exclude(master_key_id=current)
    keys = list(stale.select_related("project").select_for_update(of=("self",)).order_by("id")[:batch])
    own = list(OrganizationKey.objects.select_for_update().filter(pk=organization_id).exclude(master_key_id=current))
    if not (keys or own):
        unchanged()
        return 0
    stale_keys: list[DataKey | OrganizationKey] = [*keys, *own]
    for key in stale_keys:
        sealing.rewrap(key)
    wrapped = ["master_key_id", "wrapped"]
    count = DataKey.objects.bulk_update(keys, wrapped) + OrganizationKey.objects.bulk_update(own, wrapped)
    organization = Organization.objects.get(pk=organization_id)
    emit(
        MasterKeyRotated(
            actor=actor,
            stream=stream_of(organization_id),
            target=Target("organization", organization_id, organization.name),
            data={"count": count, "master_key": current},
        )
    )
    return count


def rotate_data_key(actor: Actor, *, project_id: UUID, batch: int = BATCH) -> int:
    """Give a project a new data key and seal all of its values under it; how many were sealed anew.

    Stopped at any point and called again, it goes on where it was.
    """
    key = begin_rotation(actor, project_id=project_id)
    count = 0
    for environment_id in Environment.objects.filter(project_id=project_id).values_list("id", flat=True):
        while moved := _reseal(key, environment_id, batch):
            count += moved
    finish_rotation(actor, project_id=project_id, key=key, count=count)
    return count


@action()
def begin_rotation(actor: Actor, *, project_id: UUID) -> DataKey:
    """The key to seal under: a new one, or the newest when an earlier rotation was not finished.

    Keys that an earlier rotation has emptied are deleted here and not at its end, when a reader may still need them.
    """
    project = Project.objects.select_for_update(no_key=True).filter(pk=project_id).first()
    if project is None:
        raise not_found()
    newest = project.data_keys.latest("number")
    if _lies_elsewhere(project, newest):
        unchanged()
        return newest
    project.data_keys.exclude(pk=newest.pk).delete()
    added = sealing.new_data_key(project, newest.number + 1)
    added.save(force_insert=True)
    emit(DataKeyAdded(**_about(actor, project, number=added.number)))
    return added


@action()
def finish_rotation(actor: Actor, *, project_id: UUID, key: DataKey, count: int) -> None:
    """Say that everything lies under the new key, unless the project was deleted meanwhile."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        unchanged()
        return
    emit(DataKeyRotated(**_about(actor, project, number=key.number, count=count)))


def _reseal(key: DataKey, environment_id: UUID, batch: int) -> int:
    """Seal some rows of an environment under the key, holding its writers back for that long; how many."""
    with transaction.atomic():
        locked = Environment.objects.select_for_update(no_key=True, of=("self",)).select_related("project")
        environment = locked.filter(pk=environment_id).first()
        if environment is None:
            return 0
        place = Place(environment.project.organization_id, environment.project_id, environment.pk)
        variables = list(Variable.objects.filter(environment=environment).exclude(data_key=key)[:batch])
        old = VariableVersion.objects.filter(variable__environment=environment, deleted=False).exclude(data_key=key)
        versions = list(old[: batch - len(variables)])
        found: list[Variable | VariableVersion] = [*variables, *versions]
        for row in found:
            sealing.reseal(place, key.pk, row)
        moved = ("sealed", "data_key_id")
        rows.write(Rows(variables, changed=moved), Rows(versions, changed=moved))
        return len(variables) + len(versions)


def _lies_elsewhere(project: Project, key: DataKey) -> bool:
    """Whether anything of the project is sealed under another key than this."""
    variables = Variable.objects.filter(environment__project=project).exclude(data_key=key)
    versions = VariableVersion.objects.filter(variable__environment__project=project, deleted=False)
    return variables.exists() or versions.exclude(data_key=key).exists()


def _about(actor: Actor, project: Project, **data: object) -> dict[str, Any]:
    target = Target("project", project.pk, project.name)
    return {"actor": actor, "stream": stream_of(project.organization_id), "target": target, "data": data}
