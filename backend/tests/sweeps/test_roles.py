"""Every role at every endpoint of /api/core/: allowed, refused with 403, and for the outsider as if nothing were there.

The table is written by hand: it is the expectation, which no code that it judges has a part in.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import resolve

from core.tenancy.models import Membership, Organization
from tests.factories import make_user
from tests.sweeps.endpoints import Endpoint, endpoints

EVERYBODY = "owner admin member viewer"
WRITERS = "owner admin member"
ADMINS = "owner admin"
OWNER = "owner"
CORE = "/api/core/"


@dataclass(frozen=True)
class Case:
    """A request, and who may make it. `{names}` are ids of the stage."""

    method: str
    path: str
    allowed: str
    body: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


CASES = [
    Case("get", "organizations/{org}/", EVERYBODY),
    Case("patch", "organizations/{org}/", ADMINS, {"name": "Renamed"}),
    Case("delete", "organizations/{org}/", OWNER, {"confirm": "acme"}),
    Case("get", "organizations/{org}/members/", EVERYBODY),
    Case("patch", "organizations/{org}/members/{colleague}/", ADMINS, {"role": "viewer"}),
    Case("delete", "organizations/{org}/members/{colleague}/", ADMINS),
    Case("post", "organizations/{org}/leave/", EVERYBODY, {}),
    Case("post", "organizations/{org}/transfer/", OWNER, {"user_id": "{colleague}"}),
    Case("get", "organizations/{org}/invitations/", ADMINS),
    Case("post", "organizations/{org}/invitations/", ADMINS, {"email": "new@acme.example", "role": "member"}),
    Case("post", "organizations/{org}/invitations/{invitation}/resend/", ADMINS, {}),
    Case("post", "organizations/{org}/invitations/{invitation}/link/", ADMINS, {}),
    Case("delete", "organizations/{org}/invitations/{invitation}/", ADMINS),
    Case("get", "organizations/{org}/audit/", ADMINS),
    Case("get", "organizations/{org}/audit/verify/", ADMINS),
    Case("get", "organizations/{org}/audit/export/?format=ndjson", ADMINS),
    Case("get", "organizations/{org}/audit/reads/", ADMINS),
    Case("get", "organizations/{org}/notification-defaults/", EVERYBODY),
    Case("put", "organizations/{org}/notification-defaults/", ADMINS,
         {"kinds": [{"kind": "project.created", "in_app": True, "mail": "digest"}]}),
    Case("get", "projects/?organization={org}", EVERYBODY),
    Case("post", "projects/", WRITERS, {"organization": "{org}", "name": "New"}),
    Case("get", "projects/{project}/", EVERYBODY),
    Case("patch", "projects/{project}/", WRITERS, {"name": "Renamed"}),
    Case("delete", "projects/{project}/", ADMINS, {"confirm": "shop"}),
    Case("get", "environments/?project={project}", EVERYBODY),
    Case("post", "environments/", WRITERS, {"project": "{project}", "name": "Preview"}),
    Case("get", "environments/{environment}/", EVERYBODY),
    Case("patch", "environments/{environment}/", WRITERS, {"name": "Renamed"}),
    Case("delete", "environments/{environment}/", ADMINS, {"confirm": "development"}),
    Case("get", "variables/?environment={environment}", EVERYBODY),
    Case("get", "variables/?environment={environment}&reveal=true", EVERYBODY),
    Case("post", "variables/", WRITERS, {"environment": "{environment}", "name": "NEW", "value": "v"}),
    Case("get", "variables/{variable}/", EVERYBODY),
    Case("patch", "variables/{variable}/", WRITERS, {"value": "changed"}),
    Case("delete", "variables/{variable}/", WRITERS),
    Case("post", "variables/{variable}/reveal/", EVERYBODY, {}),
    Case("get", "variables/{variable}/versions/", EVERYBODY),
    Case("post", "variables/{variable}/versions/1/reveal/", EVERYBODY, {}),
    Case("post", "variables/{variable}/rollback/", WRITERS, {"version": 1}),
    Case("post", "variables/{deleted}/restore/", WRITERS, {}),
    Case("get", "environments/{environment}/values/", EVERYBODY),
    Case("post", "environments/{environment}/import/", WRITERS,
         {"format": "dotenv", "content": "A=1", "mode": "merge", "dry_run": False}),
    Case("get", "environments/{environment}/export/?format=dotenv", EVERYBODY),
    Case("post", "environments/{environment}/apply/", WRITERS, {"changes": [{"op": "set", "name": "B", "value": "2"}]}),
    Case("get", "environments/{environment}/history/", EVERYBODY),
    Case("get", "environments/compare/?left={environment}&right={other}", EVERYBODY),
    Case("get", "chat/rooms/?organization={org}", EVERYBODY),
    Case("post", "chat/rooms/", EVERYBODY, {"organization": "{org}", "kind": "organization", "name": "deploys"}),
    Case("get", "chat/rooms/{room}/", EVERYBODY),
    Case("patch", "chat/rooms/{room}/", ADMINS, {"topic": "Another"}),
    Case("post", "chat/rooms/{room}/archive/", ADMINS, {}),
    Case("post", "chat/rooms/{room}/unarchive/", ADMINS, {}),
    Case("put", "chat/rooms/{room}/muted/", EVERYBODY, {"muted": True}),
    Case("get", "chat/rooms/{room}/messages/", EVERYBODY),
    Case("post", "chat/rooms/{room}/messages/", EVERYBODY,
         {"text": "Hello", "cid": "7a1d6f6e-58e0-4a2f-9d51-0a6b1c1f4c11"}),
    Case("get", "chat/rooms/{room}/search/?q=morning", EVERYBODY),
    Case("post", "chat/rooms/{room}/read/", EVERYBODY, {"no": 1}),
    Case("get", "chat/rooms/{room}/readings/", EVERYBODY),
    Case("patch", "chat/messages/{message}/", OWNER, {"text": "Good evening"}),  # who wrote it
    Case("delete", "chat/messages/{message}/", ADMINS),
    Case("get", "chat/search/?organization={org}&q=morning", EVERYBODY),
    Case("get", "chat/unread/?organization={org}", EVERYBODY),
    Case("post", "chat/links/", EVERYBODY,
         {"organization": "{org}", "refs": ["variable:7a1d6f6e-58e0-4a2f-9d51-0a6b1c1f4c11"]}),
    Case("get", "organizations/{org}/mail-templates/", ADMINS),
    Case("get", "organizations/{org}/mail-templates/invitation/", ADMINS),
    Case("put", "organizations/{org}/mail-templates/invitation/", ADMINS, {"texts": {"heading": "Hi"}, "version": 0}),
    Case("delete", "organizations/{org}/mail-templates/invitation/", ADMINS),
    Case("get", "organizations/{org}/mail-templates/invitation/versions/", ADMINS),
    Case("post", "organizations/{org}/mail-templates/notification/restore/", ADMINS, {"version": 1}),
    Case("post", "organizations/{org}/mail-templates/invitation/preview/", ADMINS,
         {"texts": {"heading": "Hello"}, "color": "#0c6657"}),
    Case("post", "organizations/{org}/mail-templates/invitation/test/", ADMINS, {}),
    Case("get", "organizations/{org}/mail-look/", ADMINS),
    Case("patch", "organizations/{org}/mail-look/", ADMINS, {"color": "#0c6657"}),
    Case("delete", "organizations/{org}/mail-look/logo/", ADMINS),
    Case("get", "share-links/?organization={org}", EVERYBODY),
    Case("post", "share-links/", EVERYBODY, {"organization": "{org}", "value": "a secret", "label": "Key"}),
    Case("delete", "share-links/{share}/", ADMINS),
    Case("post", "share-links/{share}/open/", EVERYBODY, {}),
]  # fmt: skip

# What belongs to nobody's organization: a person's own lists, and links that prove themselves.
PERSONAL = {
    Endpoint("get", "api/core/organizations/"),
    Endpoint("post", "api/core/organizations/"),
    Endpoint("post", "api/core/invitations/preview/"),
    Endpoint("post", "api/core/invitations/accept/"),
    Endpoint("post", "api/core/invitations/decline/"),
    Endpoint("get", "api/core/notifications/"),
    Endpoint("post", "api/core/notifications/read/"),
    Endpoint("get", "api/core/notifications/preferences/"),
    Endpoint("put", "api/core/notifications/preferences/"),
    Endpoint("get", "api/core/streams/<str:stream>/"),
    Endpoint("get", "api/core/streams/<str:stream>/presence/"),
    Endpoint("get", "api/core/unsubscribe/"),
    Endpoint("post", "api/core/unsubscribe/"),
    Endpoint("post", "api/core/unsubscribe/preview/"),
    Endpoint("post", "api/core/unsubscribe/undo/"),
    Endpoint("get", "api/core/mail-logos/<uuid:organization_id>/<slug:digest>.png"),
    Endpoint("post", "api/core/share-links/open/"),
    Endpoint("post", "api/core/share-links/preview/"),
}
OPEN = {
    Endpoint("post", "api/core/invitations/preview/"),
    Endpoint("post", "api/core/invitations/decline/"),
    Endpoint("get", "api/core/unsubscribe/"),
    Endpoint("post", "api/core/unsubscribe/"),
    Endpoint("post", "api/core/unsubscribe/preview/"),
    Endpoint("post", "api/core/unsubscribe/undo/"),
    Endpoint("get", "api/core/mail-logos/<uuid:organization_id>/<slug:digest>.png"),
    Endpoint("post", "api/core/share-links/open/"),
    Endpoint("post", "api/core/share-links/preview/"),
}
# What takes a form with a file: tests/core/branding/test_logo.py.
UPLOADS = {Endpoint("put", "api/core/organizations/<uuid:organization_id>/mail-look/logo/")}


@pytest.fixture
def stage(world: Any) -> dict[str, str]:
    """One of everything in the organization, made through the API by its owner."""
    owner = world.owner.client
    colleague = make_user("colleague@acme.example")
    Membership.objects.create(
        organization=world.organization, user=colleague, role="member", created_at=world.organization.created_at
    )

    def made(path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = owner.post(CORE + path, body, format="json")
        assert response.status_code == 201, response.content
        return response.json()

    organization = str(world.organization.id)
    project = made("projects/", {"organization": organization, "name": "Shop"})
    environment, other, *_ = project["environments"]
    variable = made("variables/", {"environment": environment["id"], "name": "KEY", "value": "value"})
    deleted = made("variables/", {"environment": environment["id"], "name": "GONE", "value": "value"})
    assert owner.delete(f"{CORE}variables/{deleted['id']}/").status_code == 204
    words = {"texts": {"heading": "Hello"}, "version": 0}
    path = f"{CORE}organizations/{organization}/mail-templates/notification/"
    assert owner.put(path, words, format="json").status_code == 200
    invitation = made(f"organizations/{organization}/invitations/", {"email": "asked@acme.example", "role": "viewer"})
    room = made("chat/rooms/", {"organization": organization, "kind": "organization", "name": "lobby"})["id"]
    cid = "7a1d6f6e-58e0-4a2f-9d51-0a6b1c1f4c10"
    message = made(f"chat/rooms/{room}/messages/", {"text": "Good morning", "cid": cid})
    share = made("share-links/", {"organization": organization, "value": "a secret", "audience": "members"})
    return {
        "share": share["id"],
        "room": room,
        "message": message["id"],
        "org": organization,
        "colleague": str(colleague.id),
        "invitation": invitation["id"],
        "project": project["id"],
        "environment": environment["id"],
        "other": other["id"],
        "variable": variable["id"],
        "deleted": deleted["id"],
    }


def filled(body: dict[str, Any] | None, stage: dict[str, str]) -> dict[str, Any] | None:
    """The body with the stage's ids in it."""
    if body is None:
        return None
    return {name: value.format(**stage) if isinstance(value, str) else value for name, value in body.items()}


