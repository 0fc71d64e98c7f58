"""The decorator of every write: one transaction, one permission, at least one event, nothing out before commit."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, Protocol, TypeVar

from django.db import transaction

from kernel import events, realtime, subscriptions
from kernel.actor import Actor
from kernel.events import Event


class Granted(Protocol):
    """Whatever proves that an actor may do one thing to one object."""

    @property
    def actor(self) -> Actor: ...
    @property
    def permission(self) -> StrEnum: ...


class WrongGrant(TypeError):
    """A programmer's error: the grant was asked for another permission than the action needs."""


class NothingEmitted(RuntimeError):
    """A programmer's error: an action ended without saying what happened."""


@dataclass
class _Unit:
    """What one outermost action has said so far."""

    events: list[Event] = field(default_factory=list)
    quiet: bool = False


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)

G = TypeVar("G")
R = TypeVar("R")


def emit(event: Event) -> None:
    """Say what happened; it is recorded as the last statement of the running action's transaction."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("emit() outside of an action")
    unit.events.append(event)


def unchanged() -> None:
    """Say that nothing happened: the wish was already so. Without this an action that emits nothing is an error."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("unchanged() outside of an action")
    unit.quiet = True


def action(
    *, needs: StrEnum | None = None
) -> Callable[[Callable[Concatenate[G, ...], R]], Callable[Concatenate[G, ...], R]]:
    """Turn a function whose first argument is a grant (or, without `needs`, an actor) into an action.

    The function runs in one transaction together with its events and what they set off. An action that calls
    another shares the transaction and the record.
    """

    def decorate(function: Callable[Concatenate[G, ...], R]) -> Callable[Concatenate[G, ...], R]:
        @wraps(function)
        def run(subject: G, *args: Any, **kwargs: Any) -> R:
            granted = getattr(subject, "permission", None)
            if needs is not None and granted is not needs:
                raise WrongGrant(f"{function.__name__} needs {needs!r}, the grant is for {granted!r}")
            if _unit.get() is not None:
                return function(subject, *args, **kwargs)
            return _outermost(function, subject, *args, **kwargs)

        return run

    return decorate


def _outermost(function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    unit = _Unit()
    token = _unit.set(unit)
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
            if not unit.events and not unit.quiet:
                raise NothingEmitted(function.__name__)
            _flush(unit.events)
    finally:
        _unit.reset(token)
    return result


def _flush(happened: list[Event]) -> None:
    """Let the subscribers write their rows, then number the events, then arrange what follows the commit."""
    if not happened:
        return
    for event in happened:
        subscriptions.react(event)
    recorded = events.record(happened)
    transaction.on_commit(lambda: realtime.announce(recorded), robust=True)
