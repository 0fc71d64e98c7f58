"""Variables in and out as text over HTTP."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request as BaseRequest
from rest_framework.response import Response

from core.tenancy.roles import Permission
from core.vault import grants
from core.vault.actions.imports import bring_in
from core.vault.formats.reading import ImportFormat, parse
from core.vault.formats.writing import STYLES, ExportFormat
from core.vault.selectors import values
from core.vault.serializers.bodies import ExportQuery, ImportIn
from core.vault.serializers.imports import ImportOut, bad_lines_out, import_out
from core.vault.views.changes import MANY_VALUES
from kernel.http.schema import documented
from kernel.http.views import Request, View


class Import(View):
    """Variables from a text; as a dry run first, so that people see what it would do."""

    body_limit = MANY_VALUES
    creates = True

    @documented("Import variables, or preview an import", body=ImportIn, answer=ImportOut, tag="environments")
    def post(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.VARIABLE_WRITE)
        body = ImportIn.parse(request)
        parsed = parse(body.pop("content"), ImportFormat(body.pop("format")))
        found = bring_in(grant, entries=parsed.entries, bad=bad_lines_out(parsed), **body)
        return Response(import_out(parsed, found))


class Export(View):
    """All values as a file; each time is written down."""

    queries = {"get": ExportQuery}

    def perform_content_negotiation(self, request: BaseRequest, force: bool = False) -> Any:
        """The format decides what is sent, whatever the caller's Accept says."""
        return super().perform_content_negotiation(request, force=True)

    @documented(
        "Export the values of an environment",
        answer=OpenApiTypes.ANY,
        media_types=dict.fromkeys(style.media_type.partition(";")[0] for style in STYLES.values()),
        tag="environments",
    )
    def get(self, request: Request, environment_id: UUID) -> HttpResponseBase:
        grant = grants.environment(request.actor, environment_id, Permission.VARIABLE_READ)
        form = ExportFormat(request.query["format"])
        text = values.export(grant, form)
        name = f"{grant.project.slug}-{grant.environment.slug}{STYLES[form].suffix}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(text.encode(), content_type=STYLES[form].media_type, headers=headers)
