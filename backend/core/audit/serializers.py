"""The shapes of the audit log."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from core.audit import formats
from core.audit.formats import Heading
from core.audit.selectors import Slice, Verdict, Wanted, entries, head_of, names_of
from core.tenancy.grants import OrganizationGrant
from core.vault.models import ValueRead
from kernel import clock
from kernel.http.parsing import Query
from kernel.models import EventRecord

CONTENT_TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
FILTERS = ("actor", "action", "target", "since", "until", "q")


@extend_schema_serializer(component_name="EventActor")
class ActorOut(serializers.Serializer[Any]):
    """Who did it, under the name at that time."""

    kind = serializers.ChoiceField(["user", "token", "application", "system"])
    id = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes fields off the class


class TargetOut(serializers.Serializer[Any]):
    """What it was done to, under the name at that time."""

    kind = serializers.CharField()
    id = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes fields off the class


class EventOut(serializers.Serializer[Any]):
    """One thing that happened."""

    seq = serializers.IntegerField()
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField()
    actor = ActorOut()
    target = TargetOut()
    address = serializers.CharField(allow_null=True)
    agent = serializers.CharField()
    request_id = serializers.CharField()
    organization = serializers.UUIDField()
    data = serializers.DictField()  # type: ignore[assignment]  # as above
    hash = serializers.CharField()


class HeadOut(serializers.Serializer[Any]):
    """Where the chain stands."""

    seq = serializers.IntegerField()
    hash = serializers.CharField()


class VerdictOut(serializers.Serializer[Any]):
    """Whether the chain holds; the first number at which it does not."""

    valid = serializers.BooleanField()
    checked = serializers.IntegerField()
    head = HeadOut()
    broken_at = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class PlaceOut(serializers.Serializer[Any]):
    """A project or an environment; without a name when it is gone."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)


class ReadOut(serializers.Serializer[Any]):
    """One request that read values."""

    at = serializers.DateTimeField()
    actor = ActorOut()
    environment = PlaceOut()
    project = PlaceOut()
    count = serializers.IntegerField()
    kind = serializers.ChoiceField(["values", "reveal", "export"])
    address = serializers.CharField(allow_null=True)
    agent = serializers.CharField()
    request_id = serializers.CharField()


class FilterQuery(Query):
    """Which events: by actor and target (id or whole label), by verb or its beginning, by time, by words."""

    actor = serializers.CharField(max_length=320, required=False)
    action = serializers.RegexField(r"^[a-z_]+(\.[a-z_]+)*\.?$", max_length=64, required=False)
    target = serializers.CharField(max_length=320, required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    q = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AuditQuery(FilterQuery):
    """A page of them."""

    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)
    cursor = serializers.RegexField(r"^(before|after)-[0-9]{1,18}$", required=False)


class ExportQuery(FilterQuery):
    """All of them, in one of two forms."""

    format = serializers.ChoiceField(list(CONTENT_TYPES))


def wanted(query: dict[str, Any]) -> Wanted:
    """The filters of a query."""
    return Wanted(**{name: query[name] for name in FILTERS if name in query})


def cursor(query: dict[str, Any]) -> dict[str, int]:
    """Where a page begins: before or after which number."""
    side, _, seq = query.get("cursor", "").partition("-")
    return {side: int(seq)} if side else {}


def events_out(request: Request, found: Slice, organization_id: Any) -> dict[str, Any]:
    """A page with the addresses of its neighbours."""
    here = request.build_absolute_uri()
    older = f"before-{found.older_than}" if found.older_than else None
    newer = f"after-{found.newer_than}" if found.newer_than else None
    return {
        "next": replace_query_param(here, "cursor", older) if older else None,
        "previous": replace_query_param(here, "cursor", newer) if newer else None,
        "results": [event_out(record, organization_id) for record in found.rows],
    }


def event_out(record: EventRecord, organization_id: Any) -> dict[str, Any]:
    """One event. Plain, because pages of these are long and a serializer is slow."""
    return {
        "seq": record.seq,
        "id": str(record.id),
        "at": record.at.isoformat().replace("+00:00", "Z"),
        "verb": record.verb,
        "actor": {"kind": record.actor_kind, "id": record.actor_id, "label": record.actor_label},
        "target": {"kind": record.target_kind, "id": record.target_id, "label": record.target_label},
        "address": record.address,
        "agent": record.agent,
        "request_id": record.request_id,
        "organization": str(organization_id),
        "data": record.data,
        "hash": bytes(record.hash).hex(),
    }


def verdict_out(verdict: Verdict) -> dict[str, Any]:
    """The verdict."""
    return {
        "valid": verdict.valid,
        "checked": verdict.checked,
        "head": {"seq": verdict.seq, "hash": verdict.hash.hex()},
        "broken_at": verdict.broken_at,
        "reason": verdict.reason,
    }


def reads_out(rows: list[ValueRead]) -> list[dict[str, Any]]:
    """Many reads, with the names that their places have now."""
    names = names_of(rows)
    return [
        {
            "at": row.at.isoformat().replace("+00:00", "Z"),
            "actor": {"kind": row.actor_kind, "id": row.actor_id, "label": row.actor_label},
            "environment": {"id": row.environment_id, "name": names.get(row.environment_id)},
            "project": {"id": row.project_id, "name": names.get(row.project_id)},
            "count": row.count,
            "kind": row.kind,
            "address": row.address,
            "agent": row.agent,
            "request_id": row.request_id,
        }
        for row in rows
    ]


def exported(grant: OrganizationGrant, form: str, sought: Wanted) -> Iterator[str]:
    """The lines of an export of the chain as it stands now."""
    seq, hash_ = head_of(grant.stream)
    found = entries(grant.stream, upto=seq, wanted=sought)
    if form == "csv":
        return formats.csv_lines(found)
    heading = Heading(grant.stream, seq, hash_, complete=not sought)
    told = {"organization": grant.organization.slug, "exported_at": clock.now().isoformat()}
    return formats.ndjson(heading, found, **told)
