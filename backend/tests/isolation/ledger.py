"""What was written, for whom; what was heard, by whom; and the judgement over both.

Whom something is for is asked of the database inside the transaction that writes it, after it holds its number: what it
sees there was committed before, what it does not see is committed later.
"""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Written:
    """One number of a stream: who might read it when it was committed, and when its writing had begun."""

    readers: frozenset[UUID]
    begun: float


@dataclass(frozen=True, slots=True)
class Change:
    """Rights were given or taken, of `user` or of everybody, on `stream` or all of `organization`."""

    organization: UUID
    user: UUID | None
    stream: str | None
    gives: bool
    begun: float
    done: float


@dataclass(slots=True)
class Heard:
    """What one socket was sent of one stream between joining and losing it."""

    user: UUID
    stream: str
    last: int
    frames: list[tuple[int, bool, float]] = field(default_factory=list)
    end: str = ""
    begun: float = field(default_factory=monotonic)

    def hear(self, seq: int, *, whole: bool) -> None:
        """A frame has come: the thing itself, or the bare number."""
        self.frames.append((seq, whole, monotonic()))


class Ledger:
    """Written from several threads."""

    def __init__(self) -> None:
        self.written: dict[Place, Written] = {}
        self.homes: dict[str, UUID] = {}
        self.heard: list[Heard] = []
        self._changes: dict[UUID, list[Change]] = defaultdict(list)
        self._lock = threading.Lock()

    def write(self, stream: str, organization: UUID, seq: int, readers: frozenset[UUID], begun: float) -> None:
        """Something was committed."""
        with self._lock:
            assert (stream, seq) not in self.written, "a number is judged by the transaction that wrote it"
            self.written[stream, seq] = Written(readers, begun)

    def change(self, change: Change) -> None:
        """Rights were changed."""
        with self._lock:
            self._changes[change.organization].append(change)

    def listen(self, heard: Heard) -> Heard:
        """A socket begins to follow a stream."""
        with self._lock:
            self.heard.append(heard)
        return heard

    def judge(self, heads: dict[str, int]) -> "Verdict":
        """Hold all that was heard against all that was written; `heads` are where the streams stand now."""
        verdict = Verdict(changes=sum(map(len, self._changes.values())), written=len(self.written))
        for heard in self.heard:
            self._judge(heard, heads, verdict)
        return verdict

    def _judge(self, heard: Heard, heads: dict[str, int], verdict: "Verdict") -> None:
        last = heard.last
        for seq, whole, at in heard.frames:
            if seq != last + 1:
                verdict.blame("lost" if seq > last else "doubled", heard, seq)
            last = max(last, seq)
            written = self.written.get((heard.stream, seq))
            if written is None:
                verdict.blame("from nowhere", heard, seq)
            elif whole:
                verdict.delivered += 1
                if heard.user not in written.readers:
                    known = self._changed(heard, gives=True, since=written.begun, until=at)
                    verdict.note("let in again" if known else "not theirs", heard, seq, blame=not known)
            elif heard.user in written.readers:
                known = self._changed(heard, gives=False, since=written.begun, until=at)
                verdict.note("shut out since" if known else "kept back", heard, seq, blame=not known)
        if heard.end == "left" and not self._changed(heard, gives=False, since=heard.begun - 2, until=monotonic()):
            verdict.blame("sent away", heard, last)
        if not heard.end and last != heads.get(heard.stream, last):
            verdict.blame("not caught up", heard, last)

    def _changed(self, heard: Heard, *, gives: bool, since: float, until: float) -> bool:
        """Whether this person's rights there may have been changed so in that time."""
        return any(
            change.gives is gives
            and change.done >= since
            and change.begun <= until
            and change.user in {None, heard.user}
            and change.stream in {None, heard.stream}
            for change in self._changes[self.homes[heard.stream]]
        )


@dataclass
class Verdict:
    """`faults` counts what must not be; `notes` what looks like it and has its reason."""

    written: int
    changes: int
    delivered: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def note(self, what: str, heard: Heard, seq: int, *, blame: bool) -> None:
        """Count a thing that is a fault without a reason."""
        if blame:
            self.blame(what, heard, seq)
        else:
            self.notes[what] += 1

    def blame(self, what: str, heard: Heard, seq: int) -> None:
        """Count a fault."""
        self.faults[what] += 1
        if len(self.examples) < 20:
            self.examples.append(
                f"{what}: {heard.stream}#{seq} to {heard.user} (from {heard.last}, {heard.end or 'on'})"
            )
