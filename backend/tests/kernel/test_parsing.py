"""Bodies and queries: every fault is named, nothing unknown or unfit gets in."""

import io

import pytest
from rest_framework import serializers

from kernel.errors import Code, Problem
from kernel.http.parsing import Body, Flag, StrictJSON, Text, Whole


class Example(Body):
    name = Text(max_length=5)
    count = Whole(required=False, max_value=10)
    on = Flag(required=False)
    inner = serializers.ListField(child=Text(max_length=3), required=False)


def parsed(raw: bytes) -> object:
    return StrictJSON().parse(io.BytesIO(raw), None, {})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"\xff\xfe",
        b'{"a": "\\ud800"}',
        b'{"a\\u0000": 1}',
        b'{"a": ["x\\u0000y"]}',
        b"[" * 40 + b"]" * 40,
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_unfit_json_is_refused(raw):
    with pytest.raises(Problem) as refused:
        parsed(raw)
    assert refused.value.code is Code.INVALID


def test_a_huge_body_is_refused_before_it_is_read_whole():
    with pytest.raises(Problem) as refused:
        parsed(b'"' + b"x" * 300_000 + b'"')
    assert refused.value.status == 413


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": None}, "name", "null"),
        ({"name": 5}, "name", "invalid"),
        ({"name": True}, "name", "invalid"),
        ({"name": ["a"]}, "name", "invalid"),
        ({"name": {"a": 1}}, "name", "invalid"),
        ({"name": "toolong"}, "name", "max_length"),
        ({"name": "a", "count": "5"}, "count", "invalid"),
        ({"name": "a", "count": 1.5}, "count", "invalid"),
        ({"name": "a", "count": True}, "count", "invalid"),
        ({"name": "a", "count": -1}, "count", "min_value"),
        ({"name": "a", "count": 11}, "count", "max_value"),
        ({"name": "a", "count": 10**400}, "count", "max_value"),
        ({"name": "a", "on": "yes"}, "on", "invalid"),
        ({"name": "a", "on": 1}, "on", "invalid"),
        ({"name": "a", "inner": ["ok", "long text"]}, "inner.1", "max_length"),
        ({"name": "a", "is_staff": True}, "is_staff", "unknown"),
    ],
)
def test_each_fault_is_named(body, field, code):
    with pytest.raises(Problem) as refused:
        Example.checked(body)
    assert (field, code) in {(fault.field, fault.code) for fault in refused.value.errors}


def test_all_faults_come_at_once():
    with pytest.raises(Problem) as refused:
        Example.checked({"name": 5, "count": "x", "what": 1})
    assert {fault.field for fault in refused.value.errors} == {"name", "count", "what"}
