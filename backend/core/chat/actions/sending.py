"""Saying something: one short transaction, whose last statement numbers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from core.chat import grants
from core.chat.actions.holding import hold_members, still_both, wake
from core.chat.grants import RoomGrant, archived
from core.chat.models import LONGEST_TEXT, RoomKind
from core.chat.roles import Right
from core.chat.selectors import links
from core.chat.selectors.rooms import said, stream_of
from core.vault.actions.guard import hold_back
from kernel import clock, outbox
from kernel.actions import action, unchanged
from kernel.errors import Code, Problem, denied, invalid, not_found
from kernel.http.throttling import Budget
from kernel.statements import Statement

MOST_MENTIONS = 50
TELL = "chat.tell"
# Whoever reads along is not told what he sees.
READS_ALONG = timedelta(seconds=5)
# One question to Redis a message; without Redis each process counts for itself.
_pace = Budget("chat_messages_user")

# All of it in one statement, whose wait for the room's row is the first and for the stream's the last. Where the
# message is there already it inserts none, which tells the caller to undo the number.
_SAY = Statement(
    "WITH spoken AS (UPDATE core_chat_room SET last_no = last_no + 1, last_at = %(at)s"
    " WHERE id = %(room)s AND archived_at IS NULL RETURNING id, last_no),"
    " numbered AS (SELECT id, last_no, kernel_advance(%(stream)s, 1) AS seq FROM spoken),"
    " said AS (INSERT INTO core_chat_message (id, room_id, no, seq, author_id, author_label, cid, text, created_at)"
    " SELECT %(id)s, id, last_no, seq, %(author)s, %(label)s, %(cid)s, %(text)s, %(at)s FROM numbered"
    " ON CONFLICT (room_id, author_id, cid) DO NOTHING RETURNING id, room_id, no, seq),"
    " entered AS (INSERT INTO core_chat_entry (room_id, seq, kind, message_id, at)"
    " SELECT room_id, seq, 'message', id, %(at)s FROM said),"
    " named AS (INSERT INTO core_chat_mention (message_id, room_id, no, user_id)"
    " SELECT id, room_id, no, unnest(%(mentioned)s) FROM said),"
    " known AS (INSERT INTO core_chat_reading (room_id, user_id, no, told, muted, at)"
    " SELECT room_id, %(author)s, no, 0, false, %(at)s FROM said ON CONFLICT (room_id, user_id) DO UPDATE"
    " SET no = greatest(core_chat_reading.no, excluded.no), at = excluded.at)"
    " SELECT (SELECT last_no FROM spoken), (SELECT seq FROM said)",
    at="timestamptz",
    room="uuid",
    stream="text",
    id="uuid",
    author="uuid",
    label="text",
    cid="uuid",
    text="text",
    mentioned="uuid[]",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a message; `dup` where it had been sent under this id before."""

    id: UUID
    no: int
    seq: int
    dup: bool = False


class _SaidBefore(Exception):
    """Another one, or an earlier try, was first: nothing of this one remains."""


def send(grant: RoomGrant, *, text: str, cid: UUID) -> Said:
    """Say something in a room. Whoever repeats a `cid` there gets the first result.

    Raises:
        Problem: `rate_limited`; `holds_value`; `invalid`; `archived`; what a grant raises, if things have changed.
    """
    spend(grant)
    words = fit(grant, text)
    try:
        return _say(grant, text=words, cid=cid, mentioned=links.mentioned_in(grant.room.organization_id, words))
    except _SaidBefore:
        known = said(grant, cid)
        if known is None:
            raise not_found() from None
        return Said(known.pk, known.no, known.seq, dup=True)


@action(needs=Right.POST)
def _say(grant: RoomGrant, *, text: str, cid: UUID, mentioned: Sequence[UUID]) -> Said:
    unchanged()  # it has a number of its own; the organization's record is not told what people say
    present = hold_members(grant, {*mentioned, *grant.present})
    if not still_both(grant, present):
        raise denied("The other one does not belong to this organization any more.")
    id_, moment = uuid4(), clock.now()
    named = called(grant, [user_id for user_id in mentioned if user_id in present])
    if grant.room.kind == RoomKind.DIRECT:
        outbox.put(TELL, {"message": str(id_)}, priority=outbox.URGENT, delay=READS_ALONG)
    elif named:
        outbox.put(TELL, {"message": str(id_)}, priority=outbox.URGENT)
    no, seq = _write(grant, id_, moment, text=text, cid=cid, mentioned=named)
    wake(grant.room.pk, seq)
    return Said(id_, no, seq)


def _write(
    grant: RoomGrant, id_: UUID, moment: datetime, *, text: str, cid: UUID, mentioned: Sequence[UUID]
) -> tuple[int, int]:
    ((no, seq),) = _SAY.rows(
        {
            "at": moment,
            "room": grant.room.pk,
            "stream": stream_of(grant.room.pk),
            "id": id_,
            "author": grant.user_id,
            "label": grant.actor.label,
            "cid": cid,
            "text": text,
            "mentioned": list(mentioned),
        }
    )
    if no is None:
        grants.room(grant.actor, grant.room.pk, grant.permission)  # says what has changed
        raise archived()
    if seq is None:
        raise _SaidBefore
    return no, seq


def spend(grant: RoomGrant) -> None:
    """Count it against the person, before anything is locked, over all processes."""
    usage = _pace.spend(str(grant.user_id))
    if usage is not None and usage.exceeded:
        raise Problem(Code.RATE_LIMITED, "You write very fast. Please wait a moment.", retry_after=usage.reset)


def fit(grant: RoomGrant, text: str) -> str:
    """A text as it is kept: with members' addresses turned into mentions, and links only to what is here.

    Raises:
        Problem: `holds_value`, `invalid`.
    """
    place = grant.room.organization_id
    hold_back(grant.actor, place, text, place="message")
    found = links.with_addresses_resolved(place, text)
    if len(found) > LONGEST_TEXT:
        raise invalid("text", "max_length", f"With its mentions it is longer than {LONGEST_TEXT} characters.")
    if len(set(links.MENTION.findall(found))) > MOST_MENTIONS:
        raise invalid("text", "too_many_mentions", f"A message mentions at most {MOST_MENTIONS} people.")
    if links.foreign(place, links.refs_in(found)):
        raise invalid("text", "foreign_link", "It links to something that is not in this organization.")
    return found


def called(grant: RoomGrant, mentioned: Sequence[UUID]) -> list[UUID]:
    """Of those mentioned the ones who read it: of two people only these."""
    return [one for one in mentioned if grant.room.kind != RoomKind.DIRECT or one in grant.present]
