"""Whatever fails, the answer is problem+json with a stable code, and shows nothing of the inside."""

import json
import logging

import pytest

from kernel.http.exceptions import MEDIA_TYPE
from kernel.logs import JSONFormatter

pytestmark = [pytest.mark.urls("tests.kernel.routes"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("problem", 409, "stale_version"),
        ("postgres", 503, "unavailable"),
        ("redis", 503, "unavailable"),
        ("suspicious", 400, "invalid"),
        ("bug", 500, "internal"),
    ],
)
def test_each_failure_has_its_code(api, how, status, code, caplog):
    api.raise_request_exception = False
    with caplog.at_level(logging.INFO):
        response = api.get(f"/api/failures/?how={how}", headers={"X-Request-ID": "trace-me"})
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    problem = response.json()
    assert (problem["code"], problem["status"], problem["request_id"]) == (code, status, "trace-me")
    assert b"secretsecret" not in response.content
    assert response.headers["X-Request-ID"] == "trace-me"


def test_a_bug_leaves_its_stack_in_the_log(api, caplog):
    api.raise_request_exception = False
    api.get("/api/failures/?how=bug", headers={"X-Request-ID": "trace-me"})
    (record,) = [record for record in caplog.records if record.levelname == "ERROR" and record.exc_info]
    line = json.loads(JSONFormatter().format(record))
    assert "ValueError" in line["exception"]
    assert "in get" in line["exception"]


def test_a_problem_carries_its_fields_and_members(api):
    problem = api.get("/api/failures/?how=problem").json()
    assert problem["errors"] == [{"field": "version", "code": "stale", "message": "Old."}]
    assert problem["current"] == 3


def test_unavailable_tells_when_to_come_back(api):
    assert int(api.get("/api/failures/?how=redis").headers["Retry-After"]) > 0


def test_nobody_signed_in_is_told_how(api):
    response = api.post("/api/things/", {"name": "a"}, format="json")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "Token x", "Bearer nonsense", "Bearer a.b.c"])
def test_faulty_credentials_are_401(api, header):
    response = api.post("/api/things/", {"name": "a"}, format="json", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_an_unknown_route_is_a_problem_too(api):
    response = api.get("/api/nothing/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_foreign_host_is_refused(api):
    response = api.get("/api/failures/?how=problem", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content


def test_a_method_that_is_none_is_405(api):
    response = api.delete("/api/failures/?how=problem")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


def test_an_odd_request_id_is_replaced(api):
    for odd in ("x" * 65, "a b", "<script>", "ü"):
        response = api.get("/api/failures/?how=problem", headers={"X-Request-ID": odd})
        assert response.headers["X-Request-ID"] != odd
        assert response.json()["request_id"] == response.headers["X-Request-ID"]


def test_every_answer_carries_the_security_headers(api):
    headers = api.get("/api/failures/?how=problem").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_access_line_holds_the_path_and_no_query(api, caplog):
    with caplog.at_level(logging.INFO, logger="keynest.access"):
        api.get("/api/failures/?how=problem")
    (line,) = [record for record in caplog.records if record.name == "keynest.access"]
    assert (line.path, line.status, line.method) == ("/api/failures/", 409, "GET")
    assert "how=" not in json.dumps(vars(line), default=str)
