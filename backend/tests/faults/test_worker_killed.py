"""kill -9 of the worker in the middle of 200 mails: all arrive, and only the one in flight arrives twice."""

import contextlib
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from authentication.events import SessionReused
from authentication.models import User
from core.notifications.models import Notification
from kernel.actions import action, emit
from kernel.actor import Actor
from kernel.models import OutboxMessage
from kernel.text import fold_email
from tests.faults.stack import Program, running, wait_until, worker
from tests.smtp import Sink, listening

MAILS, INTERRUPTED_AT = 200, (60, 140)


@action()
def reuse_sessions(actor: Actor, users: list[User]) -> None:
    """Something that each of these people gets one mail about."""
    for user in users:
        emit(SessionReused.about(actor, user, session="s"))


def people(number: int) -> list[User]:
    addresses = [f"person{n}@example.com" for n in range(number)]
    return User.objects.bulk_create(User(email=address, email_key=fold_email(address)) for address in addresses)


def interrupting(sink: Sink, program: Program, number: signal.Signals) -> Callable[[], None]:
    """Send the worker a signal when a mail was taken and before it is told so: the worst moment there is."""

    def at_the_worst_moment() -> None:
        if len(sink.received) in INTERRUPTED_AT and program.process is not None:
            with contextlib.suppress(ProcessLookupError):
                send = os.killpg if number is signal.SIGKILL else os.kill
                send(program.process.pid, number)

    return at_the_worst_moment


def through_interruptions(directory: Path, number: signal.Signals) -> Counter[str]:
    """How often each person's mail arrived."""
    reuse_sessions(Actor.system(), people(MAILS))
    with listening() as sink:
        program = worker(directory, EMAIL_URL=f"smtp://127.0.0.1:{sink.port}/", OUTBOX_LEASE="2")
        sink.before_answer = interrupting(sink, program, number)
        with running(program):
            for _ in INTERRUPTED_AT:
                wait_until(lambda: program.process is not None and program.process.poll() is not None, 120, "ended")
                program.kill()
                program.start()
            wait_until(lambda: not pending(), 120, "all delivered")
        arrived = Counter(address for envelope in sink.received for address in envelope.rcpt_tos)
        ids = {str(sink.parsed(n)["Message-ID"]) for n in range(len(sink.received))}
    assert len(ids) == len(arrived) == MAILS
    assert Notification.objects.count() == MAILS
    assert "Traceback" not in (directory / "worker.log").read_text()
    return arrived


def pending() -> int:
    """How many are left."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING).count()


@pytest.mark.django_db(transaction=True)
def test_after_kill_9_all_mails_arrive_and_only_the_one_in_flight_twice(tmp_path: Path):
    arrived = through_interruptions(tmp_path, signal.SIGKILL)
    assert Counter(arrived.values()) == {1: MAILS - len(INTERRUPTED_AT), 2: len(INTERRUPTED_AT)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_end_sends_no_mail_twice(tmp_path: Path):
    arrived = through_interruptions(tmp_path, signal.SIGTERM)
    assert Counter(arrived.values()) == {1: MAILS}
