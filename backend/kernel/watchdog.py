"""Time limits that hold in a pool of threads, where Celery's own do not.

At the soft limit the task's thread gets an exception. A thread that waits inside a system call never sees it, and no
thread can be killed: at the hard limit the process gives back what it has claimed and ends. Whoever started it starts
it again; what it was about is repeatable, and a task that hung is not acknowledged but has expired by then.
"""

import ctypes
import logging
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import task_postrun, task_prerun, worker_ready

from kernel import delivery

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
STATUS = 70  # EX_SOFTWARE
GIVE_BACK_SECONDS = 3.0


@dataclass
class _Run:
    """A task that is being done."""

    name: str
    soft: float
    hard: float
    thread: int = field(default_factory=threading.get_ident)
    warned: bool = False


_runs: dict[str, _Run] = {}
_lock = threading.Lock()


@task_prerun.connect
def begin(task_id: str, task: Any, **_: object) -> None:
    """Note when it has to be done."""
    soft, hard = (
        getattr(task, limit) or task.app.conf[f"task_{limit}"] or float("inf")
        for limit in ("soft_time_limit", "time_limit")
    )
    moment = time.monotonic()
    with _lock:
        _runs[task_id] = _Run(task.name, moment + soft, moment + hard)


@task_postrun.connect
def end(task_id: str, **_: object) -> None:
    """It is done."""
    with _lock:
        _runs.pop(task_id, None)


@worker_ready.connect
def watch(sender: Any = None, **_: object) -> None:
    """Where tasks run in threads of this process. Celery sees to children of its own."""
    if "thread" in type(sender.pool).__module__:
        threading.Thread(target=_watch, name="watchdog", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        look(time.monotonic())


def look(moment: float) -> None:
    """Remind those who are late, and end everything when somebody does not listen."""
    with _lock:
        for run in _runs.values():
            if moment > run.soft and not run.warned:
                run.warned = True
                logger.error("a task takes too long", extra={"task": run.name})
                raised = ctypes.py_object(SoftTimeLimitExceeded)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(run.thread), raised)
        late = next((run.name for run in _runs.values() if moment > run.hard), None)
    if late is not None:
        _give_up(late)


def _give_up(name: str) -> None:
    logger.critical("a task hangs: this worker ends, to be started again", extra={"task": name})
    helper = threading.Thread(target=delivery.give_back_all, daemon=True)
    helper.start()
    helper.join(GIVE_BACK_SECONDS)
    os._exit(STATUS)
