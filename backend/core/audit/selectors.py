"""Reading the audit log: searching it, turning its pages, following its chain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery, Value

from core.audit.chain import Broken, Chain, Entry, merkle_root
from core.audit.events import ReadsAnchored
from core.tenancy.grants import OrganizationGrant
from core.tenancy.models import Organization
from core.vault.models import Environment, Project, ValueRead
from kernel import events
from kernel.models import EventRecord, Stream

BATCH = 2000
# The very characters that the index takes for spaces; the words of a search must fall apart as those of an event do.
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~\s]+")
MOST_WORDS = 10
# What the digest of a read covers: named here, so that a column added later leaves old digests as they are.
READ = ("id", "organization_id", "project_id", "environment_id", "variable_id", "kind", "count", "actor_kind",
        "actor_id", "actor_label", "address", "agent", "request_id", "at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: `actor` and `target` are an id or a whole label, `action` a verb or, ending in a dot, its start."""

    actor: str = ""
    action: str = ""
    target: str = ""
    since: datetime | None = None
    until: datetime | None = None
    q: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Slice:
    """One page, newest first; the numbers from which the neighbouring pages go on, None where there is none."""

    rows: list[EventRecord]
    older_than: int | None
    newer_than: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What following a chain has shown."""

    checked: int
    seq: int
    hash: bytes
    broken_at: int | None = None
    reason: str = ""

    @property
    def valid(self) -> bool:
        """Whether all of it holds."""
        return self.broken_at is None


def events_of(stream: str, wanted: Wanted = Wanted()) -> QuerySet[EventRecord]:  # frozen
    """The events of a stream that are wanted, in no order."""
    # By a sub-select, not a join: then the planner walks the index of numbers and stops when the page is full.
    rows = EventRecord.objects.filter(stream_id=Subquery(Stream.objects.filter(key=stream).values("pk")[:1]))
    if wanted.actor:
        rows = rows.filter(_by_id_or_label("actor", wanted.actor))
    if wanted.target:
        rows = rows.filter(_by_id_or_label("target", wanted.target))
    if wanted.action.endswith("."):
        rows = rows.filter(verb__startswith=wanted.action)
    elif wanted.action:
        rows = rows.filter(verb=wanted.action)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__lt=wanted.until)
    return rows.filter(_holds(wanted.q)) if wanted.q.strip() else rows


def _by_id_or_label(name: str, text: str) -> Q:
    try:
        return Q(**{f"{name}_id": UUID(text)})
    except ValueError:
        return Q(**{f"{name}_label__iexact": text})


def _holds(text: str) -> Func:
    """Every word of the text begins a word of the event."""
    words = [word for word in PUNCTUATION.split(text) if word][:MOST_WORDS]
    query = " & ".join(f"'{word}':*" for word in words)
    indexed = Func(F("verb"), F("actor_label"), F("target_label"), F("data"), function="kernel_event_words")
    sought = Func(Value("simple"), Value(query), function="to_tsquery")
    return Func(indexed, sought, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())


def turn(rows: QuerySet[EventRecord], *, limit: int, before: int | None = None, after: int | None = None) -> Slice:
    """The newest page, or the one before or after a number."""
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: limit + 1])
        more, page = len(found) > limit, found[:limit][::-1]
        return Slice(page, page[-1].seq if page else None, page[0].seq if page and more else None)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: limit + 1])
    more, page = len(found) > limit, found[:limit]
    older = page[-1].seq if more else None
    return Slice(page, older, page[0].seq if page and before is not None else None)


def head_of(stream: str) -> tuple[int, bytes]:
    """Where a chain stands: the last number and its hash."""
    row = Stream.objects.filter(key=stream).values_list("head", "hash").first()
    return (row[0], bytes(row[1])) if row else (0, Chain(stream).hash)


def entries(stream: str, *, upto: int, wanted: Wanted = Wanted()) -> Iterator[Entry]:  # frozen
    """The entries up to a number, oldest first, fetched in batches so that memory stays bounded."""
    last = 0
    while batch := list(events_of(stream, wanted).filter(seq__gt=last, seq__lte=upto).order_by("seq")[:BATCH]):
        for record in batch:
            yield Entry(record.seq, restated(record, stream), bytes(record.digest), bytes(record.hash))
        last = batch[-1].seq


def restated(record: EventRecord, stream: str) -> dict[str, Any]:
    """What `kernel.events.stated` said when the event was recorded, from its row."""
    return {
        "id": str(record.id),
        "stream": stream,
        "at": record.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": record.verb,
        "actor_kind": record.actor_kind,
        "actor_id": str(record.actor_id) if record.actor_id else None,
        "actor_label": record.actor_label,
        "target_kind": record.target_kind,
        "target_id": str(record.target_id) if record.target_id else None,
        "target_label": record.target_label,
        "address": str(ip_address(record.address)) if record.address else None,
        "agent": record.agent,
        "request_id": record.request_id,
        "data": record.data,
    }


def verify(stream: str) -> Verdict:
    """Recompute every digest and link of a chain as it stood when asked, however long it is, and the reads it binds."""
    seq, hash_ = head_of(stream)
    chain, bound = Chain(stream), 0
    try:
        for entry in entries(stream, upto=seq):
            chain.follow(entry)
            if entry.stated["verb"] == ReadsAnchored.verb:
                bound = _confirm_reads(entry, bound)
        chain.end(seq, hash_)
    except Broken as found:
        return Verdict(chain.seq, seq, hash_, found.seq, found.reason)
    return Verdict(chain.seq, seq, hash_)


def _confirm_reads(anchor: Entry, bound: int) -> int:
    """Recompute the root over the reads that an anchor binds; the number of the last one.

    Raises:
        Broken: one was changed, taken out or put in.
    """
    data, organization_id = anchor.stated["data"], UUID(anchor.stated["target_id"])
    rows = ValueRead.objects.filter(organization_id=organization_id, id__gt=bound, id__lte=data["last"]).order_by("id")
    root = merkle_root([digest_of(row) for row in rows.iterator()])
    if data["after"] != bound or root.hex() != data["root"]:
        raise Broken(anchor.seq, "binds reads of values that are not what they were")
    return int(data["last"])


def anchored_upto(stream: str) -> int:
    """The number of the last read that the chain binds."""
    rows = EventRecord.objects.filter(stream__key=stream, verb=ReadsAnchored.verb).order_by("-seq")
    data = rows.values_list("data", flat=True).first()
    return int(data["last"]) if data else 0


def settled_reads(organization_id: UUID, after: int, before: datetime, most: int) -> list[ValueRead]:
    """The reads behind a number, up to the first that is younger than `before`."""
    rows = ValueRead.objects.filter(organization_id=organization_id, id__gt=after).order_by("id")[:most]
    return list(takewhile(lambda row: row.at < before, rows))


def digest_of(row: ValueRead) -> bytes:
    """SHA-256 of all that a read states."""
    return events.digest({name: _plain(getattr(row, name)) for name in READ})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


# One index look-up for the newest read and one for the last anchor of each organization.
UNANCHORED = """
SELECT o.id FROM core_organization o
CROSS JOIN LATERAL (
    SELECT r.id FROM core_value_read r WHERE r.organization_id = o.id ORDER BY r.id DESC LIMIT 1) newest
