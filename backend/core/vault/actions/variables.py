"""Writing one variable: create, change, rename, delete, restore, roll back."""

from core.tenancy.roles import Permission
from core.vault import sealing
from core.vault.actions.guard import guarded
from core.vault.actions.step import Manner, Step, refuse_stale, refuse_unmasking
from core.vault.events import (
    VariableCreated,
    VariableDeleted,
    VariableRenamed,
    VariableRestored,
    VariableRolledBack,
    VariableSet,
)
from core.vault.grants import EnvironmentGrant, VariableGrant
from core.vault.models import Kind, Source, Variable, VariableVersion
from kernel.actions import action, emit, unchanged
from kernel.errors import conflict, invalid, not_found


def _written(*, manner: Manner, note: str | None = None, **_: object) -> dict[str, str]:
    """What of a change is read by people: neither is a place for a value."""
    return {"note": note or "", "message": manner.message}


def _values(*, value: str | None = None, kind: str | None = None, **_: object) -> list[str]:
    return [value] if value and kind != Kind.CONFIG else []


@guarded("note", _written, _values)
@action(needs=Permission.VARIABLE_WRITE)
def create_variable(
    grant: EnvironmentGrant, *, name: str, value: str, note: str = "", kind: str = Kind.SECRET, manner: Manner
) -> Variable:
    """Add a variable.

    Raises:
        Problem: `conflict` when the name is taken or the environment is full.
    """
    step = Step.begin(grant, manner)
    step.refuse_taken(name)
    variable = step.add(name, value, note=note, kind=kind)
    step.commit()
    emit(VariableCreated(**step.about(variable, kind=kind)))
    return variable


@guarded("note", _written, _values)
@action(needs=Permission.VARIABLE_WRITE)
def change_variable(
    grant: VariableGrant,
    *,
    manner: Manner,
    expected_version: int | None = None,
    name: str | None = None,
    value: str | None = None,
    note: str | None = None,
    kind: str | None = None,
) -> Variable:
    """Write the next version of a variable; what already is so makes none.

    Raises:
        Problem: `stale_version`, `conflict` when the new name is taken, `invalid` when a write-only value would show.
    """
    step = Step.begin(grant, manner)
    variable = _present(step, grant)
    refuse_stale(variable, expected_version)
    refuse_unmasking(variable, kind, value)
    before = variable.name
    fields = differing(variable, name=name, note=note, kind=kind)
    if "name" in fields:
        step.refuse_taken(fields["name"])
    new_value = value is not None and differs(step.place, variable, value)
    if not fields and not new_value:
        unchanged()
        return variable
    step.change(variable, value=value if new_value else None, **fields)
    step.commit()
    told = [*(["value"] if new_value else []), *fields]
    if "name" in fields:
        emit(VariableRenamed(**step.about(variable, before=before, fields=told)))
    else:
        emit(VariableSet(**step.about(variable, fields=told)))
    return variable


@action(needs=Permission.VARIABLE_WRITE)
def delete_variable(grant: VariableGrant, *, manner: Manner, expected_version: int | None = None) -> None:
    """Put a variable into the trash.

    Raises:
        Problem: `stale_version`, or `not_found` when it lies there already.
    """
    step = Step.begin(grant, manner)
    variable = _present(step, grant)
    refuse_stale(variable, expected_version)
    step.delete(variable)
    step.commit()
    emit(VariableDeleted(**step.about(variable)))


@action(needs=Permission.VARIABLE_WRITE)
def restore_variable(grant: VariableGrant, *, manner: Manner) -> Variable:
    """Take a variable out of the trash, with its last value.

    Raises:
        Problem: `conflict` when it is not in the trash, or its name was given to another one since.
    """
    step = Step.begin(grant, manner)
    variable = step.reread(grant.variable)
    if variable.deleted_at is None:
        raise conflict(f"{variable.name} is not in the trash.")
    step.refuse_taken(variable.name)
    last = variable.versions.filter(deleted=False).latest("number")
    step.restore(variable, sealing.unseal(step.place, last))
    step.commit()
    emit(VariableRestored(**step.about(variable)))
    return variable


@guarded("message", lambda message="", **_: {"message": message})
@action(needs=Permission.VARIABLE_WRITE)
def roll_back_variable(grant: VariableGrant, *, version: int, message: str = "") -> Variable:
    """Write a new version that equals an old one; a variable that has become write-only stays so.

    Raises:
        Problem: `invalid` for a version that never was or has no value, `conflict` when its name is taken.
    """
    step = Step.begin(grant, Manner(Source.ROLLBACK, message))
    variable = _present(step, grant)
    old = VariableVersion.objects.filter(variable=variable, number=version).first()
    if old is None or old.deleted:
        raise invalid("version", "unknown", "There is no such version with a value.")
    kind = Kind.WRITE_ONLY if variable.kind == Kind.WRITE_ONLY else old.kind
    fields = differing(variable, name=old.name, note=old.note, kind=kind)
    if "name" in fields:
        step.refuse_taken(old.name)
    step.change(variable, value=sealing.unseal(step.place, old), **fields)
    step.commit()
    emit(VariableRolledBack(**step.about(variable, to=version)))
    return variable


def differing(variable: Variable, **wanted: str | None) -> dict[str, str]:
    """The fields that are asked for and are not so yet."""
    return {name: text for name, text in wanted.items() if text is not None and text != getattr(variable, name)}


def differs(place: sealing.Place, variable: Variable, value: str) -> bool:
    """Whether a value is news. A write-only one always counts as such, or guesses could be tried out on it."""
    return variable.kind == Kind.WRITE_ONLY or sealing.unseal(place, variable) != value


def _present(step: Step, grant: VariableGrant) -> Variable:
    variable = step.reread(grant.variable)
    if variable.deleted_at is not None:
        raise not_found()
    return variable
