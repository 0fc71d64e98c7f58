"""/metrics: figures for whom the settings name, from inside only, and nothing in them that anybody wrote."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import OperationalError
from environs.exceptions import EnvValidationError
from prometheus_client.parser import text_string_to_metric_families

from kernel import clock, memory, nudge
from kernel.http.metrics import FORWARDED
from kernel.models import Job, OutboxMessage, Suppression, WorkerProcess
from KeyNest import env
from tests.core.operating.conftest import _nothing_remembered, message

__all__ = ["_nothing_remembered", "message"]
pytestmark = pytest.mark.django_db
Message = Callable[..., OutboxMessage]


def scrape(api: Any, **given: str) -> str:
    response = api.get("/metrics", **given)
    assert response.status_code == 200
    return str(response.content.decode())


def samples(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    return {
        sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_it_tells_of_everything_that_an_alert_asks(api, message: Message):
    moment = clock.now()
    message(), message("pending", priority=10, created_at=moment - timedelta(minutes=5), last_error="421 4.7.0 later")
    message("done")
    Suppression.objects.create(address="a@example.com", reason="gone", created_at=moment)
    row = {"queues": "mail", "threads": 6, "started_at": moment, "delivered": 7, "failed": 2}
    WorkerProcess.objects.create(name="a:1:x", seen_at=moment, **row)
    WorkerProcess.objects.create(name="b:1:y", seen_at=moment - timedelta(minutes=5), **row)
    Job.objects.create(
        name="outbox.drain", worker="w", outcome="done", started_at=moment, succeeded_at=moment, failures=3
    )
    nudge.send()
    found = samples(scrape(api))
    for name, value in {
        "keynest_database_up": 1,
        "keynest_broker_up": 1,
        "keynest_outbox_dead": 1,
        "keynest_outbox_messages kind=mail priority=urgent state=due": 1,
        "keynest_outbox_messages kind=mail priority=urgent state=held": 0,
        "keynest_outbox_lately outcome=delivered window=hour": 1,
        "keynest_outbox_delivered_total worker=a:1:x": 7,
        "keynest_outbox_failed_total worker=a:1:x": 2,
        "keynest_queue_messages queue=mail": 1,
        "keynest_workers_alive": 1,
        "keynest_job_last_success_timestamp_seconds task=outbox.drain": pytest.approx(moment.timestamp()),
        "keynest_job_failures_total task=outbox.drain": 3,
        "keynest_job_late task=outbox.drain": 0,
        "keynest_job_late task=kernel.purge": 0,
        "keynest_suppressed_mailboxes": 1,
        "keynest_mail_failures reason=421 4.7.0": 1,
        "keynest_mail_failures reason=550 5.1.1": 1,
    }.items():
        assert found[name] == value, name
    assert found["keynest_outbox_oldest_seconds kind=mail priority=urgent"] == pytest.approx(300, abs=5)
    assert found["keynest_worker_seen_seconds worker=b:1:y"] == pytest.approx(300, abs=5)
    assert found["keynest_mail_last_accepted_timestamp_seconds"] == pytest.approx(moment.timestamp(), abs=5)
    assert 0 < found["keynest_disk_free_bytes"] < found["keynest_disk_size_bytes"]


def test_it_says_nothing_that_anybody_wrote(api, message: Message):
    hostile = "eve@evil.example"
    moment = clock.now()
    for error in (
        f"550 5.1.1 <{hostile}> unknown",
        f"suppressed: {hostile}",
        hostile,
        'x"} 1\nfake 1',
        "421-4.7.0\n" + hostile,
    ):
        message(last_error=error, recipient=hostile, payload={"template": hostile, "user": hostile}, cause="trace-77")
    Suppression.objects.create(address=hostile, reason=hostile, created_at=moment)
    Job.objects.create(name="outbox.drain", worker=hostile, outcome="failed", error="HushError", started_at=moment)
    text = scrape(api)
    for word in ("evil", "fake", "trace-77", "HushError", "unknown", "@"):
        assert word not in text
    reasons = set(re.findall(r'reason="([^"]*)"', text))
    assert reasons == {"550 5.1.1", "421 4.7.0", "suppressed", "other"}


@pytest.mark.parametrize(
    ("peer", "allowed", "status"),
    [
        ("127.0.0.1", "127.0.0.0/8", 200),
        ("::1", "::1", 200),
        ("10.1.2.3", "127.0.0.0/8", 404),
        ("10.1.2.3", "10.0.0.0/8", 200),
        ("::ffff:10.1.2.3", "10.0.0.0/8", 200),
        ("10.1.2.3", "2001:db8::/32", 404),
        ("garbage", "127.0.0.0/8", 404),
    ],
)
def test_only_from_where_the_settings_allow_it(api, settings, peer, allowed, status):
    settings.METRICS_ALLOWED = [ip_network(allowed)]
    response = api.get("/metrics", REMOTE_ADDR=peer)
    assert response.status_code == status
    if status == 404:
        assert response.json()["code"] == "not_found"


def test_behind_a_proxy_of_ours_the_address_that_it_vouches_for_counts(api, settings):
    settings.TRUSTED_PROXIES = 1
    assert api.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 404
    assert api.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.7").status_code == 404
    assert api.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.7, 127.0.0.1").status_code == 200


@pytest.mark.parametrize("shown", FORWARDED)
def test_what_comes_by_a_proxy_that_nobody_told_us_of_is_no_neighbour(api, shown):
    assert api.get("/metrics", headers={shown: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("shown", ["Forwarded", "X-Forwarded-Proto", "X-Real-IP"])
def test_a_proxy_of_ours_that_vouches_for_no_address_is_not_taken_for_a_neighbour(api, settings, shown):
    settings.TRUSTED_PROXIES = 1
    assert api.get("/metrics", headers={shown: "127.0.0.1"}).status_code == 404
    assert api.get("/metrics", headers={shown: "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}).status_code == 200


def test_fewer_hops_than_proxies_vouch_for_nobody(api, settings):
    settings.TRUSTED_PROXIES = 2
    assert api.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 404


def test_a_token_opens_nothing_and_writing_is_refused(api):
    assert api.get("/metrics", REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION="Bearer x").status_code == 404
    assert api.post("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert api.post("/metrics").status_code == 405


def test_without_redis_it_says_so_and_tells_the_rest(api, message: Message, monkeypatch):
    message()
    unreachable = memory.Redis.from_url("redis://127.0.0.1:1/0", socket_timeout=0.5, socket_connect_timeout=0.5)
    monkeypatch.setattr(memory, "client", lambda: unreachable)
    began = time.monotonic()
    found = samples(scrape(api))
    assert time.monotonic() - began < 1
    assert (found["keynest_broker_up"], found["keynest_database_up"], found["keynest_outbox_dead"]) == (0, 1, 1)
    assert not [name for name in found if "queue" in name]


def test_without_the_database_it_says_so_and_tells_the_rest(api, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("kernel.operating.figures.lanes", away)
    monkeypatch.setattr("kernel.operating.prometheus.connection.close", lambda: None)
    found = samples(scrape(api))
    assert (found["keynest_broker_up"], found["keynest_database_up"]) == (1, 0)
    assert not [name for name in found if "outbox" in name]


def test_prometheus_may_ask_for_its_newer_form(api):
    response = api.get("/metrics", HTTP_ACCEPT="application/openmetrics-text; version=1.0.0")
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


@pytest.mark.parametrize(("given", "read"), [("10.0.0.7, 2001:db8::/32", ["10.0.0.7/32", "2001:db8::/32"]), ("", [])])
def test_the_setting_takes_addresses_and_networks(monkeypatch, given, read):
    monkeypatch.setenv("METRICS_ALLOWED", given)
    assert env.read().metrics_allowed == [ip_network(each) for each in read]


@pytest.mark.parametrize("given", ["prometheus.internal", "10.0.0.7/8", "10.0.0.7:9090"])
def test_the_setting_refuses_what_is_none(monkeypatch, given):
    monkeypatch.setenv("METRICS_ALLOWED", given)
    with pytest.raises(EnvValidationError, match="METRICS_ALLOWED"):
        env.read()
