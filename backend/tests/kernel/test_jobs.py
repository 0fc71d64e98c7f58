"""What the clock asks for is done once, however many ask, and it is known when, how long, and with what end."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app

from kernel import clock, jobs, watchdog
from kernel.jobs import Overlapping, Scheduled
from kernel.models import Job

pytestmark = pytest.mark.django_db
NAME = "test.job"


@pytest.fixture
def runs(settings: Any) -> list[str]:
    settings.CELERY_BEAT_SCHEDULE = {"a job of these tests": {"task": NAME, "schedule": 60.0}}
    return []


def made(base: type[Scheduled], work: Any) -> Any:
    """The task, as a worker has it."""

    class ByWorker(base):  # type: ignore[valid-type,misc]
        name = NAME

        def run(self, *args: Any, **kwargs: Any) -> Any:
            return work()

    task = ByWorker()
    task.bind(current_app)
    return task


def by_worker(task: Any) -> Any:
    """Call it as the tracer of a worker does."""
    task.push_request(called_directly=False)
    try:
        return task()
    finally:
        task.pop_request()


def test_its_last_run_is_on_record(runs):
    by_worker(made(Scheduled, lambda: runs.append("run")))
    row = Job.objects.get()
    assert (row.name, row.outcome, row.runs, row.failures, row.error, row.held_until) == (NAME, "done", 1, 0, "", None)
    assert row.finished_at == row.succeeded_at
    assert row.milliseconds is not None


def test_two_clocks_have_it_done_once_in_each_period(runs):
    task = made(Scheduled, lambda: runs.append("run"))
    by_worker(task)
    by_worker(task)
    assert runs == ["run"]
    Job.objects.update(started_at=clock.now() - timedelta(seconds=31))
    by_worker(task)
    assert runs == ["run", "run"]


def test_while_one_worker_is_at_it_no_other_begins(runs):
    task = made(Scheduled, lambda: runs.append("run"))

    def meanwhile() -> None:
        Job.objects.update(started_at=clock.now() - timedelta(hours=1))
        by_worker(task)

    by_worker(made(Scheduled, meanwhile))
    assert runs == []


def test_a_run_whose_worker_died_is_taken_up_in_time(runs):
    long_ago = clock.now() - jobs.HOLD
    Job.objects.create(name=NAME, worker="dead", outcome="running", started_at=long_ago, held_until=clock.now())
    by_worker(made(Scheduled, lambda: runs.append("run")))
    assert runs == ["run"]


def test_a_failure_is_on_record_by_its_name_and_not_by_its_words(runs):
    def fail() -> None:
        raise ValueError("the value is hunter2")

    with pytest.raises(ValueError, match="hunter2"):
        by_worker(made(Scheduled, fail))
    row = Job.objects.get()
    assert (row.outcome, row.error, row.runs, row.failures, row.succeeded_at) == ("failed", "ValueError", 1, 1, None)


def test_what_runs_every_few_seconds_overlaps_and_is_noted_now_and_then(runs):
    task = made(Overlapping, lambda: runs.append("run"))
    for _ in range(3):
        by_worker(task)
    assert runs == ["run"] * 3
    assert Job.objects.get().runs == 1


def test_called_directly_it_is_a_plain_function(runs):
    task = made(Scheduled, lambda: runs.append("run"))
    task()
    task()
    assert runs == ["run", "run"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("entry", current_app.conf.beat_schedule.values(), ids=lambda entry: entry["task"])
def test_what_the_clock_asks_for_is_a_task_that_goes_on_record(entry):
    current_app.loader.import_default_modules()
    task = current_app.tasks[entry["task"]]
    assert isinstance(task, Scheduled)
    assert entry["options"]["expires"] <= entry["schedule"]
    assert watchdog.task_prerun.has_listeners(task)
