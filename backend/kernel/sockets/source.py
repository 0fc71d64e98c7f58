"""Reading streams: what is missed since a number, for whom, and when it must be reloaded instead.

Rights are read apart from rows, and may change in between. So each stream names a **guard**: a counter that moves in
the very transaction that changes anybody's rights on it. Who knows rights that were read when the guard stood at some
number (`as_of`), and sees it there still *after* having read rows, knows that the rights hold for these rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Protocol
from uuid import UUID

from kernel import streams, subscriptions
from kernel.errors import Problem, not_found
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


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody wants to follow a stream: from now, or from a number on."""

    stream: str
    user_id: UUID
    since: int | None
    epoch: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream comes from, under which key, and by which guard."""

    source: Source
    key: UUID
    guard: str


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
    (found,) = openings([Asked(stream, user_id, since, epoch)])
    if isinstance(found, Exception):
        raise found
    return found


def openings(asked: Sequence[Asked]) -> list[Opening | Exception]:
    """Begin to follow, many at once: one question for where all stands, and then one for all rights of a kind."""
    places = {one.stream: _place(one.stream) for one in asked}
    known = {stream: place for stream, place in places.items() if not isinstance(place, Problem)}
    standing = streams.heads(list({*known, *(place.guard for place in known.values())}))
    pairs: dict[Source, set[tuple[UUID, UUID]]] = {}
    for one in asked:
        if place := known.get(one.stream):
            pairs.setdefault(place.source, set()).add((place.key, one.user_id))
    allowed = {source: source.rights(wanted) for source, wanted in pairs.items()}
    return [_opened(one, places[one.stream], standing, allowed) for one in asked]


def _place(stream: str) -> Place | Problem:
    try:
        source, key = split(stream)
    except Problem as problem:
        return problem
    return Place(source, key, source.guard(key))


def _opened(
    asked: Asked,
    place: Place | Problem,
    standing: Mapping[str, Head],
    allowed: Mapping[Source, Mapping[tuple[UUID, UUID], Rights]],
) -> Opening | Exception:
    """What one of many is given. What goes wrong with it is no fault of the others."""
    if isinstance(place, Problem):
        return place
    rights = allowed[place.source].get((place.key, asked.user_id))
    if rights is None:
        return not_found()
    fresh = Opening(asked.stream, standing[asked.stream], place.guard, standing[place.guard].head, rights)
    try:
        return _resumed(asked, place, fresh)
    except Exception as error:  # noqa: BLE001  # it is raised where it was asked
        return error


def _resumed(asked: Asked, place: Place, fresh: Opening) -> Opening:
    """Go on from where the reader stood."""
    source, head, since = place.source, fresh.head, asked.since
    if source.numbered and not head.epoch:
        head = streams.begin(asked.stream)
        fresh = replace(fresh, head=head)
    if since is None or not source.numbered:
        return fresh
    if lost := _reason(head, since, asked.epoch):
        return replace(fresh, lost=lost)
    limit = REPLAY_ROWS + 1
    found = source.rows(place.key, since, limit) if since < head.head else []
    rows = _contiguous(asked.stream, since, head.head, found, limit) if since < head.head else []
    if len(rows) > REPLAY_ROWS or sum(len(row.text) for row in rows) > REPLAY_CHARACTERS:
        return replace(fresh, lost="too_far")
    if rows and (now := _stands(place.guard)) != fresh.as_of:
        fresh = replace(fresh, as_of=now, rights=_rights(source, place.key, asked.user_id))
    return replace(fresh, rows=rows, resumed=True)


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
