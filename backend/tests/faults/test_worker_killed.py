"""kill -9 of the worker in the middle of 200 mails: all arrive, and only the one in flight arrives twice."""

import contextlib
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from authentication.events import SessionReused
from authentication.models import User
from core.notifications.models import Notification
from kernel.actions import action, emit
from kernel.actor import Actor
from kernel.models import OutboxMessage
from kernel.text import fold_email
from tests.faults.stack import Program, running, wait_until, worker
from tests.smtp import Sink, listening

MAILS, KILLED_AT = 200, (40, 90, 150)


@action()
def reuse_sessions(actor: Actor, users: list[User]) -> None:
    """Something that each of these people gets one mail about."""
    for user in users:
        emit(SessionReused.about(actor, user, session="s"))


def people(number: int) -> list[User]:
    addresses = [f"person{n}@example.com" for n in range(number)]
    return User.objects.bulk_create(User(email=address, email_key=fold_email(address)) for address in addresses)


def killing(sink: Sink, program: Program) -> Callable[[], None]:
    """Kill the worker when a mail was taken and before it is told so: the worst moment there is."""

    def kill_at_the_worst_moment() -> None:
        if len(sink.received) in KILLED_AT and program.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.process.pid, signal.SIGKILL)

    return kill_at_the_worst_moment


@pytest.mark.django_db(transaction=True)
def test_all_mails_arrive_and_only_the_one_in_flight_twice(tmp_path: Path):
    reuse_sessions(Actor.system(), people(MAILS))
    with listening() as sink:
        settings = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/", "OUTBOX_LEASE": "2"}
        program = worker(tmp_path, **settings)
        sink.before_answer = killing(sink, program)
        with running(program):
            for _ in KILLED_AT:
                wait_until(lambda: program.process is not None and program.process.poll() is not None, 30, "killed")
                program.kill()
                program.start()
            wait_until(lambda: not pending(), 30, "all delivered")
        arrived = Counter(address for envelope in sink.received for address in envelope.rcpt_tos)
    assert len(arrived) == MAILS
    assert Notification.objects.count() == MAILS
    assert sorted(arrived.values())[-len(KILLED_AT) - 1 :] == [1, 2, 2, 2]
    twice = [n for n in range(len(sink.received)) if arrived[sink.received[n].rcpt_tos[0]] == 2]
    ids = Counter(sink.parsed(n)["Message-ID"] for n in twice)
    assert set(ids.values()) == {2}
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def pending() -> int:
    """How many are left; read anew, because other processes write."""
    connection.ensure_connection()
    return OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING).count()
