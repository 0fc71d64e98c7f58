"""One step of an environment from a revision to the next: the only way in which its variables change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from core.vault import sealing
from core.vault.actions import rows
from core.vault.actions.marking import fingerprints_of
from core.vault.actions.rows import Rows
from core.vault.grants import EnvironmentGrant
from core.vault.models import ChangeSet, Environment, Kind, Source, Variable, VariableVersion
from core.vault.selectors.people import people
from kernel import clock
from kernel.actor import ActorKind
from kernel.errors import Code, Fault, Problem, conflict, invalid, not_found
from kernel.events import Target
from kernel.statements import Statement, columns, load

MAX_VARIABLES = 2000
_WRITTEN = (
    "name",
    "kind",
    "note",
    "version",
    "sealed",
    "data_key_id",
    "length",
    "updated_at",
    "updated_by_id",
    "deleted_at",
)


_NEWEST_DATA_KEY = Statement(
    "SELECT id FROM core_data_key WHERE project_id = %(project_id)s ORDER BY number DESC LIMIT 1", project_id="uuid"
)


@cache
def _lock() -> Statement:
    names = ", ".join(columns(Environment))
    return Statement(f"SELECT {names} FROM core_environment WHERE id = %(id)s FOR NO KEY UPDATE", id="uuid")  # noqa: S608  # our own names


@cache
def _reread() -> Statement:
    return Statement(f"SELECT {', '.join(columns(Variable))} FROM core_variable WHERE id = %(id)s", id="uuid")  # noqa: S608  # our own names


@dataclass(frozen=True, slots=True)
class Manner:
    """How a change came in, and what its author says about it."""

    source: Source
    message: str = ""


@dataclass
class Step:
    """Collects new versions while it holds the environment's lock, then writes them in a handful of statements.

    Writers of one environment queue at that lock, so that what a step has read stays so until the commit.
    """

    grant: EnvironmentGrant
    manner: Manner
    environment: Environment
    data_key_id: int
    moment: datetime = field(default_factory=clock.now)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    _variables: dict[UUID, Variable] = field(default_factory=dict)
    _versions: list[VariableVersion] = field(default_factory=list)
    _parked: set[UUID] = field(default_factory=set)

    @classmethod
    def begin(cls, grant: EnvironmentGrant, manner: Manner, expected_revision: int | None = None) -> "Step":
        """Lock the environment. The data key is looked up under the lock, so that a rotation overlooks nobody.

        Raises:
            Problem: `stale_version` when the environment has moved on from `expected_revision`.
        """
        locked = _lock().rows({"id": grant.environment.pk})
        if not locked:
            raise not_found()
        found = load(Environment, locked[0])
        found.project = grant.project
        refuse_stale_revision(found.revision, expected_revision)
        ((data_key_id,),) = _NEWEST_DATA_KEY.rows({"project_id": found.project_id})
        return cls(grant, manner, found, data_key_id)

    @property
    def place(self) -> sealing.Place:
        """Where values are sealed to."""
        return self.grant.place

    @property
    def is_empty(self) -> bool:
        """Whether nothing was collected."""
        return not self._versions

    def about(self, variable: Variable, **more: Any) -> dict[str, Any]:
        """What an event about one variable of this step states."""
        data = {**self.grant.described, "revision": self.environment.revision, "version": variable.version, **more}
        target = Target("variable", variable.pk, variable.name)
        return {"actor": self.grant.actor, "stream": self.grant.stream, "target": target, "data": data}

    def live(self, names: Iterable[str]) -> dict[str, Variable]:
        """The variables of these names, as they are under the lock."""
        found = Variable.objects.filter(environment=self.environment, name__in=list(names), deleted_at=None)
        return {row.name: row for row in found}

    def all_live(self) -> dict[str, Variable]:
        """All variables, by name."""
        return {row.name: row for row in Variable.objects.filter(environment=self.environment, deleted_at=None)}

    def reread(self, variable: Variable) -> Variable:
        """A variable as it is under the lock."""
        found = _reread().rows({"id": variable.pk})
        if not found:
            raise not_found()
        return load(Variable, found[0])

    def refuse_taken(self, name: str) -> None:
        """Refuse a name that a variable has.

        Raises:
            Problem: `conflict`.
        """
        if Variable.objects.filter(environment=self.environment, name=name, deleted_at=None).exists():
            raise taken(name)

    def add(self, name: str, value: str, *, note: str = "", kind: str = Kind.SECRET) -> Variable:
        """A new variable, at version 1."""
        variable = Variable(
            environment=self.environment, name=name, kind=kind, note=note, version=0, created_at=self.moment
        )
        self._append(variable, self._seal(variable, value.encode()))
        self.added.append(name)
        return variable

    def change(self, variable: Variable, *, value: str | None = None, **fields: str) -> None:
        """The next version of a variable; what is not given stays. Without a value the old one is sealed anew."""
        raw = (sealing.unseal(self.place, variable) if value is None else value).encode()
        for name, wanted in fields.items():
            setattr(variable, name, wanted)
        self._append(variable, self._seal(variable, raw))
        self.changed.append(variable.name)

    def delete(self, variable: Variable) -> None:
        """Into the trash; the deletion is a version too, and the value lives on in the one before."""
        variable.deleted_at = self.moment
        variable.sealed = b""
        variable.version += 1
        self._append(variable, [], deleted=True)
        self.removed.append(variable.name)

    def restore(self, variable: Variable, value: str) -> None:
        """Back from the trash, with that value."""
        variable.deleted_at = None
        self._append(variable, self._seal(variable, value.encode()))
        self.added.append(variable.name)

    def park(self, variable: Variable) -> None:
        """Take a variable's name out of the way first, because another one gets it in the same step."""
        self._parked.add(variable.pk)

    def commit(self) -> int:
        """Write everything; the new revision.

        Raises:
            Problem: `conflict` when the environment would hold too many variables.
        """
        environment = self.environment
        environment.variable_count += len(self.added) - len(self.removed)
        if self.added and environment.variable_count > MAX_VARIABLES:
            raise conflict(f"An environment holds at most {MAX_VARIABLES} variables.")
        environment.revision += 1
        environment.updated_at = self.moment
        if self._parked:
            Variable.objects.filter(pk__in=self._parked).update(deleted_at=self.moment)
        for version in self._versions:
            version.revision = environment.revision
        rows.write(
            Rows(list(self._variables.values()), changed=_WRITTEN),
            Rows(self._versions),
            Rows([environment], changed=("variable_count", "revision", "updated_at")),
            Rows([self._change_set()]),
        )
        return environment.revision

    def _seal(self, variable: Variable, value: bytes) -> list[int]:
        """Put a value into a row; its fingerprints."""
        variable.version += 1
        variable.sealed = sealing.seal(self.place, self.data_key_id, variable.id, variable.version, value)
        variable.data_key_id = self.data_key_id
        variable.length = len(value)
        return fingerprints_of(self.place.organization_id, variable.kind, value.decode())

    def _append(self, variable: Variable, marks: list[int], *, deleted: bool = False) -> None:
        actor = self.grant.actor
        variable.updated_at = self.moment
        variable.updated_by_id = actor.id if actor.kind is ActorKind.USER else None
        self._variables[variable.pk] = variable
        self._versions.append(
            VariableVersion(
                variable=variable,
                number=variable.version,
                name=variable.name,
                kind=variable.kind,
                note=variable.note,
                sealed=None if deleted else variable.sealed,
                data_key_id=None if deleted else variable.data_key_id,
                length=0 if deleted else variable.length,
                fingerprints=marks,
                deleted=deleted,
                source=self.manner.source,
                author_id=variable.updated_by_id,
                author_label=actor.label,
                created_at=self.moment,
            )
        )

    def _change_set(self) -> ChangeSet:
        actor = self.grant.actor
        return ChangeSet(
            environment=self.environment,
            revision=self.environment.revision,
            author_id=actor.id if actor.kind is ActorKind.USER else None,
            author_label=actor.label,
            source=self.manner.source,
            message=self.manner.message,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            created_at=self.moment,
        )


