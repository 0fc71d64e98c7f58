"""Variables over HTTP: names, values, versions."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.response import Response

from core.tenancy.roles import Permission
from core.vault import grants
from core.vault.actions import variables as actions
from core.vault.selectors import lists, values
from core.vault.serializers.answers import (
    RevealedOut,
    RevealedVersionOut,
    VariableOut,
    VersionOut,
    variable_out,
    variables_out,
    versions_out,
)
from core.vault.serializers.bodies import ExpectedVersion, OfEnvironment, RollbackIn, VariableIn, VariablePatch
from core.vault.views import conditions
from kernel.http.pagination import page
from kernel.http.parsing import PageQuery
from kernel.http.schema import documented, listed, paged
from kernel.http.throttling import by_actor
from kernel.http.views import Request, View

# A value of 64 KiB may be six times as long in JSON, when each of its bytes is written as an escape.
ONE_VALUE = 512 * 1024


class Variables(View):
    """The variables of an environment, whole."""

    queries = {"get": OfEnvironment}
    heeds = {"get": conditions.IF_NONE_MATCH}
    creates = True
    body_limit = ONE_VALUE

    @documented(
        "List the variables of an environment, or its trash",
        answer=listed(VariableOut, revision=serializers.IntegerField()),
        tag="variables",
        others=conditions.NOT_MODIFIED,
    )
    def get(self, request: Request) -> Response:
        query = request.query
        permission = Permission.VARIABLE_READ if query.get("reveal") else Permission.VARIABLE_LIST
        grant = grants.environment(request.actor, query["environment"], permission)
        if conditions.is_known(request, grant.environment.revision):
            return conditions.not_modified(grant.environment.revision)
        return _listed(grant, **{name: query.get(name, False) for name in ("reveal", "deleted")})

    @documented("Create a variable", body=VariableIn, answer=VariableOut, status=201, tag="variables")
    def post(self, request: Request) -> Response:
        body = VariableIn.parse(request)
        grant = grants.environment(request.actor, body.pop("environment"), Permission.VARIABLE_WRITE)
        variable = actions.create_variable(grant, manner=conditions.manner(request), **body)
        return Response(variable_out(variable), status=201)


class VariableDetail(View):
    """One variable."""

    queries = {"delete": ExpectedVersion}
    heeds = {"patch": conditions.IF_MATCH, "delete": conditions.IF_MATCH}
    body_limit = ONE_VALUE

    @documented("Show a variable, without its value", answer=VariableOut, tag="variables")
    def get(self, request: Request, variable_id: UUID) -> Response:
        return Response(variable_out(grants.variable(request.actor, variable_id, Permission.VARIABLE_LIST).variable))

    @documented("Change a variable", body=VariablePatch, answer=VariableOut, tag="variables")
    def patch(self, request: Request, variable_id: UUID) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_WRITE)
        body = VariablePatch.parse(request)
        expected = conditions.expected_version(request, body.pop("expected_version", None))
        how = conditions.manner(request)
        return Response(variable_out(actions.change_variable(grant, manner=how, expected_version=expected, **body)))

    @documented("Put a variable into the trash", status=204, tag="variables")
    def delete(self, request: Request, variable_id: UUID) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_WRITE)
        expected = conditions.expected_version(request, request.query.get("expected_version"))
        actions.delete_variable(grant, manner=conditions.manner(request), expected_version=expected)
        return Response(status=204)


class Reveal(View):
    """A value, shown to a person; each time is written down."""

    limits = {"post": (by_actor("reveal_user"),)}

    @documented("Reveal a value", answer=RevealedOut, tag="variables")
    def post(self, request: Request, variable_id: UUID) -> Response:
        variable, value = values.reveal(grants.variable(request.actor, variable_id, Permission.VARIABLE_READ))
        return Response({"id": variable.pk, "name": variable.name, "value": value, "version": variable.version})


class Versions(View):
    """What a variable was."""

    queries = {"get": PageQuery}

    @documented("List the versions of a variable, latest first", answer=paged(VersionOut), tag="variables")
    def get(self, request: Request, variable_id: UUID) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_LIST)
        return page(request, lists.versions(grant), order=("-number",), shape=versions_out)


class VersionReveal(View):
    """An old value, shown to a person; each time is written down."""

    limits = {"post": (by_actor("reveal_user"),)}

    @documented("Reveal the value of a version", answer=RevealedVersionOut, tag="variables")
    def post(self, request: Request, variable_id: UUID, number: int) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_READ)
        return Response({"number": number, "value": values.reveal_version(grant, number)})


class Rollback(View):
    """Back to an old version, by a new one."""

    @documented("Roll a variable back to a version", body=RollbackIn, answer=VariableOut, tag="variables")
    def post(self, request: Request, variable_id: UUID) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_WRITE)
        return Response(variable_out(actions.roll_back_variable(grant, **RollbackIn.parse(request))))


class Restore(View):
    """Out of the trash."""

    @documented("Restore a variable from the trash", answer=VariableOut, tag="variables")
    def post(self, request: Request, variable_id: UUID) -> Response:
        grant = grants.variable(request.actor, variable_id, Permission.VARIABLE_WRITE)
        return Response(variable_out(actions.restore_variable(grant, manner=conditions.manner(request))))


def _listed(grant: grants.EnvironmentGrant, *, reveal: bool, deleted: bool) -> Response:
    found: dict[str, Any] = {}
    if reveal and not deleted:
        found = {"values": values.values(grant, kind="reveal").values}
    rows = variables_out(lists.variables(grant, deleted=deleted), **found)
    revision = grant.environment.revision
    return Response({"revision": revision, "results": rows}, headers={"ETag": conditions.tag(revision)})
