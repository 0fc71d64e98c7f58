"""The stream of an account, `a:<user>`: what its owner's pages show of it goes stale as soon as something happens."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from kernel.models import EventRecord
from kernel.sockets.socket import dump
from kernel.sockets.source import Rights, Row

# Events about the account itself. Others in its stream tell of organizations, whose rights change from day to day.
OWN = ("authentication.", "notifications.", "operating.")
_OTHERS = "nobody's right"


class OwnAccount:
    """For its owner alone, and only the verbs: what they mean is read where it is shown."""

    numbered: ClassVar[bool] = True

    def guard(self, key: UUID) -> str:
        """None: nothing changes about whose account it is."""
        return ""

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """Everybody may follow the own account."""
        return {pair: frozenset() for pair in pairs if pair[0] == pair[1]}

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """The events after a number."""
        stream = f"a:{key}"
        found = EventRecord.objects.filter(stream__key=stream, seq__gt=since).order_by("seq")[:limit]
        return [Row(record.seq, _frame(stream, record), needs=_needs(record.verb)) for record in found]


def _frame(stream: str, record: EventRecord) -> str:
    data = {"id": record.id, "at": record.at, "verb": record.verb}
    return dump({"type": "event", "s": stream, "seq": record.seq, "data": data})


def _needs(verb: str) -> str:
    return "" if verb.startswith(OWN) else _OTHERS
