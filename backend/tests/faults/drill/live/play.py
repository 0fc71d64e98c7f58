"""One scenario: its people and clients, the load, the window of the fault, and what must hold of it."""

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from authentication.models import User
from core.tenancy.models import Membership, Organization
from kernel import clock
from kernel.text import fold_email
from tests.core.realtime.wire import token_of
from tests.factories import make_user
from tests.faults.drill.live import ledger
from tests.faults.drill.live.crowds import Clients, connected
from tests.faults.drill.live.load import WRITERS, Load
from tests.faults.drill.live.stage import Stage
from tests.faults.stack import wait_until
from tests.world import make_organization

PEOPLE, EACH, SPEAKERS = 20, 3, 6
CATCH_UP = 12.0


@dataclass
class Measure:
    """Something that has a pass line."""

    words: str
    value: float
    line: float

    @property
    def holds(self) -> bool:
        return self.value <= self.line

    def __str__(self) -> str:
        return f"{self.words} {self.value:.4g} (≤ {self.line:g})"


@dataclass
class Play:
    """What a scenario is given, and what becomes of it."""

    stage: Stage
    name: str
    measures: list[Measure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    window: tuple[float, float] = (0.0, 0.0)
    found: ledger.Ledger = field(default_factory=ledger.Ledger)
    reports: list[dict[str, Any]] = field(default_factory=list)
    load: Load | None = None
    took: float = 0.0

    def __post_init__(self) -> None:
        self.rooms: list[str] = []
        self.ended = 0.0
        self.owner = make_user(f"{self.name}@drill.example")
        self.organization: Organization = make_organization(f"Drill-{self.name}", owner=self.owner)
        self.headers = {"Authorization": f"Bearer {token_of(self.owner)}"}

    def people(self, count: int = PEOPLE, called: str = "member") -> list[User]:
        """Members of the organization."""
        moment = clock.now()
        names = [f"{self.name}-{called}-{number}@drill.example" for number in range(count)]
        users = User.objects.bulk_create(
            User(email=name, email_key=fold_email(name), email_verified_at=moment) for name in names
        )
        join_all(self.organization, users)
        return users

    def projects(self, count: int = WRITERS) -> list[str]:
        """Projects to be changed."""
        found = []
        for number in range(count):
            body = {"organization": str(self.organization.id), "name": f"Project {number}"}
            answer = requests.post(
                f"{self.stage.web.http}/api/core/projects/", json=body, headers=self.headers, timeout=15
            )
            answer.raise_for_status()
            found.append(answer.json()["id"])
        return found

    def asked(self, users: Sequence[User], each: int = EACH, **more: Any) -> list[dict[str, Any]]:
        """What a crowd is told of its people, each of whom has some sockets; every second prefers the other process."""
        addresses = [node.ws for node in self.stage.nodes]
        found: list[dict[str, Any]] = []
        for user in users:
            access, streams = token_of(user), [f"o:{self.organization.id}", f"u:{user.id}", *self.rooms]
            for _ in range(each):
                turn = len(found) % len(addresses)
                place = [*addresses[turn:], *addresses[:turn]]
                told = {"access": access, "addresses": place, "streams": streams, "web": self.stage.web.http}
                found.append(told | more)
        return found

    @contextlib.contextmanager
    def crowd(self, people: list[dict[str, Any]], **options: Any) -> Iterator[Clients]:
        """Clients that stand on all their streams."""
        with connected(self.stage.directory, people, **options) as clients:
            patience = 30 + len(people) / 20
            wait_until(lambda: clients.ask("standing") == len(people), patience, "all clients are in")
            yield clients

    @contextlib.contextmanager
    def going_on(self, users: Sequence[User] = ()) -> Iterator[Clients]:
        """The usual: 60 clients, changes and notifications for the length of the block; then the ledger."""
        users = users or self.people()
        projects = self.projects()
        self.open_room()
        with self.crowd(self.asked(users)) as clients:
            with Load(self.stage.web.http, self.headers, projects, [user.id for user in users[:10]]) as self.load:
                for room in self.rooms:
                    clients.ask("say", room, SPEAKERS, 10_000, 1.0)
                time.sleep(3)
                yield clients
            self.close_ledger(clients)

    def open_room(self) -> None:
        """Let the clients talk as well."""
        body = {"organization": str(self.organization.id), "kind": "organization", "name": "drill"}
        answer = requests.post(
            f"{self.stage.web.http}/api/core/chat/rooms/", json=body, headers=self.headers, timeout=15
        )
        answer.raise_for_status()
        self.rooms = [f"r:{answer.json()['id']}"]

    @contextlib.contextmanager
    def fault(self, *, delays: float = CATCH_UP) -> Iterator[None]:
        """The length of the block; what it delays is counted apart from the rest."""
        began = time.time()
        self.window = (began, began + 3600)
        yield
        self.ended = time.time()
        self.window = (began, self.ended + delays)

    def close_ledger(self, clients: Clients, within: float = 30.0) -> None:
        """Wait until everybody has everything, and compare."""
        clients.ask("hush")
        wait_until(lambda: not clients.ask("speaking_still"), 30, "what is being said was said")
        streams = sorted({stream for report in clients.ask("report") for stream in report["began"]})
        standings = ledger.standings(streams)
        with contextlib.suppress(AssertionError):  # what is missing then is lost
            wait_until(lambda: not clients.ask("behind", standings), within, "all came to the end")
        self.reports += clients.ask("report")
        self.found = ledger.judge(self.reports, self.window)
        for room in self.rooms:
            ledger.judge_speakers(self.found, room, self.reports)

    @property
    def caught_up(self) -> float:
        """Seconds from the end of the fault until nothing was late any more."""
        return max(0.0, self.found.late_until - self.ended) if self.window[0] else 0.0

    def expect(self, words: str, value: float, line: float) -> None:
        """Note something that must be at most so much."""
        self.measures.append(Measure(words, value, line))

    def note(self, text: str) -> None:
        """Note something that has no pass line."""
        self.notes.append(text)

    def detected(self, servers: Sequence[Any] | None = None) -> float:
        """Seconds until the first of the processes of sockets noticed that it is deaf."""
        found = [
            at - self.window[0]
            for node in servers or self.stage.nodes
            for at, _ in node.said(self.window[0], message="bus", hearing=False)
        ]
        return min(found, default=float("inf"))

    def closes(self, name: str = "closes") -> Counter[str]:
        """How the clients' connections ended since the beginning of the fault."""
        return Counter(code for report in self.reports for code, at in report[name] if at >= self.window[0])

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        found = [str(measure) for measure in self.measures if not measure.holds]
        if not self.found.sound:
            found.append(f"{self.found.lost} lost, {self.found.twice} twice, {self.found.disordered} out of order")
        if self.load is not None and self.load.failures:
            found.append(f"answers {dict(self.load.answers)}")
        if any(report["reloads"] for report in self.reports):
            found.append(f"{sum(len(report['reloads']) for report in self.reports)} reloads")
        return found

    def __str__(self) -> str:
        found, at = self.found, ledger.percentile
        closes = ", ".join(f"{code}: {number}" for code, number in sorted(self.closes().items()))
        cells = [
            self.name,
            len(self.reports),
            found.committed,
            found.deliveries,
            f"{found.said}, {found.again}",
            f"{found.lost}, {found.twice}, {found.disordered}",
            f"{at(found.steady, 0.5):.0f}, {at(found.steady, 0.99):.0f}",
            f"{at(found.shaken, 0.99):.0f}, {at(found.shaken, 1):.0f}" if found.shaken else "-",
            f"{self.caught_up:.1f}",
            sum(len(report["lives"]) - 1 for report in self.reports),
            sum(report["replayed"] for report in self.reports),
            closes or "-",
            self._requests(),
            "; ".join(map(str, [*self.measures, *self.notes, *self._troubles()])) or "-",
            f"{self.took:.0f}, {os.getloadavg()[0]:.1f}",
        ]
        return f"| {' | '.join(map(str, cells))} |"

    def _troubles(self) -> list[str]:
        """What the clients were answered, and took in their stride."""
        found: Counter[str] = sum((Counter(report["troubles"]) for report in self.reports), Counter())
        return [f"{words}: {number}" for words, number in found.items()]

    def _requests(self) -> str:
        if self.load is None:
            return "-"
        others = ", ".join(f"{status}: {number}" for status, number in self.load.answers.items() if status != "200")
        return f"{self.load.answers.total()}, {self.load.percentile(0.99):.0f}" + (f", {others}" if others else "")


def join_all(organization: Organization, users: Sequence[User]) -> None:
    """Make them members."""
    moment = clock.now()
    Membership.objects.bulk_create(
        Membership(organization=organization, user=user, role="member", created_at=moment) for user in users
    )


COLUMNS = (
    "scenario, clients, committed, applied, said + asked again, lost + twice + disordered, steady ms p50 + p99,"
    " shaken ms p99 + max, caught up s, came back, replayed, closed, requests + p99 ms + not 200,"
    " pass lines and notes, took s + load"
)
HEAD = f"| {COLUMNS.replace(', ', ' | ').replace(' + ', ', ')} |\n{'| --- ' * 15}|"

Scenario = Callable[[Play], None]
ALL: dict[str, Scenario] = {}


def scenario(function: Scenario) -> Scenario:
    """Enter it under its name."""
    ALL["sockets-" + function.__name__.replace("_", "-")] = function
    return function
