"""Reading values: as few statements and objects as can be (PERFORMANCE.md), and each request written down once."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from core.vault import sealing
from core.vault.formats import writing
from core.vault.formats.writing import ExportFormat
from core.vault.grants import EnvironmentGrant, VariableGrant
from core.vault.models import Kind, Variable, VariableVersion
from kernel import clock
from kernel.actor import ActorKind
from kernel.errors import Fault, conflict, denied, invalid, not_found

# The revision travels with the rows, so that both are of one moment; an empty environment still has its one row.
_VALUES = """
SELECT e.revision, v.name, v.data_key_id, uuid_send(v.id) || int8send(v.version) || v.sealed
FROM core_environment e
LEFT JOIN core_variable v ON v.environment_id = e.id AND v.deleted_at IS NULL AND (%s OR v.kind <> 'write_only')
WHERE e.id = %s
ORDER BY v.name
"""

_READ = """
INSERT INTO core_value_read (organization_id, project_id, environment_id, variable_id, kind, count,
    actor_kind, actor_id, actor_label, address, agent, request_id, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Values:
    """All values of an environment at one revision."""

    revision: int
    values: dict[str, str]


def values(grant: EnvironmentGrant, *, kind: str = "values") -> Values:
    """Every value that the actor may see, and the record that it was read."""
    found = _values(grant)
    record_read(grant, kind=kind, count=len(found.values))
    return found


def export(grant: EnvironmentGrant, form: ExportFormat) -> str:
    """Every value that the actor may see as a file, and the record that it was handed out.

    Raises:
        Problem: `conflict`, naming the variables that the format can't carry.
    """
    found = _values(grant)
    try:
        text = writing.export(found.values, form, f"{grant.project.slug}-{grant.environment.slug}")
    except writing.Unwritable as error:
        faults = [Fault(name, "unwritable", error.reason) for name in error.names]
        raise conflict(f"{error.reason} Another format can: JSON and YAML carry everything.", errors=faults) from None
    record_read(grant, kind="export", count=len(found.values))
    return text


def _values(grant: EnvironmentGrant) -> Values:
    """People never get write-only ones."""
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [grant.actor.kind is not ActorKind.USER, grant.environment.pk])
        rows = cursor.fetchall()
        if not rows:
            raise not_found()
        revision = rows[0][0]
        if rows[0][1] is None:
            rows = []
    opened = sealing.unseal_all(grant.place, [row[2:] for row in rows])
    found = {row[1]: value.decode() for row, value in zip(rows, opened, strict=True)}
    return Values(revision, found)


def reveal(grant: VariableGrant) -> tuple[Variable, str]:
    """One value for a person.

    Raises:
        Problem: `not_found` when it is in the trash, `permission_denied` when it is write-only.
    """
    variable = grant.variable
    if variable.deleted_at is not None:
        raise not_found()
    _refuse_hidden(variable.kind)
    value = sealing.unseal(grant.place, variable)
    record_read(grant, kind="reveal", count=1, variable_id=variable.pk)
    return variable, value


def reveal_version(grant: VariableGrant, number: int) -> str:
    """The value that a variable had at a version.

    Raises:
        Problem: `not_found`, `invalid` for a deletion, `permission_denied` when it is or was write-only.
    """
    version = VariableVersion.objects.filter(variable=grant.variable, number=number).first()
    if version is None:
        raise not_found()
    if version.deleted:
        raise invalid("number", "deleted", "This version is a deletion; it has no value.")
    _refuse_hidden(grant.variable.kind)
    _refuse_hidden(version.kind)
    value = sealing.unseal(grant.place, version)
    record_read(grant, kind="reveal", count=1, variable_id=grant.variable.pk)
    return value


def record_read(grant: EnvironmentGrant, *, kind: str, count: int, variable_id: UUID | None = None) -> None:
    """One plain row for one request that read values; it takes no lock that a writer could hold."""
    actor, place = grant.actor, grant.place
    with connection.cursor() as cursor:
        cursor.execute(
            _READ,
            [
                place.organization_id,
                place.project_id,
                place.environment_id,
                variable_id,
                kind,
                count,
                actor.kind.value,
                actor.id,
                actor.label,
                actor.origin.address,
                actor.origin.agent,
                actor.origin.request_id,
                clock.now(),
            ],
        )


def _refuse_hidden(kind: str) -> None:
    if kind == Kind.WRITE_ONLY:
        raise denied("This value is write-only: machines read it, people don't.")
