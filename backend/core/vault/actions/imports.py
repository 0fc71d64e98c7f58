"""Bringing many variables in from a text: shown first, then written as one step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.tenancy.roles import Permission
from core.vault.actions.changes import Op, Outcome, finish, set_if_new
from core.vault.actions.guard import guarded
from core.vault.actions.step import Manner, Step, refuse_stale_revision
from core.vault.actions.variables import differs
from core.vault.grants import EnvironmentGrant
from core.vault.models import Source, Variable
from kernel.actions import action
from kernel.errors import Code, Fault, Problem


class Read(Protocol):
    """One name and value that were read from a text."""

    @property
    def value(self) -> str: ...


@dataclass
class Sorted:
    """What an import does, or would do, to each name."""

    revision: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[Variable] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[Variable] = field(default_factory=list)


def bring_in(
    grant: EnvironmentGrant,
    *,
    entries: Mapping[str, Read],
    bad: Sequence[Mapping[str, object]],
    mode: str,
    dry_run: bool,
    expected_revision: int | None = None,
    message: str = "",
) -> Sorted:
    """Write what was read or, as a dry run, say what that would do, whatever lines are bad.

    Raises:
        Problem: `invalid` while a line is bad, and whatever `import_variables` raises.
    """
    replace = mode == "replace"
    if dry_run:
        return preview_import(grant, entries=entries, replace=replace, expected_revision=expected_revision)
    _refuse_bad_lines(bad)
    manner = Manner(Source.IMPORT, message)
    return import_variables(grant, entries=entries, replace=replace, manner=manner, expected_revision=expected_revision)


def preview_import(
    grant: EnvironmentGrant, *, entries: Mapping[str, Read], replace: bool, expected_revision: int | None = None
) -> Sorted:
    """What the import would do; nothing is written.

    Raises:
        Problem: `stale_version` when the environment has moved on.
    """
    refuse_stale_revision(grant.environment.revision, expected_revision)
    rows = Variable.objects.filter(environment=grant.environment, deleted_at=None)
    live = {row.name: row for row in (rows if replace else rows.filter(name__in=list(entries)))}
    found = Sorted(grant.environment.revision)
    for name, entry in entries.items():
        variable = live.get(name)
        if variable is None:
            found.added.append(name)
        elif differs(grant.place, variable, entry.value):
            found.changed.append(variable)
        else:
            found.unchanged.append(name)
    if replace:
        found.removed = [live[name] for name in sorted(live.keys() - entries.keys())]
    return found


@guarded("message", lambda *, manner, **_: {"message": manner.message})
@action(needs=Permission.VARIABLE_WRITE)
def import_variables(
    grant: EnvironmentGrant,
    *,
    entries: Mapping[str, Read],
    replace: bool,
    manner: Manner,
    expected_revision: int | None = None,
) -> Sorted:
    """Write what was read as one step; with `replace`, what was not in the text goes to the trash.

    Raises:
        Problem: `stale_version` when the environment has moved on, `conflict` when it would be too full.
    """
    step = Step.begin(grant, manner, expected_revision)
    live = step.all_live() if replace else step.live(entries)
    outcomes = []
    if replace:
        outcomes = [_delete(step, live[name]) for name in sorted(live.keys() - entries.keys())]
    for name, entry in entries.items():
        if name in live:
            outcomes.append(set_if_new(step, live[name], value=entry.value))
        else:
            outcomes.append(Outcome(Op.ADDED, step.add(name, entry.value)))
    return _sorted(finish(step, outcomes), outcomes)


def _refuse_bad_lines(bad: Sequence[Mapping[str, object]]) -> None:
    """Nothing is written while a line is bad."""
    if bad:
        faults = [Fault("content", str(line["code"]), f"Line {line['line']}: {line['message']}") for line in bad[:20]]
        raise Problem(
            Code.INVALID, "Some lines can't be read; nothing was written.", errors=faults, extra={"lines": bad}
        )


def _delete(step: Step, variable: Variable) -> Outcome:
    step.delete(variable)
    return Outcome(Op.DELETED, variable)


def _sorted(revision: int, outcomes: Iterable[Outcome]) -> Sorted:
    found = Sorted(revision)
    for outcome in outcomes:
        match outcome.op:
            case Op.ADDED:
                found.added.append(outcome.variable.name)
            case Op.DELETED:
                found.removed.append(outcome.variable)
            case Op.UNCHANGED:
                found.unchanged.append(outcome.variable.name)
            case _:
                found.changed.append(outcome.variable)
    return found
