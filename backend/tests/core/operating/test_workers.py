"""The figures: what waits and how long, who works, what is late; and what is still told when Redis is away."""

import json
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from kernel import clock, memory, nudge
from kernel.models import Job, OutboxMessage, Suppression, WorkerProcess

State = OutboxMessage.State
WORKERS = "/api/operator/workers/"
MINUTE = timedelta(minutes=1)


def figures(operator):
    response = operator.client.get(WORKERS)
    assert response.status_code == 200, response.content
    return response.json()


def test_of_an_idle_installation(operator):
    seen = figures(operator)
    assert seen["broker"] == "ok"
    assert seen["queues"] == [{"name": name, "waiting": 0} for name in ("default", "heavy", "mail")]
    assert (seen["lanes"], seen["workers"], seen["dead"], seen["suppressed"]) == ([], [], 0, 0)
    assert seen["rate"] == {window: {"delivered": 0, "failed": 0} for window in ("minute", "hour")}
    assert seen["mail"] == {"host": "127.0.0.1", "last_accepted_at": None, "failures": []}


def test_lanes_tell_what_is_due_held_and_delayed_and_how_long_the_oldest_waits(operator, message):
    moment = clock.now()
    due = message(State.PENDING, priority=10, attempts=0, created_at=moment - 5 * MINUTE)
    message(State.PENDING, priority=10, held_until=moment + MINUTE, claimed_by="a", created_at=moment - 2 * MINUTE)
    message(State.PENDING, priority=10, available_at=moment + MINUTE, attempts=0, created_at=moment - 7 * MINUTE)
    tried = message(State.PENDING, available_at=moment + MINUTE, created_at=moment - 8 * MINUTE)
    sent = message(State.PENDING, kind="sms", held_until=moment + MINUTE, created_at=moment - 3 * MINUTE)
    message(State.PENDING, kind="notify", priority=90, held_until=moment - MINUTE, claimed_by="dead")
    lanes = {(lane["kind"], lane["priority"]): lane for lane in figures(operator)["lanes"]}
    assert list(lanes) == [("mail", "urgent"), ("mail", "normal"), ("sms", "normal"), ("notify", "bulk")]
    urgent, normal = lanes["mail", "urgent"], lanes["mail", "normal"]
    assert [urgent[name] for name in ("waiting", "due", "delayed", "held")] == [2, 1, 1, 1]
    assert [normal[name] for name in ("waiting", "due", "delayed", "held")] == [1, 0, 1, 0]
    assert lanes["notify", "bulk"]["due"] == 1, "whose lease is over is due again"
    assert urgent["oldest_waiting_at"][:23] == due.created_at.isoformat()[:23]
    held = lanes["sms", "normal"]
    assert held["oldest_waiting_at"][:23] == sent.created_at.isoformat()[:23], "somebody waits for it all the same"
    assert normal["oldest_waiting_at"][:23] == tried.created_at.isoformat()[:23]


def test_rates_count_what_was_finished_lately(operator, message):
    moment = clock.now()
    for ago in (timedelta(seconds=10), 10 * MINUTE, 50 * MINUTE, 70 * MINUTE):
        message(State.DONE, finished_at=moment - ago)
        message(State.DEAD, finished_at=moment - ago)
    message(State.DROPPED)
    seen = figures(operator)
    assert seen["rate"] == {"minute": {"delivered": 1, "failed": 1}, "hour": {"delivered": 3, "failed": 3}}
    assert seen["dead"] == 4


def test_reasons_of_failures_are_counted_by_their_class(operator, message):
    moment = clock.now()
    message(), message(last_error="given up after 40 attempts: 550-5.1.1 <berta@example.com> gone")
    message(State.PENDING, last_error="421 4.7.0 try later")
    message(State.PENDING, last_error="ConnectionRefusedError")
    message(last_error="suppressed: 550 5.1.1 <anna@example.com> unknown")
    message(last_error="eve@example.com wrote this")
    message(State.PENDING, attempts=0, last_error="this mailbox got 60 mails in 600 s")
    message(finished_at=moment - timedelta(hours=25), last_error="554 long ago")
    message(kind="identity.picture", last_error="TimeoutError", recipient="")
    counts = {row["reason"]: row["count"] for row in figures(operator)["mail"]["failures"]}
    assert counts == {"550 5.1.1": 2, "421 4.7.0": 1, "ConnectionRefusedError": 1, "suppressed": 1, "other": 1}


