"""What goes on while things break: projects change over HTTP, people are told something, and each answer is counted."""

import itertools
import threading
import time
from collections import Counter
from typing import Any
from uuid import UUID

import requests
from django.db import close_old_connections, connections
from django.db.utils import DatabaseError, InterfaceError

from tests.core.realtime.happenings import notify

WRITERS, PACE = 2, 0.16
PATIENCE = 15.0


class Load:
    """Begins with the block and goes on until its end."""

    def __init__(
        self, origin: str, headers: dict[str, str], projects: list[str], people: list[UUID], pace: float = PACE
    ) -> None:
        self.origin, self.headers, self.people, self.pace = origin, headers, people, pace
        self.answers: Counter[str] = Counter()
        self.milliseconds: list[float] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(project,), daemon=True) for project in projects]
        self._threads.append(threading.Thread(target=self._notify, daemon=True))

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE + 5)

    @property
    def failures(self) -> int:
        """Answers that no client should ever get; 503 with Retry-After says to come back."""
        return sum(
            number for status, number in self.answers.items() if status >= "500" and status not in {"503", "none"}
        )

    def percentile(self, part: float) -> float:
        """In milliseconds."""
        return sorted(self.milliseconds)[int(len(self.milliseconds) * part) - 1] if self.milliseconds else 0.0

    def _write(self, project: str) -> None:
        with requests.Session() as session:
            session.headers.update(self.headers)
            for number in itertools.count():
                if self._over.wait(self.pace):
                    return
                self._ask(session, f"{self.origin}/api/core/projects/{project}/", {"description": f"state {number}"})

    def _ask(self, session: requests.Session, url: str, body: dict[str, Any]) -> None:
        began, answer = time.monotonic(), None
        try:
            answer = session.patch(url, json=body, timeout=PATIENCE)
        except requests.RequestException:
            self._over.wait(0.2)
        self.milliseconds.append((time.monotonic() - began) * 1000)
        self.answers[str(answer.status_code) if answer is not None else "none"] += 1

    def _notify(self) -> None:
        """As the worker does it."""
        for number, person in enumerate(itertools.cycle(self.people)):
            if self._over.wait(0.4):
                break
            try:
                close_old_connections()
                notify(person, f"told {number}")
            except (DatabaseError, InterfaceError):
                connections.close_all()
        connections.close_all()
