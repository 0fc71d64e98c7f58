"""Finds the one table that says who reacts to which event; the project names its module in a setting."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.conf import settings

from kernel.events import Event

if TYPE_CHECKING:
    from uuid import UUID

    from kernel.models import EventRecord
    from kernel.sockets.doors import ManyConsumer
    from kernel.sockets.frames import Frame
    from kernel.sockets.source import Source

Handler = Callable[[Any], None]
Taker = Callable[["ManyConsumer", "Frame"], Awaitable[None]]


class Table(Protocol):
    """What the named module holds."""

    HANDLERS: Mapping[type[Event], Sequence[Handler]]
    MAILS: Mapping[str, Callable[..., Any]]
    SAMPLES: Mapping[str, Mapping[str, Any]]
    DELIVERIES: Mapping[str, Callable[..., None]]
    REPEATABLE: Collection[str]
    STREAMS: "Mapping[str, Source]"
    FRAMES: Mapping[str, Taker]
    HEARD: "Mapping[str, Callable[[EventRecord, UUID], bool]]"


@cache
def table() -> Table:
    """The project's table, imported on first use."""
    return cast(Table, import_module(settings.KEYNEST_SUBSCRIPTIONS))


def react(event: Event) -> None:
    """Run the handlers of an event inside its transaction; they write rows (outbox), and nothing else."""
    for handler in table().HANDLERS.get(type(event), ()):
        handler(event)
