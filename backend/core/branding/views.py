"""An organization's words and look over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from core.branding import actions, selectors
from core.branding.serializers import (
    MailLogoIn,
    MailLookIn,
    MailLookOut,
    MailPreviewIn,
    MailPreviewOut,
    MailTemplateIn,
    MailTemplateOut,
    MailTestIn,
    MailVersionIn,
    MailVersionOut,
    VersionsQuery,
    look_out,
    template_out,
    versions_out,
)
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission
from kernel.errors import not_found
from kernel.http.pagination import page
from kernel.http.schema import documented, listed, paged
from kernel.http.throttling import by_actor
from kernel.http.uploads import picture
from kernel.http.views import Request, View

TAG = "mail templates"


class MailTemplates(View):
    """The letters that an organization may word itself."""

    @documented("List the letters that may have words of one's own", answer=listed(MailTemplateOut), tag=TAG)
    def get(self, request: Request, organization_id: UUID) -> Response:
        standings = selectors.standings(_grant(request, organization_id))
        return Response({"results": [template_out(standing) for standing in standings]})


class MailTemplateDetail(View):
    """One of them."""

    @documented("Read a letter's words", answer=MailTemplateOut, tag=TAG)
    def get(self, request: Request, organization_id: UUID, name: str) -> Response:
        return Response(template_out(selectors.standing(_grant(request, organization_id), name)))

    @documented("Change a letter's words", body=MailTemplateIn, answer=MailTemplateOut, tag=TAG)
    def put(self, request: Request, organization_id: UUID, name: str) -> Response:
        grant = _grant(request, organization_id)
        return Response(template_out(actions.change_template(grant, name=name, **MailTemplateIn.parse(request))))

    @documented("Give a letter KeyNest's own words back", answer=MailTemplateOut, tag=TAG)
    def delete(self, request: Request, organization_id: UUID, name: str) -> Response:
        return Response(template_out(actions.reset_template(_grant(request, organization_id), name=name)))


class Versions(View):
    """What a letter has said so far."""

    queries = {"get": VersionsQuery}

    @documented("List the versions of a letter's words", answer=paged(MailVersionOut), tag=TAG)
    def get(self, request: Request, organization_id: UUID, name: str) -> Response:
        rows = selectors.versions(_grant(request, organization_id), name)
        return page(request, rows, order=("-version",), shape=versions_out)


class Restore(View):
    """Going back."""

    @documented("Restore a version of a letter's words", body=MailVersionIn, answer=MailTemplateOut, tag=TAG)
    def post(self, request: Request, organization_id: UUID, name: str) -> Response:
        grant = _grant(request, organization_id)
        return Response(template_out(actions.restore_template(grant, name=name, **MailVersionIn.parse(request))))


class Preview(View):
    """Looking before anybody else does."""

    limits = {"post": (by_actor("mail_preview_user"),)}

    @documented("See what a letter would look like", body=MailPreviewIn, answer=MailPreviewOut, tag=TAG)
    def post(self, request: Request, organization_id: UUID, name: str) -> Response:
        grant = _grant(request, organization_id)
        return Response(MailPreviewOut(actions.preview(grant, name=name, **MailPreviewIn.parse(request))).data)


class Test(View):
    """Seeing it in one's own mail program."""

    limits = {"post": (by_actor("mail_test_user"),)}

    @documented("Mail a letter to oneself as a test", body=MailTestIn, status=202, tag=TAG)
    def post(self, request: Request, organization_id: UUID, name: str) -> Response:
        actions.send_test(_grant(request, organization_id), name=name, **MailTestIn.parse(request))
        return Response(status=202)


class MailLook(View):
    """Colour and logo."""

    @documented("Read how mail looks", answer=MailLookOut, tag=TAG)
    def get(self, request: Request, organization_id: UUID) -> Response:
        return Response(look_out(selectors.own_look(_grant(request, organization_id))))

    @documented("Change the colour of mail", body=MailLookIn, answer=MailLookOut, tag=TAG)
    def patch(self, request: Request, organization_id: UUID) -> Response:
        grant = _grant(request, organization_id)
        return Response(look_out(actions.change_look(grant, **MailLookIn.parse(request))))


class Logo(View):
    """The logo of an organization's mail."""

    limits = {"put": (by_actor("avatar_user"),)}

    def get_parsers(self) -> list[BaseParser]:
        """A form with a file is sent here."""
        return [MultiPartParser()] if self.request and self.request.method == "PUT" else super().get_parsers()

    @documented("Set the logo of mail", body={"multipart/form-data": MailLogoIn}, answer=MailLookOut, tag=TAG)
    def put(self, request: Request, organization_id: UUID) -> Response:
        grant = _grant(request, organization_id)
        return Response(look_out(actions.set_logo(grant, picture=picture(request))))

    @documented("Go without a logo", answer=MailLookOut, tag=TAG)
    def delete(self, request: Request, organization_id: UUID) -> Response:
        return Response(look_out(actions.remove_logo(_grant(request, organization_id))))


class LogoFile(View):
    """The logo itself: public, by an address that nobody can guess and that never changes its content."""

    authentication_classes = []
    permission_classes = []

    @documented("Load a logo", answer=bytes, media_types=["image/png"], tag=TAG)
    def get(self, request: Request, organization_id: UUID, digest: str) -> HttpResponse:
        found = selectors.logo(organization_id, digest)
        if found is None:
            raise not_found()
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Disposition": "inline"}
        return HttpResponse(found, content_type="image/png", headers=headers)


def _grant(request: Request, organization_id: UUID) -> OrganizationGrant:
    return grants.organization(request.actor, organization_id, Permission.ORGANIZATION_UPDATE)
