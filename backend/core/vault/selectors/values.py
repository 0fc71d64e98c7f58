"""Reading values: as few statements and objects as can be (PERFORMANCE.md), and each request written down once."""

from dataclasses import dataclass
from typing import Any
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
from kernel.statements import Statement

# The revision travels with the rows, so that both are of one moment; an empty environment still has its one row.
_VALUES = """
SELECT e.revision, v.name, v.data_key_id, uuid_send(v.id) || int8send(v.version) || v.sealed
FROM core_environment e
LEFT JOIN core_variable v
    ON v.environment_id = e.id AND v.deleted_at IS NULL AND (%(machine)s OR v.kind <> 'write_only')
WHERE e.id = %(environment_id)s
"""

_READ = """
INSERT INTO core_value_read (organization_id, project_id, environment_id, variable_id, kind, count,
    actor_kind, actor_id, actor_label, address, agent, request_id, at)
VALUES (%(organization_id)s, %(project_id)s, %(environment_id)s, %(variable_id)s, %(kind)s, {count},
    %(actor_kind)s, %(actor_id)s, %(actor_label)s, %(address)s, %(agent)s, %(request_id)s, %(at)s)
"""

# Reading and writing it down in one statement saves a tenth of the request; one without the other can't be.
_COUNT = """(SELECT count(*) FROM core_variable v
    WHERE v.environment_id = %(environment_id)s AND v.deleted_at IS NULL AND (%(machine)s OR v.kind <> 'write_only'))"""
_TYPES = {
    "machine": "boolean",
    "organization_id": "uuid",
    "project_id": "uuid",
    "environment_id": "uuid",
    "variable_id": "uuid",
    "kind": "text",
    "actor_kind": "text",
    "actor_id": "uuid",
    "actor_label": "text",
    "address": "inet",
    "agent": "text",
    "request_id": "text",
    "at": "timestamptz",
}
_VALUES_ON_RECORD = Statement(f"WITH recorded AS ({_READ.format(count=_COUNT)}) {_VALUES}", **_TYPES)
_VALUES_ALONE = Statement(_VALUES, machine="boolean", environment_id="uuid")
_READ_ON_RECORD = _READ.format(count="%(count)s")


@dataclass(frozen=True, slots=True)
class Values:
    """All values of an environment at one revision."""

    revision: int
    values: dict[str, str]


def values(grant: EnvironmentGrant, *, kind: str = "values") -> Values:
    """Every value that the actor may see, and the record that it was read. People never get write-only ones."""
    return _fetched(grant, _VALUES_ON_RECORD, _record(grant, kind=kind))


def export(grant: EnvironmentGrant, form: ExportFormat) -> str:
    """Every value that the actor may see as a file, and the record that it was handed out.

    Raises:
        Problem: `conflict`, naming the variables that the format can't carry.
    """
    found = _fetched(grant, _VALUES_ALONE, _record(grant, kind="export"))
    ordered = dict(sorted(found.values.items()))
    try:
        text = writing.export(ordered, form, f"{grant.project.slug}-{grant.environment.slug}")
    except writing.Unwritable as error:
        faults = [Fault(name, "unwritable", error.reason) for name in error.names]
        raise conflict(f"{error.reason} Another format can: JSON and YAML carry everything.", errors=faults) from None
    record_read(grant, kind="export", count=len(ordered))
    return text


def _fetched(grant: EnvironmentGrant, statement: Statement, parameters: dict[str, Any]) -> Values:
    rows = statement.rows(parameters)
    if not rows:
        raise not_found()
    revision = rows[0][0]
    if rows[0][1] is None:
        rows = []
    opened = sealing.unseal_all(grant.place, [row[2:] for row in rows])
    return Values(revision, {row[1]: value.decode() for row, value in zip(rows, opened, strict=True)})


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
    with connection.cursor() as cursor:
        cursor.execute(_READ_ON_RECORD, {**_record(grant, kind=kind, variable_id=variable_id), "count": count})


def _record(grant: EnvironmentGrant, *, kind: str, variable_id: UUID | None = None) -> dict[str, Any]:
    actor, place = grant.actor, grant.place
    return {
        "machine": actor.kind is not ActorKind.USER,
        "organization_id": place.organization_id,
        "project_id": place.project_id,
        "environment_id": place.environment_id,
        "variable_id": variable_id,
        "kind": kind,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "address": actor.origin.address,
        "agent": actor.origin.agent,
        "request_id": actor.origin.request_id,
        "at": clock.now(),
    }


def _refuse_hidden(kind: str) -> None:
    if kind == Kind.WRITE_ONLY:
        raise denied("This value is write-only: machines read it, people don't.")
