"""Where the rows of the two kinds of streams come from: an organization's events, and a person's notifications."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from core.tenancy.grants import BARRED, guard_of
from core.tenancy.roles import ALLOWED, Permission, Role
from kernel.events import Event
from kernel.models import EventRecord
from kernel.sockets.socket import dump
from kernel.sockets.source import Rights, Row
from kernel.statements import Statement

# Asked at every handshake, and every few seconds for all who are connected.
_MEMBERS = Statement(
    "SELECT organization_id, user_id, role FROM unnest(%(organizations)s, %(users)s) AS asked(organization_id, user_id)"  # noqa: S608
    " JOIN core_membership USING (organization_id, user_id)"
    " JOIN core_organization ON core_organization.id = organization_id"
    f" JOIN auth_account ON auth_account.id = user_id WHERE is_active AND NOT ({BARRED})",
    organizations="uuid[]",
    users="uuid[]",
)

Since = Callable[[UUID, int, int], Iterable[tuple[int, Mapping[str, Any]]]]


class OrganizationEvents:
    """`o:<organization>`: for its members, each event for those whose role may see it."""

    numbered: ClassVar[bool] = True

    def guard(self, key: UUID) -> str:
        """The organization's: whoever changes its members moves it."""
        return guard_of(key)

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """What these people's roles allow in these organizations."""
        asked = {"organizations": [pair[0] for pair in pairs], "users": [pair[1] for pair in pairs]}
        return {(organization, user): ALLOWED[Role(role)] for organization, user, role in _MEMBERS.rows(asked)}

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """The events after a number."""
        stream = f"o:{key}"
        found = EventRecord.objects.filter(stream__key=stream, seq__gt=since).order_by("seq")[:limit]
        return [
            Row(
                record.seq,
                dump({"type": "event", "s": stream, "seq": record.seq, "data": shape_event(record, key)}),
                needs=_needs(record.verb),
            )
            for record in found
        ]


class OwnNotifications:
    """`u:<user>`: for that person alone. `since` reads (number, notification as the API shows it)."""

    numbered: ClassVar[bool] = True

    def __init__(self, since: Since) -> None:
        self._since = since

    def guard(self, key: UUID) -> str:
        """None: nothing changes about whose notifications these are."""
        return ""

    def rights(self, pairs: Collection[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Rights]:
        """Everybody may follow the own stream, and sees all of it."""
        return {pair: frozenset() for pair in pairs if pair[0] == pair[1]}

    def rows(self, key: UUID, since: int, limit: int) -> Sequence[Row]:
        """The notifications after a number."""
        return [Row(seq, self._frame(f"u:{key}", seq, data)) for seq, data in self._since(key, since, limit)]

    def _frame(self, stream: str, seq: int, data: Mapping[str, Any]) -> str:
        head = {"type": "notification", "s": stream, "seq": seq, "id": data["id"], "ts": data["created_at"]}
        return dump(head | {"data": data})


def shape_event(record: EventRecord, organization_id: UUID) -> dict[str, Any]:
    """An event as the feed shows it: a row of the audit log without what only its readers see (address, agent)."""
    return {
        "seq": record.seq,
        "id": record.id,
        "at": record.at,
        "verb": record.verb,
        "actor": {"kind": record.actor_kind, "id": record.actor_id, "label": record.actor_label},
        "target": {"kind": record.target_kind, "id": record.target_id, "label": record.target_label},
        "address": None,
        "agent": "",
        "request_id": record.request_id,
        "organization": organization_id,
        "data": record.data,
        "hash": bytes(record.hash).hex(),
    }


def _needs(verb: str) -> str:
    """The permission that an event asks of its reader; one that the catalogue does not know is for the audit log."""
    known = Event.catalogue.get(verb)
    return (known.visible_to if known else "") or Permission.AUDIT_READ
