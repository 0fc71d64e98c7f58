"""What was committed, from the database, beside what each client applied."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.chat.models import Message
from core.notifications.models import Notification
from kernel.models import EventRecord
from kernel.streams import heads

Rows = Mapping[int, str]
# What everybody in the drill may see: the load itself.
SEEN = ("vault.project.updated", "vault.environment.updated")

# Seconds; what was written by a process whose clock is an hour off says nothing of how long it took.
OTHER_CLOCK = 1000


def committed(stream: str) -> Rows:
    """The rows of a stream that its followers must be given: id by number."""
    kind, _, key = stream.partition(":")
    if kind == "o":
        rows = EventRecord.objects.filter(stream__key=stream, verb__in=SEEN).values_list("seq", "id")
    elif kind == "u":
        rows = Notification.objects.filter(user_id=key, seq__gt=0).values_list("seq", "id")
    else:
        rows = Message.objects.filter(room_id=key).values_list("no", "id")
    return {seq: str(id_) for seq, id_ in rows}


@dataclass
class Ledger:
    """The sums over all clients."""

    committed: int = 0
    deliveries: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    # Messages that clients sent, and how many of them the server knew already when they were sent once more.
    said: int = 0
    again: int = 0
    steady: list[float] = field(default_factory=list)
    shaken: list[float] = field(default_factory=list)
    # When something that came more than a second late was applied.
    late_until: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.disordered)


def judge(reports: Sequence[Mapping[str, Any]], window: tuple[float, float]) -> Ledger:
    """Compare. `window` is when the fault began, and when what it delays can be over."""
    ledger, known = Ledger(), {}
    for report in reports:
        for stream, began in report["began"].items():
            if stream not in known:
                known[stream] = committed(stream)
                ledger.committed += len(known[stream])
            gone = report["refused"] or any(left == stream for left, _ in report["left"])
            if not gone:
                _compare(ledger, known[stream], began, report["applied"].get(stream, []), stream[0] == "r")
        for at, applied in report["waits"]:
            if abs(applied - at) > OTHER_CLOCK:
                continue
            (ledger.shaken if window[0] <= at <= window[1] else ledger.steady).append(applied - at)
            if at >= window[0] - 0.5 and applied - at > 1:
                ledger.late_until = max(ledger.late_until, applied)
    return ledger


def _compare(ledger: Ledger, rows: Rows, began: int, applied: Sequence[Sequence[Any]], room: bool) -> None:
    numbers = [number for number, _ in applied]
    ids = Counter(id_ for _, id_ in applied)
    ledger.deliveries += len(applied)
    # A room's stream counts more than messages: its rows have numbers of their own.
    wanted = {id_ for number, id_ in rows.items() if room or number > began}
    ledger.lost += len(wanted - ids.keys())
    ledger.twice += sum(times - 1 for times in ids.values()) + len(numbers) - len(set(numbers))
    ledger.disordered += sum(later <= earlier for earlier, later in itertools.pairwise(numbers))


def judge_speakers(ledger: Ledger, room: str, reports: Sequence[Mapping[str, Any]]) -> None:
    """What a client was told is kept is there once, and each client's messages stand in the order of its sending."""
    rows = Message.objects.filter(room_id=room.partition(":")[2]).order_by("no").values_list("no", "text")
    kept: dict[str, list[int]] = {}
    for no, text in rows:
        kept.setdefault(text, []).append(no)
    ledger.twice += sum(len(numbers) - 1 for numbers in kept.values())
    for report in reports:
        said = [(text, no, dup) for stream, text, no, dup, *_ in report["said"] if stream == room]
        ledger.said += len(said)
        ledger.again += sum(bool(dup) for _, _, dup in said)
        ledger.lost += sum(kept.get(text) != [no] for text, no, _ in said)
        ledger.disordered += sum(later[1] <= earlier[1] for earlier, later in itertools.pairwise(said) if later[1])


def standings(streams: Sequence[str]) -> dict[str, int]:
    """Where the streams stand."""
    return {stream: head.head for stream, head in heads(list(streams)).items()}


def percentile(values: Sequence[float], part: float) -> float:
    """In milliseconds, of seconds."""
    return sorted(values)[max(0, int(len(values) * part) - 1)] * 1000 if values else 0.0
