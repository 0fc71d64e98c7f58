"""Reading numbered streams: what is missed since a number, for whom, and when it must be reloaded instead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
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
    """One numbered frame of a stream, written once however many read it.

    `needs` is the right that its reader must have; `regrants` marks what may have changed readers' rights.
    """

    seq: int
    text: str
    needs: str = ""
    regrants: bool = False

    def seen(self, stream: str, rights: Rights) -> str:
        """The frame, or for who may not see it the bare number, so that nobody takes it for a loss."""
        return self.text if not self.needs or self.needs in rights else skip(stream, self.seq)


class Source(Protocol):
    """Where the rows of one kind of stream come from."""

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """Of these pairs of stream and user those that may follow, with what they may see."""
        ...

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """The rows after a number, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows after a number, without holes, and where the stream stood before they were read."""

    head: Head
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody is given who begins to follow: what was missed, or why it must be reloaded (`lost`)."""

    stream: str
    head: Head
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
    """The next rows. The head is read first, so that no row below it can be missing from what is read after it."""
    source, key = split(stream)
    head = streams.heads([stream])[stream]
    return Passage(head, _contiguous(stream, since, head.head, source.rows(key, since, limit), limit))


def opening(stream: str, user_id: UUID, since: int | None = None, epoch: str = "") -> Opening:
    """Begin to follow: from now, or from a number on, in which case nothing is left out or all is reloaded.

    The head is read before the rights: a removal after that has a higher number, and is met on the way (`regrants`).

    Raises:
        Problem: `not_found`, for who may not, and for what is not there.
    """
    source, key = split(stream)
    head = streams.heads([stream])[stream]
    rights = source.rights([(key, user_id)]).get((key, user_id))
    if rights is None:
        raise not_found()
    if not head.epoch:
        head = streams.begin(stream)
    if since is None:
        return Opening(stream, head, rights)
    if lost := _reason(head, since, epoch):
        return Opening(stream, head, rights, lost=lost)
    limit = REPLAY_ROWS + 1
    rows = _contiguous(stream, since, head.head, source.rows(key, since, limit), limit) if since < head.head else []
    if len(rows) > REPLAY_ROWS or sum(len(row.text) for row in rows) > REPLAY_CHARACTERS:
        return Opening(stream, head, rights, lost="too_far")
    return Opening(stream, head, rights, rows, resumed=True)


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
