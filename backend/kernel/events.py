"""Events: what happened, said once, written in the transaction of the change, numbered and chained per stream."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from kernel import clock
from kernel.actor import Actor
from kernel.sockets import figures
from kernel.statements import Statement

_APPEND = Statement("SELECT seq, hash FROM kernel_append(%(stream)s, %(events)s)", stream="text", events="jsonb")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What an event is about; `label` is its name at that time."""

    kind: str
    id: UUID | None
    label: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Subclasses are named NounPast and state `verb` (dotted, stable) and `visible_to`.

    `stream` is where it is numbered (`o:<organization>` or `a:<account>`); `visible_to` is the permission that a
    reader of the live feed needs. `data` names things and counts them, and never holds a value, password or token.
    """

    verb: ClassVar[str] = ""
    visible_to: ClassVar[str] = ""
    title: ClassVar[str] = ""

    actor: Actor
    stream: str
    target: Target
    data: Json = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)
    at: datetime = field(default_factory=clock.now)

    catalogue: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.verb:
            if cls.verb in Event.catalogue:
                raise TypeError(f"two events are called {cls.verb}")
            Event.catalogue[cls.verb] = cls


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with the number that it got in its stream."""

    event: Event
    seq: int
    hash: bytes


def canonical(fields: Json) -> bytes:
    """The one byte form of an event that its digest is taken over: JSON, sorted keys, no spaces, UTF-8."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(fields: Json) -> bytes:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(fields)).digest()


def link(previous: bytes, seq: int, entry: bytes) -> bytes:
    """The chain: SHA-256 of the previous hash, the number as 8 bytes big-endian, and the entry's digest."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + entry).digest()


def genesis(stream: str) -> bytes:
    """What the first link of a stream hangs on: SHA-256 of the stream's key."""
    return hashlib.sha256(stream.encode()).digest()


def stated(event: Event) -> dict[str, Any]:
    """What an event states, as plain JSON: the part that its digest covers."""
    origin = event.actor.origin
    return {
        "id": str(event.id),
        "stream": event.stream,
        "at": event.at.isoformat(timespec="microseconds"),
        "verb": event.verb,
        "actor_kind": event.actor.kind.value,
        "actor_id": str(event.actor.id) if event.actor.id else None,
        "actor_label": event.actor.label,
        "target_kind": event.target.kind,
        "target_id": str(event.target.id) if event.target.id else None,
        "target_label": event.target.label[:320],
        "address": origin.address,
        "agent": origin.agent[:256],
        "request_id": origin.request_id,
        "data": dict(event.data),
    }


def record(events: Sequence[Event]) -> list[Recorded]:
    """Number, chain and insert the events, as the last statement of the caller's transaction.

    The stream's row stays locked until commit; streams are taken in the order of their keys, so that two
    transactions never wait for each other crosswise.
    """
    recorded: list[Recorded] = []
    for stream, group in _by_stream(events):
        rows = []
        for event in group:
            fields = stated(event)
            rows.append(fields | {"digest": "\\x" + digest(fields).hex()})
        began = time.monotonic()
        numbers = _APPEND.rows({"stream": stream, "events": json.dumps(rows)})
        figures.numbering.add(time.monotonic() - began)
        recorded += [Recorded(event, seq, bytes(hash_)) for event, (seq, hash_) in zip(group, numbers, strict=True)]
    return recorded


def _by_stream(events: Iterable[Event]) -> list[tuple[str, list[Event]]]:
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.stream, []).append(event)
    return sorted(groups.items())
