"""Runs the scenarios one after the other, and says of each what became of every mail."""

import os
import time
from dataclasses import dataclass

from django.db import close_old_connections

from kernel.actor import Actor
from kernel.models import Job, OutboxMessage
from kernel.operating import actions
from tests.factories import PASSWORD, make_user
from tests.faults.drill.evidence import Evidence
from tests.faults.drill.ledger import NEW_PASSWORD, VALUE, Crowd, signed_in
from tests.faults.drill.office import Mood, SomeAreGone
from tests.faults.drill.scenarios import ALL
from tests.faults.drill.stage import Stage
from tests.faults.stack import wait_until
from tests.sweeps import leaks
from tests.world import make_organization

OWNER = "owner@drill.example"
LONGEST_DRAIN = 150
State = OutboxMessage.State
HEAD = (
    "| scenario | accepted | arrived | lost | twice | excused by | drained s | requests | p99 ms: joining, variables "
    "| 503: joining, variables | no answer | other 5xx | dead, resent | leaks | took s, load |\n" + "| --- " * 15 + "|"
)


@dataclass
class Outcome:
    """One line of the table."""

    name: str
    crowd: Crowd
    lost: int
    twice: int
    excuses: dict[str, int]
    drained: float
    dead: int
    leaks: list[leaks.Leak]
    pending: int
    took: float

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        writing, working = self.crowd.writing, self.crowd.working
        found = {
            f"{self.lost} mails lost": self.lost,
            f"{self.twice} copies, {sum(self.excuses.values())} excused": self.twice > sum(self.excuses.values()),
            "answers of 5xx": writing.failures + working.failures,
            f"{self.pending} messages left": self.pending,
            f"leaks: {self.leaks[:3]}": self.leaks,
        }
        return [words for words, wrong in found.items() if wrong]

    def __str__(self) -> str:
        writing, working = self.crowd.writing, self.crowd.working
        cells = [
            self.name,
            len(writing.accepted),
            len(writing.accepted) - self.lost,
            self.lost,
            self.twice,
            "; ".join(f"{why}: up to {number}" for why, number in self.excuses.items()) or "-",
            f"{self.drained:.1f}",
            writing.answers.total() + working.answers.total(),
            f"{writing.percentile(0.99):.0f}, {working.percentile(0.99):.0f}",
            f"{writing.answers['503']}, {working.answers['503']}",
            writing.answers["none"] + working.answers["none"],
            writing.failures + working.failures,
            self.dead,
            len(self.leaks),
            f"{self.took:.0f}, {os.getloadavg()[0]:.1f}",
        ]
        return f"| {' | '.join(map(str, cells))} |"


def run(stage: Stage, names: list[str]) -> int:
    """All that are named; the number of those that did not hold."""
    owner = make_user(OWNER, password=PASSWORD)
    print(HEAD, flush=True)
    broken = 0
    for name in names:
        organization = make_organization(f"Drill {name}", owner=owner)
        outcome = play(stage, name, Crowd(stage.origin, signed_in(stage.origin, OWNER), str(organization.id), name))
        print(outcome, flush=True)
        for fault in outcome.faults:
            print(f"  FAULT in {name}: {fault}", flush=True)
        broken += bool(outcome.faults)
    print("\nLast runs of the clock's jobs:", flush=True)
    for job in Job.objects.order_by("name"):
        print(f"  {job.name}: {job.outcome}, {job.runs} runs, {job.failures} failures, {job.milliseconds} ms")
    return broken


def play(stage: Stage, name: str, crowd: Crowd) -> Outcome:
    """One scenario, from the first request to the last mail."""
    began = time.monotonic()
    stage.busy, stage.excuses, since = crowd.busy, {}, len(stage.office.arrivals)
    with Evidence(stage.origin, os.environ["REDIS_URL"]) as evidence:
        crowd.start()
        ALL[name](stage)
        asked = time.monotonic()
        wait_until(lambda: not crowd.busy(), 120, "everything was asked for")
        dead = _mend(stage, crowd)
        lost = _until_arrived(stage, crowd, since)
        hung_up = sum(not arrival.told for arrival in stage.office.arrivals[since:])
        if hung_up:
            stage.excuse("kept, and the line cut before we were told", hung_up)
    found = _searched(stage, crowd, since, evidence)
    for program in (stage.second_clock, stage.second_worker):
        program.stop()
    stage.office.mood = Mood()
    last = max((arrival.at for arrival in stage.office.arrivals[since:]), default=asked)
    twice = sum(stage.office.copies(since).values())
    return Outcome(
        name,
        crowd,
        lost,
        twice,
        stage.excuses,
        max(0.0, last - asked),
        dead,
        found,
        _pending(),
        time.monotonic() - began,
    )


def _mend(stage: Stage, crowd: Crowd) -> int:
    """Where mails were given up, an operator has the cause mended, lifts the suppressions, and sends them again."""
    if not isinstance(stage.office.mood, SomeAreGone):
        return 0
    gone = [address for address in crowd.writing.accepted if address.partition("@")[0].endswith("0")]
    dead = OutboxMessage.objects.filter(state=State.DEAD, recipient__in=gone)
    wait_until(lambda: dead.count() == len(gone), 60, "all of them were given up")
    assert all(row.last_error.startswith("550 5.1.1") and row.cause for row in dead)
    stage.office.mood = Mood()
    return actions.resend(Actor.system("the drill"), ids=[row.pk for row in dead])


def _until_arrived(stage: Stage, crowd: Crowd, since: int) -> int:
    """Wait for every mail that was accepted, and until nothing is left; how many never came."""

    def missing() -> int:
        arrived = {arrival.address for arrival in list(stage.office.arrivals[since:])}
        return len(crowd.writing.accepted.keys() - arrived)

    try:
        wait_until(lambda: not missing() and not _pending(), LONGEST_DRAIN, "everything arrived")
    except AssertionError:
        return missing()
    return 0


def _pending() -> int:
    close_old_connections()
    return OutboxMessage.objects.filter(state=State.PENDING).count()


def _searched(stage: Stage, crowd: Crowd, since: int, evidence: Evidence) -> list[leaks.Leak]:
    """Where secrets lie: rows, Redis with what went through it, logs, metrics. What must lie there is found as well."""
    secrets = _secrets(stage, since)
    known = {"the organization": crowd.organization, "an address": next(reversed(crowd.writing.accepted))}
    found = leaks.find(
        secrets | known | {"a metric": "keynest_outbox_messages", "a task": "outbox.drain"},
        logs=stage.logs(),
        more=[*evidence.found(), ("metrics", evidence.metrics())],
    )
    seen = {leak.place.partition(" ")[0] for leak in found if leak.secret not in secrets}
    assert seen >= {"table", "log", "metrics", "Redis"}, f"the search is blind: it saw but {seen}"
    return [leak for leak in found if leak.secret in secrets]


def _secrets(stage: Stage, since: int) -> dict[str, str]:
    """Links of letters from the first to the last, the passwords, and a variable's value."""
    texts = stage.office.texts(since, 12)
    tokens = [text.partition("#token=")[2].split()[0] for text in texts if "#token=" in text]
    assert len(tokens) > 6, "nothing to look for"
    return {f"token {number}": token for number, token in enumerate(tokens)} | {
        "password": NEW_PASSWORD,
        "the owner's password": PASSWORD,
        "a value": VALUE,
    }
