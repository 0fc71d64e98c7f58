"""Environments over HTTP: themselves, and their history."""

from uuid import UUID

from rest_framework.response import Response

from core.tenancy.roles import Permission
from core.tenancy.serializers import ConfirmSlugIn
from core.vault import grants
from core.vault.actions import environments as actions
from core.vault.selectors import lists
from core.vault.serializers.answers import ChangeSetOut, EnvironmentOut, environment_out, history_out
from core.vault.serializers.bodies import EnvironmentIn, EnvironmentPatch, OfProject
from kernel.http.pagination import page
from kernel.http.parsing import PageQuery
from kernel.http.schema import documented, listed, paged
from kernel.http.views import Request, View


class Environments(View):
    """The environments of a project."""

    queries = {"get": OfProject}
    creates = True

    @documented("List the environments of a project, in order", answer=listed(EnvironmentOut), tag="environments")
    def get(self, request: Request) -> Response:
        grant = grants.project(request.actor, request.query["project"], Permission.PROJECT_READ)
        return Response({"results": [environment_out(row) for row in lists.environments(grant.project.pk)]})

    @documented("Add an environment", body=EnvironmentIn, answer=EnvironmentOut, status=201, tag="environments")
    def post(self, request: Request) -> Response:
        body = EnvironmentIn.parse(request)
        grant = grants.project(request.actor, body.pop("project"), Permission.ENVIRONMENT_CREATE)
        return Response(environment_out(actions.create_environment(grant, **body)), status=201)


class EnvironmentDetail(View):
    """One environment."""

    @documented("Show an environment", answer=EnvironmentOut, tag="environments")
    def get(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.PROJECT_READ)
        return Response(environment_out(grant.environment))

    @documented("Change an environment", body=EnvironmentPatch, answer=EnvironmentOut, tag="environments")
    def patch(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.ENVIRONMENT_UPDATE)
        return Response(environment_out(actions.update_environment(grant, **EnvironmentPatch.parse(request))))

    @documented("Delete an environment and its variables", body=ConfirmSlugIn, status=204, tag="environments")
    def delete(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.ENVIRONMENT_DELETE)
        actions.delete_environment(grant, **ConfirmSlugIn.parse(request))
        return Response(status=204)


class History(View):
    """The steps that an environment took."""

    queries = {"get": PageQuery}

    @documented("List the change sets of an environment, latest first", answer=paged(ChangeSetOut), tag="environments")
    def get(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.VARIABLE_LIST)
        return page(request, lists.history(grant), order=("-revision",), shape=history_out)