def taken(name: str) -> Problem:
    """The name is another variable's."""
    return conflict(f"There is a variable {name} already.", errors=[Fault("name", "taken", "This name is taken.")])


def refuse_stale_revision(revision: int, expected: int | None) -> None:
    """Refuse to change an environment that has moved on.

    Raises:
        Problem: `stale_version`.
    """
    if expected is not None and expected != revision:
        raise Problem(
            Code.STALE_VERSION,
            "The environment has changed since you looked.",
            errors=[Fault("revision", "stale", f"It is at revision {revision} now.")],
            extra={"current": {"revision": revision}},
        )


def refuse_stale(variable: Variable, expected_version: int | None) -> None:
    """Refuse to write over what the author has not seen.

    Raises:
        Problem: `stale_version`, saying who was faster.
    """
    if expected_version is None or expected_version == variable.version:
        return
    raise Problem(
        Code.STALE_VERSION,
        f"{variable.name} has changed since you looked.",
        errors=[Fault("version", "stale", f"It is at version {variable.version} now.")],
        extra={"current": standing(variable, people([variable.updated_by_id]))},
    )


def standing(variable: Variable, known: dict[UUID | None, dict[str, Any]]) -> dict[str, Any]:
    """Where a variable stands, for those who come too late."""
    return {
        "version": variable.version,
        "updated_by": known.get(variable.updated_by_id),
        "updated_at": variable.updated_at,
    }


def refuse_unmasking(variable: Variable, kind: str | None, value: str | None) -> None:
    """A write-only value never becomes readable: another kind needs another value with it.

    Raises:
        Problem: `invalid`.
    """
    if variable.kind == Kind.WRITE_ONLY and kind not in (None, Kind.WRITE_ONLY) and value is None:
        raise invalid("kind", "write_only", "A write-only variable gets another kind only together with a new value.")
