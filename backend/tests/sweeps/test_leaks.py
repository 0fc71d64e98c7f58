"""The search for secrets finds what is hidden."""

import base64
import json

import pytest
from celery import current_app

from kernel import clock, memory
from kernel.models import OutboxMessage
from tests.sweeps import leaks

SECRET = "pa/ss word+ünï&?"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "yz"])
def test_it_knows_a_secret_within_an_encoded_text(before, after):
    text = f"{before}{SECRET}{after}".encode()
    found = leaks.forms(SECRET).values()
    assert any(form in base64.b64encode(text).decode() for form in found)
    assert any(form in base64.urlsafe_b64encode(text).decode() for form in found)
    assert any(form in json.dumps({"a": text.decode()}) for form in found)


@pytest.mark.django_db
def test_it_finds_what_lies_in_a_table_in_redis_and_in_a_log():
    OutboxMessage.objects.create(
        kind="mail", payload={"deep": [{"er": SECRET}]}, created_at=clock.now(), available_at=clock.now()
    )
    client = memory.client()
    client.set("s", base64.b64encode(SECRET.encode()))
    client.rpush("l", SECRET)
    client.hset("h", "f", SECRET)
    client.zadd("z", {SECRET: 1})
    client.sadd("set", SECRET)
    client.xadd("x", {"f": SECRET.encode().hex()})
    client.set(f"key:{SECRET}", "")
    places = {leak.place for leak in leaks.find({"secret": SECRET}, logs=[f"GET /?q={SECRET}"])}
    redis = {f"Redis {name}" for name in ("s", "l", "h", "z", "set", "x", "key")}
    assert places == {"table kernel_outbox", "log"} | redis


@pytest.mark.django_db
def test_it_finds_the_argument_of_a_task_that_is_gone_already():
    with leaks.watching() as traffic:
        current_app.send_task("nobody.listens", kwargs={"password": SECRET}, queue="nowhere")
        memory.client().flushdb()
    assert leaks.find({"secret": SECRET}) == []
    assert {leak.place for leak in leaks.find({"secret": SECRET}, traffic=traffic)} == {"Redis command"}


def test_it_refuses_what_stands_everywhere_by_chance():
    with pytest.raises(ValueError, match="short"):
        leaks.find({"pin": "1234"})
