"""Many variables at once over HTTP: apply a set of changes, compare two environments."""

from uuid import UUID

from rest_framework.response import Response

from core.tenancy.roles import Permission
from core.vault import grants
from core.vault.actions.changes import Change, apply_changes
from core.vault.selectors.compare import compare
from core.vault.serializers.answers import ApplyOut, CompareOut, applied_out, compared_out
from core.vault.serializers.bodies import ApplyIn, TwoEnvironments
from core.vault.views import conditions
from kernel.http.schema import documented
from kernel.http.views import Request, View

MANY_VALUES = 4 * 1024 * 1024


class Apply(View):
    """A set of changes as one step: all of them or none."""

    body_limit = MANY_VALUES
    creates = True

    @documented("Apply a set of changes", body=ApplyIn, answer=ApplyOut, tag="environments")
    def post(self, request: Request, environment_id: UUID) -> Response:
        grant = grants.environment(request.actor, environment_id, Permission.VARIABLE_WRITE)
        body = ApplyIn.parse(request)
        how = conditions.manner(request, body)
        changes = [Change(**change) for change in body.pop("changes")]
        return Response(applied_out(*apply_changes(grant, changes=changes, manner=how, **body)))


class Compare(View):
    """Two environments side by side, compared here so that no value is shown."""

    queries = {"get": TwoEnvironments}

    @documented("Compare two environments", answer=CompareOut, tag="environments")
    def get(self, request: Request) -> Response:
        left = grants.environment(request.actor, request.query["left"], Permission.VARIABLE_READ)
        right = grants.environment(request.actor, request.query["right"], Permission.VARIABLE_READ)
        return Response(compared_out(left.environment, right.environment, compare(left, right)))