def test_the_last_letter_that_was_taken(operator, message):
    taken = message(State.DONE, finished_at=clock.now() - MINUTE)
    message(State.DONE, recipient="")  # one that was not wanted any more
    message(State.DONE, kind="notify", recipient="")
    assert figures(operator)["mail"]["last_accepted_at"][:23] == taken.finished_at.isoformat()[:23]


def test_workers_that_fall_silent_are_not_alive(operator):
    moment = clock.now()
    for name, ago in {"a:1:x": 29, "b:2:y": 31}.items():
        WorkerProcess.objects.create(
            name=name, queues="default,mail", threads=6, started_at=moment, seen_at=moment - timedelta(seconds=ago)
        )
    first, second = figures(operator)["workers"]
    assert (first["name"], first["alive"], first["queues"], first["threads"]) == ("a:1:x", True, ["default", "mail"], 6)
    assert (second["name"], second["alive"]) == ("b:2:y", False)


def test_every_job_of_the_clock_is_there_before_it_ran(operator):
    jobs = {job["name"]: job for job in figures(operator)["jobs"]}
    assert set(jobs) == {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}
    drain = jobs["outbox.drain"]
    assert (drain["label"], drain["every_seconds"], drain["outcome"]) == ("drain the outbox", 5, None)


@pytest.mark.parametrize(("minutes", "late"), [(20, False), (22, True)])
def test_a_job_is_late_after_two_periods_and_a_minute_without_a_success(operator, settings, minutes, late):
    settings.CELERY_BEAT_SCHEDULE = {"test": {"task": "test.job", "schedule": 600.0}}
    moment = clock.now()
    good = moment - timedelta(minutes=minutes)
    Job.objects.create(name="test.job", worker="w", outcome="failed", error="E", started_at=moment, succeeded_at=good)
    _in_place(moment - timedelta(days=1))
    (job,) = figures(operator)["jobs"]
    assert (job["late"], job["outcome"], job["error"]) == (late, "failed", "E")


@pytest.mark.parametrize(("minutes", "late"), [(20, False), (22, True)])
def test_a_job_that_never_went_well_is_late_by_when_it_could_have(operator, settings, minutes, late):
    settings.CELERY_BEAT_SCHEDULE = {"test": {"task": "test.job", "schedule": 600.0}}
    _in_place(clock.now() - timedelta(minutes=minutes))
    (job,) = figures(operator)["jobs"]
    assert job["late"] is late


def _in_place(moment):
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).migration_qs.update(applied=moment)


def test_what_lies_in_the_queues_is_counted(operator):
    assert nudge.send()
    waiting = {queue["name"]: queue["waiting"] for queue in figures(operator)["queues"]}
    assert waiting == {"default": 0, "heavy": 0, "mail": 1}


def test_while_redis_is_away_all_else_is_told_within_a_second(operator, message, monkeypatch):
    message(), Suppression.objects.create(address="a@example.com", reason="gone", created_at=clock.now())
    operator.client.get(WORKERS)
    unreachable = memory.Redis.from_url("redis://127.0.0.1:1/0", socket_timeout=0.5, socket_connect_timeout=0.5)
    monkeypatch.setattr(memory, "client", lambda: unreachable)
    began = time.monotonic()
    seen = figures(operator)
    assert time.monotonic() - began < 1
    assert seen["broker"] == "away"
    assert {queue["waiting"] for queue in seen["queues"]} == {None}
    assert (seen["dead"], seen["suppressed"]) == (1, 1)


def test_a_command_prints_the_same_where_there_is_no_page(operator, message, capsys):
    message()
    call_command("figures")
    printed, answered = json.loads(capsys.readouterr().out), figures(operator)
    assert (printed["dead"], set(printed)) == (1, set(answered))
    assert printed["mail"]["failures"][0]["reason"] == "550 5.1.1"
