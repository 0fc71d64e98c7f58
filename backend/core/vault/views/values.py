"""The machine read: all values of an environment. The hottest path that we have, so nothing stands in its way."""

from uuid import UUID

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from core.tenancy.roles import Permission
from core.vault import grants
from core.vault.selectors import values
from core.vault.serializers.answers import ValuesOut
from core.vault.views import conditions
from kernel.http.schema import documented
from kernel.http.views import Request, View


class Values(View):
    """Every value at once."""

    heeds = {"get": conditions.IF_NONE_MATCH}

    @documented("Read all values of an environment", answer=ValuesOut, tag="variables", others=conditions.NOT_MODIFIED)
    def get(self, request: Request, environment_id: UUID) -> HttpResponseBase:
        grant = grants.environment(request.actor, environment_id, Permission.VARIABLE_READ)
        if conditions.is_known(request, grant.environment.revision):
            return conditions.not_modified(grant.environment.revision)
        found = values.values(grant)
        named = {"environment": grant.environment.slug, "revision": found.revision, "variables": found.values}
        body, headers = orjson.dumps(named, option=orjson.OPT_SORT_KEYS), {"ETag": conditions.tag(found.revision)}
        return HttpResponse(body, content_type="application/json", headers=headers)
