"""Reading streams: what is missed since a number, for whom, and when it must be reloaded instead.

Rights are read apart from rows, and may change in between. So each stream names a **guard**: a counter that moves in
the very transaction that changes anybody's rights on it. Who knows rights that were read when the guard stood at some
number (`as_of`), and sees it there still *after* having read rows, knows that the rights hold for these rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from uuid import UUID

from kernel import streams, subscriptions
from kernel.errors import not_found
from kernel.streams import Head

REPLAY_ROWS = 500
REPLAY_CHARACTERS = 1024 * 1024
BATCH_ROWS = 100

Rights = frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered frame of a stream, written once however many read it. `needs` is what its reader must be allowed."""

    seq: int
    text: str
    needs: str = ""

    def seen(self, stream: str, rights: Rights) -> str:
        """The frame, or for who may not see it the bare number, so that nobody takes it for a loss."""
        return self.text if not self.needs or self.needs in rights else skip(stream, self.seq)


class Source(Protocol):
    """Where the rows of one kind of stream come from."""

    numbered: ClassVar[bool]
    """False for streams that have no rows: they carry only what may be lost."""

    def guard(self, key: UUID) -> str:
        """The key of the counter that moves when rights on this stream may have changed; "" where they never do."""
        ...

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """Of these pairs of stream and user those that may follow, with what they may see."""
        ...

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """The rows after a number, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows after a number, without holes; where the stream stood before they were read, and its guard afterwards."""

    head: Head
    rows: Sequence[Row]
    as_of: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody is given who begins to follow: what was missed, or why it must be reloaded (`lost`).

    `rights` were read when the `guard` stood at `as_of`, or later.
    """

    stream: str
    head: Head
    guard: str
    as_of: int
    rights: Rights
    rows: Sequence[Row] = field(default=())
    resumed: bool = False
    lost: str = ""

    @property
    def last(self) -> int:
        """The number that the reader stands at afterwards."""
        return self.rows[-1].seq if self.rows else self.head.head

    def place(self) -> dict[str, object]:
        """Where the stream stands, as `welcome` and `join` say it."""
        return {
            "s": self.stream,
            "epoch": self.head.epoch,
            "head": self.head.head,
            "min": self.head.min,
            "resumed": self.resumed,
            "replay": len(self.rows),
        }


def skip(stream: str, seq: int) -> str:
    """The frame of a number that holds nothing for the reader."""
    return f'{{"type":"skip","s":"{stream}","seq":{seq}}}'


def split(stream: str) -> tuple[Source, UUID]:
    """The source of a stream and its key there.

    Raises:
        Problem: `not_found`, for whatever is no stream.
    """
    kind, _, key = stream.partition(":")
    source = subscriptions.table().STREAMS.get(kind)
    try:
        parsed = UUID(key)
    except ValueError:
        raise not_found() from None
    if source is None or str(parsed) != key:
        raise not_found()
    return source, parsed


def passage(stream: str, since: int, limit: int = BATCH_ROWS) -> Passage:
    """The next rows.

    The head is read before them, so that no row below it can be missing; the guard after them, so that it has moved if
    rights had changed by the time that the youngest of them was written.
    """
    source, key = split(stream)
    head = streams.heads([stream])[stream]
    rows = _contiguous(stream, since, head.head, source.rows(key, since, limit), limit)
    return Passage(head, rows, _stands(source.guard(key)))


def allowed(stream: str, users: Collection[UUID]) -> tuple[int, Mapping[UUID, Rights]]:
    """Where the guard stands, and what these people may see since then at the latest."""
    source, key = split(stream)
    as_of = _stands(source.guard(key))
    found = source.rights([(key, user) for user in users])
    return as_of, {user: rights for (_, user), rights in found.items()}


def opening(stream: str, user_id: UUID, since: int | None = None, epoch: str = "") -> Opening:
    """Begin to follow: from now, or from a number on, in which case nothing is left out or all is reloaded.

    Raises:
        Problem: `not_found`, for who may not, and for what is not there.
    """
    source, key = split(stream)
    guard = source.guard(key)
    standing = streams.heads([stream, guard])
    head, as_of = standing[stream], standing[guard].head
    rights = _rights(source, key, user_id)
    if source.numbered and not head.epoch:
        head = streams.begin(stream)
    if since is None or not source.numbered:
        return Opening(stream, head, guard, as_of, rights)
    if lost := _reason(head, since, epoch):
        return Opening(stream, head, guard, as_of, rights, lost=lost)
    limit = REPLAY_ROWS + 1
    rows = _contiguous(stream, since, head.head, source.rows(key, since, limit), limit) if since < head.head else []
    if len(rows) > REPLAY_ROWS or sum(len(row.text) for row in rows) > REPLAY_CHARACTERS:
        return Opening(stream, head, guard, as_of, rights, lost="too_far")
    if rows and (now := _stands(guard)) != as_of:
        as_of, rights = now, _rights(source, key, user_id)
    return Opening(stream, head, guard, as_of, rights, rows, resumed=True)


def _stands(guard: str) -> int:
    return streams.heads([guard])[guard].head if guard else 0


def _rights(source: Source, key: UUID, user_id: UUID) -> Rights:
    found = source.rights([(key, user_id)]).get((key, user_id))
    if found is None:
        raise not_found()
    return found


def _reason(head: Head, since: int, epoch: str) -> str:
    """Why a reader can't go on from a number: its numbering is another one, the rows are gone, or they are too many."""
    if (epoch and epoch != head.epoch) or since > head.head:
        return "epoch"
    if since < head.min - 1:
        return "trimmed"
    return "too_far" if head.head - since > REPLAY_ROWS else ""


def _contiguous(stream: str, since: int, head: int, rows: Sequence[Row], limit: int) -> list[Row]:
    """Fill the numbers whose rows were deleted since (a notification goes with its organization)."""
    upto = rows[-1].seq if len(rows) == limit else max(head, rows[-1].seq if rows else 0)
    if rows and len(rows) == upto - since:
        return list(rows)
    found = {row.seq: row for row in rows}
    return [found.get(seq) or Row(seq, skip(stream, seq)) for seq in range(since + 1, upto + 1)]
