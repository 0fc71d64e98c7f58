"""A worker that sleeps past its leases and wakes: what it held is another's by then, and nothing more leaves twice."""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from kernel.actor import Actor
from tests.faults.stack import Program, running, wait_until, worker
from tests.faults.test_worker_killed import pending, people, reuse_sessions
from tests.smtp import Sink, listening

MAILS, FROZEN_AT = 100, 30


def tell(program: Program, number: signal.Signals) -> None:
    """Send it a signal, and whatever it has started."""
    if program.process is not None:
        os.killpg(program.process.pid, number)


def arrived(sink: Sink) -> Counter[str]:
    return Counter(address for envelope in sink.received for address in envelope.rcpt_tos)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_slept_past_its_lease_sends_nothing_that_another_has_sent(tmp_path: Path):
    (tmp_path / "other").mkdir()
    with listening() as sink:
        settings = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/", "OUTBOX_LEASE": "2"}
        first, other = worker(tmp_path, **settings), worker(tmp_path / "other", clock=False, **settings)

        def freeze() -> None:
            # In the middle of a batch, when a mail was taken and before it is told so.
            if len(sink.received) == FROZEN_AT:
                tell(first, signal.SIGSTOP)

        sink.before_answer = freeze
        reuse_sessions(Actor.system(), people(MAILS))
        with running(first):
            wait_until(lambda: len(sink.received) == FROZEN_AT, 120, "it sleeps in the middle of a batch")
            with running(other):
                # Also what the sleeper's open transaction locks: PostgreSQL ends it when the lease is over.
                wait_until(lambda: not pending(), 60, "the other has done the rest")
                tell(first, signal.SIGCONT)
                time.sleep(3)
        found = arrived(sink)
        (in_flight,) = (address for address, copies in found.items() if copies > 1)
        assert Counter(found.values()) == {1: MAILS - 1, 2: 1}
        assert sink.received[FROZEN_AT - 1].rcpt_tos == [in_flight]
    assert "Traceback" not in (tmp_path / "other/worker.log").read_text()
