"""Taking fingerprints of values: with each version, and afterwards of those that were written before there were any."""

from uuid import UUID

from django.db import transaction

from core.vault import fingerprints, sealing
from core.vault.actions import rows
from core.vault.actions.rows import Rows
from core.vault.models import Kind, VariableVersion
from core.vault.sealing import Place
from core.vault.selectors.recognition import PURPOSE
from kernel.errors import Problem

BATCH = 500


def fingerprints_of(organization_id: UUID, kind: str, value: str) -> list[int]:
    """What is written beside a version; nothing of what is no secret, or is none that can be recognized."""
    marks = [] if kind == Kind.CONFIG else fingerprints.marks_of_value(value)
    return fingerprints.digests(sealing.key_for(organization_id, PURPOSE), marks) if marks else []


def take(batch: int = BATCH) -> int:
    """Take fingerprints of some versions that have none yet; how many. Two at once take others, and none waits."""
    with transaction.atomic():
        unmarked = VariableVersion.objects.filter(fingerprints=None, deleted=False).order_by("id")
        locked = unmarked.select_for_update(skip_locked=True, of=("self",), no_key=True)
        found = list(locked.select_related("variable__environment__project")[:batch])
        for version in found:
            version.fingerprints = _of(version)
        rows.write(Rows(found, changed=("fingerprints",)))
    return len(found)


def _of(version: VariableVersion) -> list[int]:
    environment = version.variable.environment
    project = environment.project
    try:
        value = sealing.unseal(Place(project.organization_id, project.pk, environment.pk), version)
    except Problem:  # it is in the log; nobody can read it, and the others wait behind it
        return []
    return fingerprints_of(project.organization_id, version.kind, value)
