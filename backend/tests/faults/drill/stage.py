"""A whole KeyNest in processes of its own, each of which can be killed, frozen and started again."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import requests
from django.core.management import call_command
from django.db import close_old_connections, connection

from launcher.ports import free_port
from tests.faults.drill.office import Office
from tests.faults.stack import Program, beat, wait_until, web, worker

LIMITS = ("REGISTER_IP", "ACTIVATION_MAIL_ADDRESS", "INVITATIONS_ORGANIZATION", "API_USER", "API_IP", "LOGIN_IP")
# Guards stay on, so that what needs Redis really asks it; only their numbers are out of the way.
SETTINGS = {f"RATE_{name}": "1000000/m" for name in LIMITS} | {"LOG_LEVEL": "INFO", "CELERY_SKIP_CHECKS": "1"}


class Stage:
    """Everything that runs. `pause` waits, and answers whether requests are still being made."""

    def __init__(self, directory: Path, database: Program, redis: Program, office: Office) -> None:
        self.directory, self.database, self.redis, self.office = directory, database, redis, office
        self.busy: Callable[[], bool] = lambda: False
        # How many mails may at most have left twice without the program being to blame, and why.
        self.excuses: dict[str, int] = {}
        port = free_port()
        settings = SETTINGS | {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}/", "REDIS_URL": os.environ["REDIS_URL"]}
        settings |= {"PUBLIC_URL": f"http://127.0.0.1:{port}"}
        self.web = web(directory, port, **settings)
        self.worker = worker(directory, clock=False, **settings)
        self.clock = beat(directory, **settings)
        self.second_clock = beat(directory, "second-beat", **settings)
        self.second_worker = worker(directory / "second", clock=False, **settings)
        self.origin = f"http://127.0.0.1:{port}"

    @property
    def programs(self) -> list[Program]:
        """What stands on the servers."""
        return [self.web, self.worker, self.clock, self.second_worker, self.second_clock]

    def logs(self) -> Iterator[str]:
        """All that was logged."""
        for path in [*self.directory.glob("*.log"), *(self.directory / "second").glob("*.log")]:
            yield path.read_text(errors="replace")

    def pause(self, seconds: float) -> bool:
        """Wait."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.busy():
            time.sleep(0.05)
        return self.busy()

    def excuse(self, why: str, copies: int = 1) -> None:
        """Say that so many mails may arrive twice."""
        self.excuses[why] = self.excuses.get(why, 0) + copies

    def database_answers(self) -> bool:
        """Whether PostgreSQL takes statements."""
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001  # whatever it is, it does not answer
            connection.close()
            return False
        return True

    def answers(self) -> bool:
        """Whether the web process does."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.origin}/health/ready", timeout=2).ok
        return False


@contextlib.contextmanager
def built(directory: Path, database: Program, redis: Program) -> Iterator[Stage]:
    """Servers, tables, web, a worker and a clock, until the block ends."""
    (directory / "second").mkdir()
    office = Office()
    stage = Stage(directory, database, redis, office)
    try:
        office.open()
        database.start(), redis.start()
        wait_until(stage.database_answers, 60, "PostgreSQL answers")
        call_command("migrate", verbosity=0)
        for program in (stage.web, stage.worker, stage.clock):
            program.start()
        wait_until(stage.answers, 60, "the web process answers")
        yield stage
    finally:
        for program in stage.programs:
            program.stop(grace=10)
        redis.kill()
        connection.close()
        database.stop(signal.SIGINT)
        office.close()
