"""Invitations over HTTP: those who ask, and those who are asked."""

from uuid import UUID

from rest_framework.response import Response

from core.invitations import actions, selectors
from core.invitations.serializers import (
    ONE_OR_MANY_IN,
    ONE_OR_MANY_OUT,
    AcceptedOut,
    InvitationIn,
    InvitationOut,
    InvitationsIn,
    InvitationsQuery,
    LinkOut,
    PreviewOut,
    TokenIn,
    invitations_out,
    is_many,
    outcomes_out,
    preview_out,
)
from core.tenancy import grants
from core.tenancy.grants import OrganizationGrant
from core.tenancy.roles import Permission, Role
from core.tenancy.selectors import organization
from core.tenancy.serializers import OrganizationOut
from kernel import mail
from kernel.http.pagination import page
from kernel.http.schema import documented, paged
from kernel.http.throttling import by_address
from kernel.http.views import Request, View


class Invitations(View):
    """Who was asked into an organization."""

    queries = {"get": InvitationsQuery}
    creates = True

    @documented("List invitations", answer=paged(InvitationOut), tag="invitations")
    def get(self, request: Request, organization_id: UUID) -> Response:
        grant = grants.organization(request.actor, organization_id, Permission.INVITATION_READ)
        rows = selectors.invitations(grant, state=request.query.get("state"))
        return page(request, rows, order=("-created_at", "-id"), shape=invitations_out)

    @documented("Invite one or many", body=ONE_OR_MANY_IN, answer=ONE_OR_MANY_OUT, status=201, tag="invitations")
    def post(self, request: Request, organization_id: UUID) -> Response:
        grant = _writing(request, organization_id)
        if is_many(request):
            outcomes = actions.invite_many(grant, wishes=InvitationsIn.parse(request)["invitations"])
            return Response(outcomes_out(outcomes), status=201)
        body = InvitationIn.parse(request)
        invitation = actions.invite(grant, email=body["email"], role=Role(body["role"]))
        return Response(InvitationOut(invitation).data, status=201)


class InvitationDetail(View):
    """One invitation."""

    @documented("Take an invitation back", status=204, tag="invitations")
    def delete(self, request: Request, organization_id: UUID, invitation_id: UUID) -> Response:
        actions.revoke(_writing(request, organization_id), invitation_id=invitation_id)
        return Response(status=204)


class Resend(View):
    """Asking again."""

    @documented("Send an invitation again", answer=InvitationOut, tag="invitations")
    def post(self, request: Request, organization_id: UUID, invitation_id: UUID) -> Response:
        invitation = actions.resend(_writing(request, organization_id), invitation_id=invitation_id)
        return Response(InvitationOut(invitation).data)


class Link(View):
    """Where mail isn't set up."""

    @documented("Make a link of an invitation, to be handed over", answer=LinkOut, tag="invitations")
    def post(self, request: Request, organization_id: UUID, invitation_id: UUID) -> Response:
        token, expires_at = actions.make_link(_writing(request, organization_id), invitation_id=invitation_id)
        return Response(LinkOut({"url": mail.link("/invitation", token), "expires_at": expires_at}).data)


class Preview(View):
    """What a link stands for; looking does not use it up."""

    authentication_classes = []
    permission_classes = []
    limits = {"post": (by_address("invitation_preview_ip"),)}

    @documented("Look at an invitation", body=TokenIn, answer=PreviewOut, tag="invitations")
    def post(self, request: Request) -> Response:
        token = TokenIn.parse(request)["token"]
        invitation = selectors.by_token(token)
        known = selectors.known_to(invitation, token)
        return Response(PreviewOut(preview_out(invitation, account_exists=known)).data)


class Accept(View):
    """Yes."""

    limits = {"post": (by_address("invitation_preview_ip"),)}

    @documented("Accept an invitation", body=TokenIn, answer=AcceptedOut, tag="invitations")
    def post(self, request: Request) -> Response:
        joined = actions.accept(request.actor, **TokenIn.parse(request))
        return Response({"organization": OrganizationOut(organization(request.actor, joined.id)).data})


class Decline(View):
    """No."""

    authentication_classes = []
    permission_classes = []
    limits = {"post": (by_address("invitation_preview_ip"),)}

    @documented("Decline an invitation", body=TokenIn, status=204, tag="invitations")
    def post(self, request: Request) -> Response:
        actions.decline(request.origin, **TokenIn.parse(request))
        return Response(status=204)


def _writing(request: Request, organization_id: UUID) -> OrganizationGrant:
    return grants.organization(request.actor, organization_id, Permission.INVITATION_WRITE)
