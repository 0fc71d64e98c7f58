"""Log lines are JSON, carry the request's id, and hold no token whatever somebody logs."""

import json
import logging

import pytest

from kernel import logs

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "text",
    [
        f"WebSocket /ws/?token={JWT} [accepted]",
        f"Authorization: Bearer {JWT}",
        "GET /ws/?since=1&ticket=abcDEF123_-secretsecret",
        "GET /callback?code=abcDEF123_-secretsecret&state=1",
        "key kn_abcDEF123_-secretsecret refused",
        "refresh knr_abcDEF123_-secretsecret refused",
        "can't connect to redis://:abcDEF123_-secretsecret@127.0.0.1:6379/0",
        "smtp://someone:abcDEF123_-secretsecret@mail.example",
        '{"token": "abcDEF123_-secretsecret"}',
        "https://keynest.example/activate#token=abcDEF123_-secretsecret",
    ],
)
def test_a_token_is_taken_out(text):
    assert "secretsecret" not in logs.redacted(text)
    assert JWT not in logs.redacted(text)


def test_a_record_becomes_one_json_line():
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "INFO", "msg": "hello %s", "args": (f"Bearer {JWT}",), "path": f"/a?token={JWT}"}
    )
    token = logs.request_id.set("abc")
    try:
        assert logs.Redact().filter(record)
        line = json.loads(logs.JSONFormatter().format(record))
    finally:
        logs.request_id.reset(token)
    assert line["request_id"] == "abc"
    assert line["message"] == "hello Bearer [redacted]"
    assert JWT not in line["path"]


def test_a_stack_is_kept_and_cleaned():
    try:
        raise ValueError(f"bad token {JWT}")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, error.__traceback__)})
    assert JWT not in logs.JSONFormatter().format(record)
    assert "ValueError" in logs.JSONFormatter().format(record)
