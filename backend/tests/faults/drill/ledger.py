"""Who makes the requests, and the ledger of what was accepted: every address in it must get its mail."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import requests

from core.vault.models import Environment
from tests.factories import PASSWORD

REQUESTS, WRITERS, PER_SECOND = 1000, 4, 40.0
# Beyond what anything in a request may take; that a server is away is told in half a second.
PATIENCE = 15.0
NEW_PASSWORD, VALUE = "a long pass phrase of the drill", "postgres://billing:the-value-of-the-drill@db"


@dataclass
class Ledger:
    """What was asked for, what was accepted, and how the answers were."""

    accepted: dict[str, float] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    # Asked for twice because no answer came: the first may have been accepted too.
    repeated: set[str] = field(default_factory=set)

    def note(self, answer: requests.Response | None, began: float) -> None:
        """One answer, or none."""
        self.milliseconds.append((time.monotonic() - began) * 1000)
        self.answers[str(answer.status_code) if answer is not None else "none"] += 1

    @property
    def failures(self) -> int:
        """Answers that no client should ever get. 503 with Retry-After says to come back, and is none."""
        return sum(number for status, number in self.answers.items() if status >= "500" and status != "503")

    def percentile(self, part: float) -> float:
        """In milliseconds."""
        return sorted(self.milliseconds)[int(len(self.milliseconds) * part) - 1] if self.milliseconds else 0.0


class Crowd:
    """People who sign up and are invited, some at a time; and one who works with variables all the while."""

    def __init__(self, origin: str, headers: dict[str, str], organization: str, name: str) -> None:
        self.origin, self.headers, self.organization = origin, headers, organization
        self.environment = self._project()
        self.writing, self.working = Ledger(), Ledger()
        self._wishes: SimpleQueue[tuple[str, str, dict[str, str]]] = SimpleQueue()
        for wish in self._all(name):
            self._wishes.put(wish)
        self._begin = 0.0
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]
        self._worker = threading.Thread(target=self._work, daemon=True)

    def _project(self) -> str:
        """The environment that is worked with."""
        body = {"organization": self.organization, "name": "Billing"}
        path = f"{self.origin}/api/core/projects/"
        made = requests.post(path, json=body, headers=self.headers, timeout=PATIENCE)
        made.raise_for_status()
        return str(Environment.objects.get(project=made.json()["id"], slug="production").pk)

    def _all(self, name: str) -> Iterator[tuple[str, str, dict[str, str]]]:
        for number in range(REQUESTS):
            address = f"{name}-{number}@example.com"
            if number % 2:
                body = {"email": address, "role": "member"}
                yield address, f"/api/core/organizations/{self.organization}/invitations/", body
            else:
                yield address, "/api/auth/register/", {"email": address, "password": NEW_PASSWORD}

    def start(self) -> None:
        """Begin."""
        self._begin = time.monotonic()
        for thread in [*self._threads, self._worker]:
            thread.start()

    def busy(self) -> bool:
        """Whether wishes are left."""
        return any(thread.is_alive() for thread in self._threads)

    def _write(self) -> None:
        with requests.Session() as session:
            while True:
                try:
                    address, path, body = self._wishes.get_nowait()
                except Empty:
                    return
                place = len(self.writing.accepted) / PER_SECOND
                time.sleep(max(0.0, self._begin + place - time.monotonic()))
                while not self._ask(session, address, path, body):
                    time.sleep(0.5)

    def _ask(self, session: requests.Session, address: str, path: str, body: dict[str, str]) -> bool:
        began = time.monotonic()
        headers = self.headers if "organizations" in path else {}
        try:
            answer = session.post(self.origin + path, json=body, headers=headers, timeout=PATIENCE)
        except requests.RequestException:
            self.writing.note(None, began)
            self.writing.repeated.add(address)
            return False
        self.writing.note(answer, began)
        # An invitation that is there already: the one that nobody answered was accepted.
        if answer.ok or (answer.status_code == 409 and address in self.writing.repeated):
            self.writing.accepted[address] = time.monotonic()
            return True
        if answer.status_code != 503:
            raise AssertionError(f"{path}: {answer.status_code} {answer.text[:300]}")
        return False

    def _work(self) -> None:
        """Look at the organization, write a variable, read all of them; and again."""
        number = 0
        with requests.Session() as session:
            session.headers.update(self.headers)
            while self.busy():
                number += 1
                variable = {"environment": self.environment, "name": f"N{number}", "value": VALUE}
                self._one(session, "GET", f"/api/core/organizations/{self.organization}/")
                self._one(session, "POST", "/api/core/variables/", variable)
                self._one(session, "GET", f"/api/core/environments/{self.environment}/values/")

    def _one(self, session: requests.Session, method: str, path: str, body: dict[str, str] | None = None) -> None:
        began, answer = time.monotonic(), None
        try:
            answer = session.request(method, self.origin + path, json=body, timeout=PATIENCE)
        except requests.RequestException:
            time.sleep(0.05)
        self.working.note(answer, began)
        time.sleep(0.03)


def signed_in(origin: str, email: str) -> dict[str, str]:
    """The headers of somebody who has an account with the usual password."""
    answer = requests.post(f"{origin}/api/auth/login/", json={"email": email, "password": PASSWORD}, timeout=PATIENCE)
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['tokens']['access']}"}
