"""A task that hangs where nobody can interrupt it: the worker ends itself in time, and started again it goes on."""

import sys
from pathlib import Path

import pytest
from celery import current_app

from kernel.models import Job
from tests.faults.stack import Program, running, wait_until, worker

HANGING = """
import sys, time
from celery import shared_task
from KeyNest.celery import app

def wait_in_c():
    # One call into C that lasts: exceptions for the thread arrive only after it.
    time.sleep(600)

@shared_task(name="test.hang", soft_time_limit=1, time_limit=3)
def hang(**_):
    wait_in_c()

@shared_task(name="test.spin", soft_time_limit=1, time_limit=30)
def spin(**_):
    while True:
        time.sleep(0.01)

app.worker_main(sys.argv[1:])
"""


def with_hanging_tasks(directory: Path) -> Program:
    """The worker as it is, with two tasks more."""
    program = worker(directory, clock=False)
    script = directory / "hanging.py"
    script.write_text(HANGING)
    at = program.command.index("worker")
    program.command = [sys.executable, str(script), *program.command[at:]]
    program.settings |= {"PYTHONPATH": "."}
    return program


@pytest.mark.django_db(transaction=True)
def test_time_limits_hold(tmp_path: Path):
    log = tmp_path / "worker.log"
    program = with_hanging_tasks(tmp_path)
    with running(program):
        current_app.send_task("test.spin", queue="default")
        wait_until(lambda: "SoftTimeLimitExceeded" in log.read_text(), 60, "the one that can be interrupted is")
        assert program.process is not None
        assert program.process.poll() is None
        current_app.send_task("test.hang", queue="default", expires=5)
        process = program.process
        wait_until(lambda: process.poll() is not None, 30, "the worker has ended itself")
        assert process.poll() == 70
        assert "a task hangs: this worker ends" in log.read_text()
        program.kill()
        program.start()
        current_app.send_task("outbox.drain", queue="mail")
        wait_until(lambda: Job.objects.filter(name="outbox.drain").exists(), 60, "the next worker works")
