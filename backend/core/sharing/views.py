"""Share links over HTTP: those who share, and those who are shown."""

from datetime import timedelta
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from core.sharing import actions, selectors
from core.sharing.serializers import (
    NewShareLinkOut,
    ShareLinkIn,
    ShareLinkOut,
    ShareLinksQuery,
    ShareOpenedOut,
    SharePreviewOut,
    ShareTokenIn,
    links_out,
    made_out,
    opened_out,
    preview_out,
)
from core.tenancy import grants
from core.tenancy.roles import Permission
from kernel.http.pagination import page
from kernel.http.schema import documented, paged
from kernel.http.throttling import by_actor, by_address
from kernel.http.views import Request, View

# A value of 64 KiB may be six times as long in JSON, when each of its bytes is written as an escape.
ONE_VALUE = 512 * 1024


class ShareLinks(View):
    """What somebody has shared. A POST is not remembered under an Idempotency-Key: its answer holds the link."""

    queries = {"get": ShareLinksQuery}
    body_limit = ONE_VALUE
    limits = {"post": (by_actor("share_links_user"),)}

    @documented("List one's share links; as an admin, everybody's", answer=paged(ShareLinkOut), tag="sharing")
    def get(self, request: Request) -> Response:
        grant = grants.organization(request.actor, request.query["organization"], Permission.ORGANIZATION_READ)
        return page(request, selectors.links(grant), order=("-created_at", "-id"), shape=links_out)

    @documented("Make a share link", body=ShareLinkIn, answer=NewShareLinkOut, status=201, tag="sharing")
    def post(self, request: Request) -> Response:
        body = ShareLinkIn.parse(request)
        grant = grants.organization(request.actor, body.pop("organization"), Permission.ORGANIZATION_READ)
        life, members = timedelta(seconds=body.pop("expires_in")), body.pop("audience") == "members"
        return Response(made_out(*actions.create(grant, life=life, for_members=members, **body)), status=201)


class ShareLinkDetail(View):
    """One share link."""

    @documented("Take a share link back", status=204, tag="sharing")
    def delete(self, request: Request, link_id: UUID) -> Response:
        grant, _ = selectors.by_id(request.actor, link_id)
        actions.revoke(grant, link_id=link_id)
        return Response(status=204)


class OpenAsMember(View):
    """For those who belong to the organization."""

    limits = {"post": (by_actor("reveal_user"),)}

    @extend_schema(operation_id="share_links_open_as_member")
    @documented("Open a share link for members", answer=ShareOpenedOut, tag="sharing")
    def post(self, request: Request, link_id: UUID) -> Response:
        grant, _ = selectors.by_id(request.actor, link_id)
        return Response(opened_out(actions.open_as_member(grant, link_id=link_id)))


class Open(View):
    """For whoever holds the link."""

    authentication_classes = []
    permission_classes = []
    limits = {"post": (by_address("share_ip"),)}

    @documented("Open a share link", body=ShareTokenIn, answer=ShareOpenedOut, tag="sharing")
    def post(self, request: Request) -> Response:
        return Response(opened_out(actions.open_by_token(request.origin, **ShareTokenIn.parse(request))))


class Preview(View):
    """Looking does not use it up."""

    authentication_classes = []
    permission_classes = []
    limits = {"post": (by_address("share_ip"),)}

    @documented("Look at a share link without opening it", body=ShareTokenIn, answer=SharePreviewOut, tag="sharing")
    def post(self, request: Request) -> Response:
        return Response(preview_out(selectors.by_token(**ShareTokenIn.parse(request))))
