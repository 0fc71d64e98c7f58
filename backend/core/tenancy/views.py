"""Organizations and members over HTTP."""

from uuid import UUID

from rest_framework.response import Response

from core.tenancy import actions, grants, selectors
from core.tenancy.roles import Permission
from core.tenancy.serializers import (
    ConfirmSlugIn,
    MemberOut,
    MembersQuery,
    OrganizationChangeIn,
    OrganizationIn,
    OrganizationOut,
    RoleIn,
    TransferIn,
    members_out,
    organizations_out,
)
from kernel.http.pagination import page
from kernel.http.parsing import PageQuery
from kernel.http.schema import documented, paged
from kernel.http.views import Request, View


class Organizations(View):
    """The organizations of whoever asks."""

    queries = {"get": PageQuery}
    creates = True

    @documented("List the organizations that I belong to", answer=paged(OrganizationOut), tag="organizations")
    def get(self, request: Request) -> Response:
        return page(request, selectors.organizations(request.actor), order=("name", "id"), shape=organizations_out)

    @documented("Found an organization", body=OrganizationIn, answer=OrganizationOut, status=201, tag="organizations")
    def post(self, request: Request) -> Response:
        organization = actions.create_organization(request.actor, **OrganizationIn.parse(request))
        return _answer(request, organization.id, status=201)


class OrganizationDetail(View):
    """One organization."""

    @documented("Show an organization", answer=OrganizationOut, tag="organizations")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_READ)
        actions.note_visit(grant)
        return Response(OrganizationOut(selectors.shown(grant)).data)

    @documented("Change an organization", body=OrganizationChangeIn, answer=OrganizationOut, tag="organizations")
    def patch(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_UPDATE)
        actions.change_organization(grant, **OrganizationChangeIn.parse(request))
        return _answer(request, organization_id)

    @documented("Delete an organization and everything in it", body=ConfirmSlugIn, status=204, tag="organizations")
    def delete(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_DELETE)
        actions.delete_organization(grant, **ConfirmSlugIn.parse(request))
        return Response(status=204)


class Leave(View):
    """The way out."""

    @documented("Leave an organization", status=204, tag="members")
    def post(self, request: Request, organization_id: UUID) -> Response:
        actions.leave(grants.organization(request.actor, organization_id, Permission.ORGANIZATION_LEAVE))
        return Response(status=204)


class Transfer(View):
    """Handing an organization on."""

    @documented("Make another member the owner", body=TransferIn, answer=OrganizationOut, tag="members")
    def post(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.ORGANIZATION_TRANSFER)
        actions.transfer_ownership(grant, **TransferIn.parse(request))
        return _answer(request, organization_id)


class Members(View):
    """Who belongs to an organization."""

    queries = {"get": MembersQuery}

    @documented("List the members", answer=paged(MemberOut), tag="members")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.MEMBER_READ)
        rows = selectors.members(grant, q=request.query.get("q", ""))
        return page(request, rows, order=("created_at", "id"), shape=members_out)


class MemberDetail(View):
    """One member."""

    @documented("Change a member's role", body=RoleIn, answer=MemberOut, tag="members")
    def patch(self, request: Request, organization_id: UUID, user_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.MEMBER_UPDATE)
        member = actions.change_role(grant, user_id=user_id, **RoleIn.parse(request))
        return Response(MemberOut(member).data)

    @documented("Remove a member", status=204, tag="members")
    def delete(self, request: Request, organization_id: UUID, user_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.MEMBER_REMOVE)
        actions.remove_member(grant, user_id=user_id)
        return Response(status=204)


def _answer(request: Request, organization_id: UUID, *, status: int = 200) -> Response:
    return Response(OrganizationOut(selectors.organization(request.actor, organization_id)).data, status=status)
