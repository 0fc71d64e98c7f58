"""Projects over HTTP."""

from uuid import UUID

from rest_framework.response import Response

from core.tenancy import grants as tenancy
from core.tenancy.roles import Permission
from core.tenancy.serializers import ConfirmSlugIn
from core.vault import grants
from core.vault.actions import projects as actions
from core.vault.selectors import lists
from core.vault.serializers.answers import ProjectOut, project_out, projects_out
from core.vault.serializers.bodies import OfOrganization, ProjectIn, ProjectPatch
from kernel.http.pagination import page
from kernel.http.schema import documented, paged
from kernel.http.views import Request, View


class Projects(View):
    """The projects of an organization."""

    queries = {"get": OfOrganization}
    creates = True

    @documented("List the projects of an organization", answer=paged(ProjectOut), tag="projects")
    def get(self, request: Request) -> Response:
        grant = tenancy.organization(request.actor, request.query["organization"], Permission.PROJECT_READ)
        return page(request, lists.projects(grant), order=("name", "id"), shape=projects_out)

    @documented("Create a project", body=ProjectIn, answer=ProjectOut, status=201, tag="projects")
    def post(self, request: Request) -> Response:
        body = ProjectIn.parse(request)
        grant = tenancy.organization(request.actor, body.pop("organization"), Permission.PROJECT_CREATE)
        project = actions.create_project(grant, **body)
        return Response(project_out(project, lists.environments(project.pk)), status=201)


class ProjectDetail(View):
    """One project."""

    @documented("Show a project", answer=ProjectOut, tag="projects")
    def get(self, request: Request, project_id: UUID) -> Response:
        grant = grants.project(request.actor, project_id, Permission.PROJECT_READ)
        return Response(project_out(grant.project, lists.environments(project_id)))

    @documented("Change a project", body=ProjectPatch, answer=ProjectOut, tag="projects")
    def patch(self, request: Request, project_id: UUID) -> Response:
        grant = grants.project(request.actor, project_id, Permission.PROJECT_UPDATE)
        project = actions.update_project(grant, **ProjectPatch.parse(request))
        return Response(project_out(project, lists.environments(project_id)))

    @documented("Delete a project and all that is in it", body=ConfirmSlugIn, status=204, tag="projects")
    def delete(self, request: Request, project_id: UUID) -> Response:
        grant = grants.project(request.actor, project_id, Permission.PROJECT_DELETE)
        actions.delete_project(grant, **ConfirmSlugIn.parse(request))
        return Response(status=204)
