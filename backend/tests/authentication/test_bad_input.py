"""Whatever is sent to /api/auth/: a 4xx with a code, and nothing changed."""

import json

import pytest
from rest_framework.test import APIClient

from authentication.models import User
from authentication.views.base import OpenView
from tests.factories import client_of
from tests.sweeps.endpoints import endpoints

pytestmark = pytest.mark.django_db
POSTS = sorted(
    "/" + endpoint.route
    for endpoint in endpoints("api/auth/")
    if endpoint.method == "post" and "<" not in endpoint.route
)
OPEN = {
    "/" + endpoint.route for endpoint in endpoints("api/auth/") if issubclass(endpoint.view, OpenView)
}  # fmt: skip
FIELDS = (
    "email", "password", "password2", "token", "refresh", "username", "first_name", "last_name", "current_password",
    "invitation", "mfa_token", "code",
)  # fmt: skip
ODD = [
    None,
    True,
    7,
    1.5,
    "",
    " ",
    [],
    {},
    ["x"],
    {"a": 1},
    "x\x00y",
    "\ud800",
    "x" * 5000,
    "\u202e",
    "' OR 1=1 --",
    "{{7*7}}",
    -1,
    10**400,
]


@pytest.fixture
def sender(anna, settings):
    settings.RATES = dict.fromkeys(settings.RATES, "100000/m")
    User.objects.filter(pk=anna.pk).update(is_staff=True)  # an operator, so that no door is closed
    return {True: client_of(anna), False: APIClient()}


def send(sender, path, body, content_type="application/json"):
    client = sender[path.partition("?")[0] not in OPEN]
    response = client.post(path, body, content_type=content_type)
    assert response.status_code < 500, (path, body[:200], response.content)
    return response


def test_there_are_endpoints():
    assert len(POSTS) >= 14


@pytest.mark.parametrize("path", POSTS)
def test_wrong_types_are_refused(sender, path):
    before = list(User.objects.values())
    for field in FIELDS:
        for value in ODD:
            body = {
                name: "anna@example.com" if name == "email" else "x" * 20 for name in FIELDS if name in _known(path)
            }
            response = send(sender, path, json.dumps(body | {field: value}))
            if response.status_code >= 400:
                assert response.headers["Content-Type"] == "application/problem+json"
                assert response.json()["code"]
    if path != "/api/auth/register/":
        assert list(User.objects.values()) == before


def _known(path):
    known = {
        "register": {"email", "password"}, "login": {"email", "password"}, "activate": {"token"}, "resend": {"email"},
        "refresh": {"refresh"}, "verify": {"token"}, "logout": {"refresh"}, "password-reset": {"email"},
        "password-reset-confirm": {"token", "password"}, "password-change": {"current_password", "password"},
        "email-change": {"email", "current_password"}, "email-change-confirm": {"token"},
        "mfa": {"mfa_token", "code"}, "confirm": {"code"}, "reauthenticate": {"password"},
    }  # fmt: skip
    return known.get(path.rstrip("/").rpartition("/")[2], set())


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"", {200, 204, 400, 401, 409}),
        (b"{", {400}),
        (b"[]", {400}),
        (b"null", {400}),
        (b'"text"', {400}),
        (b"\xff\xfe", {400}),
        (b'{"a": NaN}', {400}),
        (b"[" * 100_000, {400, 413}),
        (b'{"a":' * 200 + b"1" + b"}" * 200, {400}),
        (b'{"email": "' + b"x" * 3_000_000 + b'"}', {413}),
    ],
)
def test_broken_deep_and_huge_bodies_are_refused(sender, path, body, statuses):
    assert send(sender, path, body).status_code in statuses


@pytest.mark.parametrize("path", POSTS)
def test_unknown_fields_and_parameters_are_refused(sender, path):
    if path != "/api/auth/register/":
        response = send(sender, path, json.dumps({"nothing": 1}))
        assert response.status_code == 400
        assert {"field": "nothing", "code": "unknown", "message": "There is no such field."} in response.json()[
            "errors"
        ]
    assert send(sender, path + "?nothing=1", "{}").status_code == 400
    assert send(sender, path + "?cookie=perhaps", "{}").status_code == 400


@pytest.mark.parametrize("path", POSTS)
def test_only_json_is_read(sender, path):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert send(sender, path, "email=a", content_type).status_code == 415


@pytest.mark.parametrize(
    "path", sorted((set(POSTS) - OPEN) | {"/api/auth/profile/", "/api/auth/sessions/", "/me/", "/api/user/"})
)
def test_without_a_token_there_is_nothing_to_see(db, path):
    client = APIClient()
    for method in ("get", "post", "patch", "delete"):
        response = getattr(client, method)(path, {}, format="json")
        assert response.status_code == 401, (method, path)
        assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("path", ["/api/auth/sessions/x/", "/api/auth/avatars/x/y.webp", "/api/auth/nothing/"])
def test_other_paths_are_404(sender, path):
    assert sender[True].delete(path).status_code == 404


@pytest.mark.parametrize(
    "address", ["k\u0131m@example.com", '"a\u0001b"@example.com', "kim@example.com\r\nBcc: a@b.co"]
)
def test_what_no_header_should_hold_is_no_address(sender, address):
    for path in ("register/", "password-reset/", "activate/resend/", "login/"):
        body = {"email": address} | ({"password": "x" * 20} if path in {"register/", "login/"} else {})
        response = send(sender, "/api/auth/" + path, json.dumps(body))
        assert [fault["field"] for fault in response.json()["errors"]] == ["email"], path
    assert User.objects.count() == 1
