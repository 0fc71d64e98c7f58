"""Many changes of an environment as one: all of them or none, one step, one event."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.tenancy.roles import Permission
from core.vault.actions.guard import guarded
from core.vault.actions.step import Manner, Step, refuse_unmasking, standing, taken
from core.vault.actions.variables import differing, differs
from core.vault.events import NAMES_TOLD, VariablesChanged
from core.vault.grants import EnvironmentGrant
from core.vault.models import Kind, Variable
from core.vault.selectors.people import people
from kernel.actions import action, emit, unchanged
from kernel.errors import Code, Fault, Problem, invalid
from kernel.events import Target


class Op(StrEnum):
    """What became of one change."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    DELETED = "deleted"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One wish. `expected_version` 0 says that there must be no such variable yet."""

    op: str
    name: str
    value: str | None = None
    note: str | None = None
    kind: str | None = None
    rename_from: str | None = None
    expected_version: int | None = None

    @property
    def source(self) -> str:
        """The name that the variable has before."""
        return self.rename_from or self.name

    @property
    def vacates(self) -> bool:
        """Whether the name that the variable has before is free afterwards."""
        return self.op == "delete" or self.source != self.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change, and the variable as it is now."""

    op: Op
    variable: Variable


def _written(*, changes: Sequence[Change], manner: Manner, **_: object) -> dict[str, str]:
    notes = {f"changes.{index}.note": change.note for index, change in enumerate(changes) if change.note}
    return {**notes, "message": manner.message}


def _values(*, changes: Sequence[Change], **_: object) -> Iterator[str]:
    return (change.value for change in changes if change.value and change.kind != Kind.CONFIG)


@guarded("note or message", _written, _values)
@action(needs=Permission.VARIABLE_WRITE)
def apply_changes(
    grant: EnvironmentGrant, *, changes: Sequence[Change], manner: Manner, expected_revision: int | None = None
) -> tuple[int, list[Outcome]]:
    """Set, rename and delete variables in one step; the revision and what became of each change.

    Raises:
        Problem: `invalid` for changes that contradict each other, `stale_version` with every conflicting variable,
            `conflict` when a name is taken or the environment is full. Nothing is written then.
    """
    _refuse_contradictions(changes)
    step = Step.begin(grant, manner, expected_revision)
    live = step.live({name for change in changes for name in (change.source, change.name)})
    vacated = {change.source for change in changes if change.vacates}
    found = [_subject(change, live, vacated) for change in changes]
    _refuse_stale(changes, found)
    _refuse_misfits(changes, found, live, vacated)
    wanted = {change.name for change in changes if change.op == "set"}
    for change, variable in zip(changes, found, strict=True):
        if variable is not None and change.vacates and change.source in wanted:
            step.park(variable)
    outcomes = [_carry_out(step, change, variable) for change, variable in zip(changes, found, strict=True)]
    return finish(step, outcomes), outcomes


def finish(step: Step, outcomes: Iterable[Outcome]) -> int:
    """Commit the step and say what happened, or that nothing did; the revision."""
    if step.is_empty:
        unchanged()
        return step.environment.revision
    revision = step.commit()
    environment = step.environment
    emit(
        VariablesChanged(
            actor=step.grant.actor,
            stream=step.grant.stream,
            target=Target("environment", environment.pk, environment.name),
            data={**step.grant.described, "revision": revision, "source": step.manner.source, **_told(outcomes)},
        )
    )
    return revision


def _told(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """How many variables of each fate, and the names of the first few."""
    fates: dict[Op, list[str]] = {op: [] for op in Op if op is not Op.UNCHANGED}
    for outcome in outcomes:
        if outcome.op is not Op.UNCHANGED:
            fates[outcome.op].append(outcome.variable.name)
    counts = {op.value: len(names) for op, names in fates.items()}
    room, names = NAMES_TOLD, {}
    for op, all_names in fates.items():
        names[op.value] = all_names[:room]
        room -= len(names[op.value])
    return {"count": sum(counts.values()), "counts": counts, "names": names}


def _refuse_contradictions(changes: Sequence[Change]) -> None:
    """A variable is moved or deleted once, a name is given once, and what is deleted is not also set."""
    left = Counter(change.source for change in changes if change.vacates)
    given = Counter(change.name for change in changes if change.op == "set")
    deleted = {change.name for change in changes if change.op == "delete"}
    for index, change in enumerate(changes):
        moved_twice = change.vacates and left[change.source] > 1
        given_twice = change.op == "set" and given[change.name] > 1
        if moved_twice or given_twice or (not change.vacates and change.name in deleted):
            raise invalid(f"changes.{index}", "repeated", f"{change.name} stands in several changes.")


def _subject(change: Change, live: dict[str, Variable], vacated: set[str]) -> Variable | None:
    """The variable that a change is about; None when it makes a new one, or when there is none."""
    if not change.vacates and change.name in vacated:
        return None
    return live.get(change.source)


def _refuse_stale(changes: Sequence[Change], found: Sequence[Variable | None]) -> None:
    late = [
        (change, variable)
        for change, variable in zip(changes, found, strict=True)
        if change.expected_version is not None and change.expected_version != (variable.version if variable else 0)
    ]
    if not late:
        return
    known = people(variable.updated_by_id for _, variable in late if variable)
    nobody = {"version": None, "updated_by": None, "updated_at": None}
    conflicts = [
        {"name": change.source, **(standing(variable, known) if variable else nobody)} for change, variable in late
    ]
    raise Problem(
        Code.STALE_VERSION,
        "Some variables have changed since you looked; nothing was written.",
        errors=[Fault("version", "stale", f"{item['name']} has changed.") for item in conflicts[:20]],
        extra={"conflicts": conflicts},
    )


def _refuse_misfits(
    changes: Sequence[Change], found: Sequence[Variable | None], live: dict[str, Variable], vacated: set[str]
) -> None:
    for index, (change, variable) in enumerate(zip(changes, found, strict=True)):
        if variable is None and change.vacates:
            raise invalid(f"changes.{index}", "unknown", f"There is no variable {change.source}.")
        if variable is None and change.value is None:
            raise invalid(f"changes.{index}.value", "required", f"{change.name} is new and needs a value.")
        if change.source != change.name and change.name in live and change.name not in vacated:
            raise taken(change.name)
        if variable is not None:
            refuse_unmasking(variable, change.kind, change.value)


def _carry_out(step: Step, change: Change, variable: Variable | None) -> Outcome:
    if variable is None:
        added = step.add(change.name, change.value or "", note=change.note or "", kind=change.kind or Kind.SECRET)
        return Outcome(Op.ADDED, added)
    if change.op == "delete":
        step.delete(variable)
        return Outcome(Op.DELETED, variable)
    return set_if_new(step, variable, name=change.name, value=change.value, note=change.note, kind=change.kind)


def set_if_new(step: Step, variable: Variable, *, value: str | None, **wanted: str | None) -> Outcome:
    """Write the next version of a variable where anything differs."""
    fields = differing(variable, **wanted)
    new_value = value is not None and differs(step.place, variable, value)
    if not fields and not new_value:
        return Outcome(Op.UNCHANGED, variable)
    step.change(variable, value=value if new_value else None, **fields)
    return Outcome(Op.RENAMED if "name" in fields else Op.CHANGED, variable)
