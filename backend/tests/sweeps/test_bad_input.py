"""Whatever is sent, the answer is a 4xx with a stable code, and nothing has changed."""

import json
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from kernel.errors import Code
from tests.sweeps.endpoints import Endpoint, endpoints
from tests.sweeps.test_roles import CASES, CORE, filled, stage

__all__ = ["stage"]

WITH_BODY = [case for case in CASES if case.body]
# Signing out everywhere needs no body: an empty one does what it is for. Its one field is tried with its own tests.
WANTS_NOTHING = Endpoint("post", "api/auth/logout/all/")
AUTH_WRITES = sorted(e for e in endpoints("api/auth/") - {WANTS_NOTHING} if e.method in {"post", "put", "patch"})
NOT_A_BODY: list[bytes] = [
    b"",
    b"{",
    b"null",
    b"5",
    b'"text"',
    b"[]",
    b"[1, 2]",
    b"\xff\xfe\x00",
    b'{"a": NaN}',
    b"[" * 50_000,
    b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
]
NOT_A_VALUE: list[Any] = [None, 5, -1, True, 1.5, [], {}, ["x"], {"x": 1}, "\x00", "a\x00b", 10**30, "x" * 200_000]
MEDIA_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml")
HUGE = b'"' + b"x" * 10_000_000 + b'"'
AUTH_FIELDS = ("email", "password", "token", "refresh", "current_password", "username", "first_name", "code")
TABLES = (
    "auth_account",
    "core_change_set",
    "core_chat_entry",
    "core_chat_message",
    "core_chat_reading",
    "core_chat_room",
    "core_environment",
    "core_invitation",
    "core_mail_look",
    "core_mail_template",
    "core_membership",
    "core_notification_default",
    "core_organization",
    "core_project",
    "core_share_link",
    "core_variable",
    "core_variable_version",
    "kernel_event",
)


def fingerprint() -> list[tuple[str, str]]:
    """A digest of every table that a refused request must leave alone."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t")
            found.append((table, cursor.fetchone()[0]))
    return found


def assert_refused(response: Any, sent: object) -> None:
    """A client's mistake, said in our form."""
    shown = f"{response.status_code} {response.content[:300]!r} for {str(sent)[:100]}"
    assert 400 <= response.status_code < 500, shown
    assert response.headers["Content-Type"] == "application/problem+json", shown
    problem = response.json()
    assert problem["code"] in set(Code), shown
    assert problem["status"] == response.status_code
    assert {"type", "title", "detail", "request_id", "errors"} <= set(problem)


def send(client: Any, method: str, path: str, raw: bytes, media_type: str = "application/json") -> Any:
    """A request with exactly these bytes."""
    return client.generic(method.upper(), path, raw, content_type=media_type)


@pytest.mark.parametrize("case", WITH_BODY, ids=str)
def test_what_is_not_an_object_is_refused(world, stage, case):
    before = fingerprint()
    for raw in NOT_A_BODY:
        assert_refused(send(world.owner.client, case.method, CORE + case.path.format(**stage), raw), raw)
    assert fingerprint() == before


@pytest.mark.parametrize("case", WITH_BODY, ids=str)
def test_each_field_refuses_what_does_not_fit(world, stage, case):
    good = filled(case.body, stage) or {}
    before = fingerprint()
    for name in good:
        for value in NOT_A_VALUE:
            if isinstance(value, type(good[name])) and value not in ("\x00", "a\x00b"):
                continue
            body = json.dumps(good | {name: value}).encode()
            assert_refused(send(world.owner.client, case.method, CORE + case.path.format(**stage), body), {name: value})
    assert fingerprint() == before


@pytest.mark.parametrize("case", WITH_BODY, ids=str)
def test_unknown_fields_and_parameters_and_other_media_types_are_refused(world, stage, case):
    good = filled(case.body, stage) or {}
    before = fingerprint()
    client, path = world.owner.client, CORE + case.path.format(**stage)
    unknown = send(client, case.method, path, json.dumps(good | {"surprise": 1}).encode())
    assert_refused(unknown, "surprise")
    assert ("surprise", "unknown") in {(e["field"], e["code"]) for e in unknown.json()["errors"]}
    query = "&surprise=1" if "?" in path else "?surprise=1"
    assert_refused(send(client, case.method, path + query, json.dumps(good).encode()), query)
    for media_type in MEDIA_TYPES:
        response = send(client, case.method, path, b"a=1", media_type)
        assert_refused(response, media_type)
        assert response.status_code == 415
    huge = send(client, case.method, path, HUGE)
    assert_refused(huge, "10 MB")
    assert huge.status_code == 413
    assert fingerprint() == before


@pytest.mark.parametrize("case", [case for case in CASES if case.method == "get"], ids=str)
def test_unknown_and_repeated_query_parameters_are_refused(world, stage, case):
    path = CORE + case.path.format(**stage)
    glue = "&" if "?" in path else "?"
    for query in ("surprise=1", "limit=0&limit=1", "cursor=%00", "organization=x&organization=y"):
        assert_refused(world.owner.client.get(path + glue + query), query)


@pytest.mark.parametrize("case", [case for case in CASES if "{" in case.path], ids=str)
def test_an_id_that_is_none_is_not_found(world, stage, case):
    """In the path 404; in the query a faulty parameter."""
    nonsense = dict.fromkeys(stage, "not-an-id")
    response = getattr(world.owner.client, case.method)(
        CORE + case.path.format(**nonsense), filled(case.body, stage), format="json"
    )
    assert_refused(response, "not-an-id")


@pytest.mark.parametrize("endpoint", AUTH_WRITES, ids=str)
def test_accounts_refuse_what_is_not_theirs(world, endpoint: Endpoint):
    """Never a 500, and no account changed, with and without being signed in."""
    path = "/" + endpoint.route.replace("<uuid:session_id>", str(world.owner.user.id))
    path = path.replace("<uuid:passkey_id>", str(world.owner.user.id))
    path = path.replace("<slug:provider>", "github")
    odd_fields = [json.dumps(dict.fromkeys(AUTH_FIELDS, value)).encode() for value in NOT_A_VALUE]
    before = fingerprint()
    for client in (world.owner.client, APIClient()):
        for raw in [*NOT_A_BODY, *odd_fields, HUGE]:
            response = send(client, endpoint.method, path, raw)
            assert response.status_code < 500, (raw[:80], response.content[:300])
            if response.status_code >= 400:
                assert response.json()["code"] in set(Code)
    assert fingerprint() == before
