"""The audit log over HTTP."""

from collections.abc import Iterator
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.response import Response

from core.audit import actions, selectors
from core.audit.serializers import (
    CONTENT_TYPES,
    AuditQuery,
    EventOut,
    ExportQuery,
    ReadOut,
    VerdictOut,
    cursor,
    events_out,
    exported,
    reads_out,
    verdict_out,
    wanted,
)
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission
from kernel import clock
from kernel.http.pagination import page
from kernel.http.parsing import PageQuery
from kernel.http.rendering import JSON
from kernel.http.schema import documented, paged
from kernel.http.views import Request, View


class Audit(View):
    """What happened."""

    queries = {"get": AuditQuery}

    @documented("List what happened, newest first", answer=paged(EventOut), tag="audit")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = _reading(request, organization_id)
        rows = selectors.events_of(grant.stream, wanted(request.query))
        found = selectors.turn(rows, limit=request.query["limit"], **cursor(request.query))
        return Response(events_out(request, found, organization_id))


class Verify(View):
    """Whether the record was tampered with."""

    @documented("Verify the whole chain", answer=VerdictOut, tag="audit")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = _reading(request, organization_id)
        return Response(verdict_out(selectors.verify(grant.stream)))


class NDJSON(JSON):
    """Says that we write it; an error is JSON all the same."""

    media_type = "application/x-ndjson"


class CSV(JSON):
    """Says that we write it; an error is JSON all the same."""

    media_type = "text/csv"


class Export(View):
    """A copy to take away, which is itself on record."""

    queries = {"get": ExportQuery}
    renderer_classes = [JSON, NDJSON, CSV]

    @documented(
        "Export the log: NDJSON to be verified offline, or CSV",
        answer=OpenApiTypes.STR,
        media_types=(NDJSON.media_type, CSV.media_type),
        tag="audit",
    )
    def get(self, request: Request, organization_id: UUID) -> StreamingHttpResponse:
        grant = _reading(request, organization_id)
        form, sought = request.query["format"], wanted(request.query)
        actions.note_export(grant, form=form, filtered=bool(sought))
        return _file(exported(grant, form, sought), CONTENT_TYPES[form], f"{grant.organization.slug}.{form}")


class Reads(View):
    """Who read values."""

    queries = {"get": PageQuery}

    @documented("List reads of values, newest first", answer=paged(ReadOut), tag="audit")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = _reading(request, organization_id)
        return page(request, selectors.reads(grant), order=("-id",), shape=reads_out)


def _reading(request: Request, organization_id: UUID) -> OrganizationGrant:
    return grants.organization(request.actor, organization_id, Permission.AUDIT_READ)


def _file(lines: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{clock.now():%Y%m%d}-{name}"'
    return response