LEFT JOIN LATERAL (
    SELECT (e.data->>'last')::bigint AS last FROM kernel_event e JOIN kernel_stream s ON s.id = e.stream_id
    WHERE s.key = 'o:' || o.id AND e.verb = %s ORDER BY e.seq DESC LIMIT 1) bound ON true
WHERE newest.id > coalesce(bound.last, 0)
"""


def with_unanchored_reads() -> list[UUID]:
    """The organizations in which values were read that the chain does not bind yet."""
    with connection.cursor() as cursor:
        cursor.execute(UNANCHORED, [ReadsAnchored.verb])
        return [row[0] for row in cursor.fetchall()]


def reads(grant: OrganizationGrant) -> QuerySet[ValueRead]:
    """Who read values."""
    return ValueRead.objects.filter(organization_id=grant.organization.id)


def names_of(rows: list[ValueRead]) -> dict[UUID, str]:
    """What the projects and environments of these reads are called; those that are gone have no name any more."""
    projects = Project.objects.filter(pk__in={row.project_id for row in rows})
    environments = Environment.objects.filter(pk__in={row.environment_id for row in rows})
    return dict([*projects.values_list("pk", "name"), *environments.values_list("pk", "name")])


def organization_by(text: str) -> Organization | None:
    """For the operator's commands: by id or short name."""
    try:
        return Organization.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return Organization.objects.filter(slug=text).first()
