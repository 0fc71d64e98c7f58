"""The leak guard: a text that holds a value of the organization is held back, whoever may read that value.

It is asked before the transaction that would write the text, so that what it says of the attempt stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, Protocol, TypeVar
from uuid import UUID

from core.tenancy.grants import stream_of
from core.tenancy.roles import Permission
from core.vault import fingerprints, grants
from core.vault.events import ValueHeld
from core.vault.selectors import recognition
from core.vault.selectors.recognition import Found, Marks
from kernel import ratelimit
from kernel.actions import action, emit
from kernel.actor import Actor
from kernel.errors import Code, Fault, Problem
from kernel.events import Target

LIMIT = "held_user"
Texts = Mapping[str, str]


class Ground(Protocol):
    """What is needed of a grant: who acts, and in whose stream."""

    @property
    def actor(self) -> Actor: ...
    @property
    def stream(self) -> str: ...


G = TypeVar("G", bound=Ground)
R = TypeVar("R")


def hold_back(actor: Actor, organization_id: UUID, text: str, *, field: str = "text", place: str) -> None:
    """Refuse a text that holds a value of the organization; `place` says in the record what it was written for.

    Raises:
        Problem: `holds_value`, or `rate_limited` after too many of them.
    """
    hold_back_all(actor, organization_id, {field: text}, place=place)


def hold_back_all(
    actor: Actor, organization_id: UUID, texts: Texts, *, place: str, written: Iterable[str] = ()
) -> None:
    """The same of several texts by their fields; `written` are values that are about to be stored beside them."""
    marks = recognition.marks_of(texts)
    if not marks:
        return
    _refuse_written(marks, written)
    _refuse_guessers(actor)
    found = recognition.known(organization_id, marks)
    if found:
        ratelimit.hit(LIMIT, str(actor.id))
        _note(actor, organization_id=organization_id, found=found, place=place)
        faults = [Fault(one.field, Code.HOLDS_VALUE, _told(actor, one)) for one in found]
        raise Problem(Code.HOLDS_VALUE, faults[0].message, errors=faults)


def guarded(
    place: str, texts: Callable[..., Texts], values: Callable[..., Iterable[str]] = lambda **_: ()
) -> Callable[[Callable[Concatenate[G, ...], R]], Callable[Concatenate[G, ...], R]]:
    """Let the guard look at what an action is going to write; `texts` and `values` pick it out of its arguments."""

    def decorate(function: Callable[Concatenate[G, ...], R]) -> Callable[Concatenate[G, ...], R]:
        @wraps(function)
        def run(grant: G, **kwargs: Any) -> R:
            organization_id = UUID(grant.stream.partition(":")[2])
            hold_back_all(grant.actor, organization_id, texts(**kwargs), place=place, written=values(**kwargs))
            return function(grant, **kwargs)

        return run

    return decorate


def _refuse_written(marks: Marks, values: Iterable[str]) -> None:
    """A note is read by people who may not read the value that it is about."""
    own = {mark for value in values for mark in fingerprints.marks_of_value(value)}
    fields = [field for field, some in marks.items() if not own.isdisjoint(some)]
    if fields:
        message = "This holds the value itself, which more people read here than there."
        faults = [Fault(field, Code.HOLDS_VALUE, message) for field in fields]
        raise Problem(Code.HOLDS_VALUE, message, errors=faults)


def _refuse_guessers(actor: Actor) -> None:
    """Whoever was held back often is told nothing more for a while: nor that a text would pass."""
    usage = ratelimit.spent(LIMIT, str(actor.id))
    if usage is not None and usage.exceeded:
        detail = "Several of your texts held a secret. For a while none is taken that could hold another."
        raise Problem(Code.RATE_LIMITED, detail, retry_after=usage.reset)


@action()
def _note(actor: Actor, *, organization_id: UUID, found: Sequence[Found], place: str) -> None:
    for one in found:
        data = {"place": place, "project": one.project, "environment": one.environment}
        target = Target("variable", one.variable_id, one.name)
        emit(ValueHeld(actor=actor, stream=stream_of(organization_id), target=target, data=data))


def _told(actor: Actor, found: Found) -> str:
    """Which variable it is, for those who may know that there is such a one."""
    try:
        grants.environment(actor, found.environment_id, Permission.VARIABLE_LIST)
    except Problem:
        return "This holds a secret of your organization. Send a share link instead."
    name = f"{found.name} ({found.project} / {found.environment})"
    return f"This holds the value of {name}. Send a share link instead."
