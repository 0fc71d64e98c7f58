"""Real workers: what an operator sees of them, and of the clock's jobs, through a clean end, a freeze and kill -9."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from kernel import outbox
from kernel.models import WorkerProcess
from tests.factories import make_user
from tests.faults.stack import Program, running, wait_until, worker
from tests.world import Person

SILENT_WITHIN = 35.0
pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """The operator's page."""

    def __init__(self) -> None:
        self.operator = Person(make_user(is_staff=True))

    def figures(self) -> dict[str, Any]:
        response = self.operator.client.get("/api/operator/workers/")
        assert response.status_code == 200
        return dict(response.json())

    def alive(self, program: Program) -> bool | None:
        """Whether it says that this process is alive; None where it is not in the list."""
        assert program.process is not None
        number = f":{program.process.pid}:"
        return next((row["alive"] for row in self.figures()["workers"] if number in row["name"]), None)

    def job(self, name: str) -> dict[str, Any]:
        return next(job for job in self.figures()["jobs"] if job["name"] == name)


def test_a_worker_is_seen_while_it_lives_and_so_is_what_the_clock_asked_for(tmp_path: Path):
    page, (first, second) = Page(), (tmp_path / "first", tmp_path / "second")
    first.mkdir(), second.mkdir()
    outbox.put("nobody knows this kind", {})
    with running(worker(first)) as with_clock, running(worker(second, clock=False)) as other:
        for program in (with_clock, other):
            wait_until(lambda program=program: page.alive(program) is True, 60, "a worker is seen")
        (row,) = [row for row in page.figures()["workers"] if f":{with_clock.process.pid}:" in row["name"]]
        assert (row["queues"], row["threads"]) == (["default", "heavy", "mail"], 6)

        # The clock's last runs, with who did them and how long it took.
        wait_until(lambda: page.job("outbox.drain")["runs"] > 0, 60, "the clock asked, and it was done")
        drain = page.job("outbox.drain")
        assert (drain["outcome"], drain["error"], drain["late"]) == ("done", "", False)
        assert drain["milliseconds"] is not None
        assert drain["succeeded_at"] >= drain["started_at"]

        # A clean end takes the row away before the process is gone.
        ending, number = other.process, f":{other.process.pid}:"
        ending.send_signal(signal.SIGTERM)
        ending.wait(20)
        assert not WorkerProcess.objects.filter(name__contains=number).exists()

        # A frozen one falls silent, and is there again when it wakes.
        with_clock.send(signal.SIGSTOP)
        frozen_at = time.monotonic()
        wait_until(lambda: page.alive(with_clock) is False, SILENT_WITHIN, "a frozen worker is not alive")
        assert page.figures()["lanes"][0]["kind"] == "nobody knows this kind"
        assert time.monotonic() - frozen_at > 15, "one that is late once is not called dead"
        with_clock.send(signal.SIGCONT)
        wait_until(lambda: page.alive(with_clock) is True, 15, "it is alive again")


def test_a_worker_that_was_killed_is_not_alive_half_a_minute_later(tmp_path: Path):
    page = Page()
    with running(worker(tmp_path)) as program:
        wait_until(lambda: page.alive(program) is True, 60, "a worker is seen")
        (row,) = page.figures()["workers"]
        program.kill()
    took = wait_until(lambda: not page.figures()["workers"][0]["alive"], SILENT_WITHIN, "it is not alive")
    assert took < SILENT_WITHIN
    (silent,) = page.figures()["workers"]
    assert (silent["name"], silent["alive"]) == (row["name"], False)
