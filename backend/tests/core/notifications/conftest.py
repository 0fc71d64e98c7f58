"""What tests of notifications share: something that happened, and the worker that tells of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from core.notifications import tasks as notification_tasks
from core.notifications.models import DigestPlan
from kernel import clock, tasks
from tests.core.notifications.clicking import KIND, token_in
from tests.world import Person, World


@pytest.fixture(autouse=True)
def _the_cast(world: World) -> None:
    """All of these tests are about the cast."""


def create_project(world: World, who: str = "member", name: str = "Billing") -> dict[str, Any]:
    """A project with its three environments, made over the API; and the worker has told of it."""
    body = {"organization": str(world.organization.id), "name": name}
    answer = world[who].client.post("/api/core/projects/", body, format="json")
    assert answer.status_code == 201, answer.json()
    tasks.drain()
    return dict(answer.json())


def set_variable(world: World, environment: str, name: str = "DATABASE_URL", who: str = "member") -> dict[str, Any]:
    """A variable, made over the API; and the worker has told of it."""
    body = {"environment": environment, "name": name, "value": "postgres://hush"}
    answer = world[who].client.post("/api/core/variables/", body, format="json")
    assert answer.status_code == 201, answer.json()
    tasks.drain()
    return dict(answer.json())


def environment_of(project: dict[str, Any], name: str) -> str:
    """The id of one of its environments."""
    return str(next(one["id"] for one in project["environments"] if one["name"] == name))


def inbox(person: Person, query: str = "") -> list[dict[str, Any]]:
    """What the API lists."""
    answer = person.client.get(f"/api/core/notifications/{query}")
    assert answer.status_code == 200, answer.json()
    return list(answer.json()["results"])


def kinds(person: Person) -> list[str]:
    """The kinds in somebody's inbox, newest first."""
    return [one["kind"] for one in inbox(person)]


def choose(person: Person, kind: str, way: str, *, in_app: bool = True) -> None:
    """How somebody wants to be told of a kind."""
    body = {"kinds": [{"kind": kind, "in_app": in_app, "mail": way}]}
    answer = person.client.put("/api/core/notifications/preferences/", body, format="json")
    assert answer.status_code == 200, answer.json()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def digests(at: Callable[[datetime], None]) -> Callable[[], list[EmailMessage]]:
    """What the clock and the worker make of it once the next digest is due: the letters that left."""

    def run() -> list[EmailMessage]:
        mail.outbox.clear()
        at(DigestPlan().slot_after(clock.now(), "") + timedelta(minutes=3))
        notification_tasks.digest()
        tasks.drain()
        return list(mail.outbox)

    return run


@pytest.fixture
def token(world: World) -> str:
    """Of a letter to the owner that tells of a project."""
    choose(world.owner, KIND, "at_once")
    create_project(world)
    (letter,) = mail.outbox
    mail.outbox.clear()
    return token_in(letter)