def request(client: Any, case: Case, stage: dict[str, str]) -> Any:
    """Make the request of a case."""
    return getattr(client, case.method)(CORE + case.path.format(**stage), filled(case.body, stage), format="json")


@pytest.mark.parametrize("who", EVERYBODY.split())
@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_obeys_roles(world, stage, case, who):
    response = request(world[who].client, case, stage)
    if who in case.allowed.split():
        # The only owner may not leave: allowed by role, refused by the organization's state.
        expected = {409} if (who, case.path) == ("owner", "organizations/{org}/leave/") else {200, 201, 202, 204}
        assert response.status_code in expected, response.content
    else:
        assert response.status_code == 403, response.content
        assert response.json()["code"] == "permission_denied"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_outsider_finds_nothing(world, stage, case):
    response = request(world.outsider.client, case, stage)
    assert response.status_code == 404, response.content
    assert response.json()["detail"] == "There is nothing here by that name, or it is not yours to see."


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_lacks_the_second_factor_finds_every_door_shut_but_the_way_out(world, stage, case):
    """Whatever the role allows, once the organization asks for one (C3)."""
    Organization.objects.filter(pk=world.organization.pk).update(require_mfa=True)
    response = request(world.admin.client, case, stage)
    if case.path == "organizations/{org}/leave/":
        assert response.status_code == 204
    else:
        assert (response.status_code, response.json()["code"]) == (403, "mfa_required"), response.content


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nobody_signed_in_gets_401(api, world, stage, case):
    response = request(api, case, stage)
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("endpoint", sorted(PERSONAL - OPEN), ids=str)
@pytest.mark.django_db
def test_personal_endpoints_want_a_person(api, endpoint):
    path = "/" + endpoint.route.replace("<str:stream>", "u:x")
    assert getattr(api, endpoint.method)(path, {}, format="json").status_code == 401


def test_no_endpoint_is_missing_from_the_table():
    names = "org colleague invitation project environment other variable deleted room message share"
    ids = dict.fromkeys(names.split(), "00000000-0000-4000-8000-000000000000")
    judged = {Endpoint(case.method, resolve(CORE + case.path.format(**ids).partition("?")[0]).route) for case in CASES}
    assert endpoints("api/core/") == judged | PERSONAL | UPLOADS
