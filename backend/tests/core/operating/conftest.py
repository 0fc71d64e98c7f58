"""An operator, and messages of the outbox in every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.models import OutboxMessage
from kernel.operating import unhurried
from tests.factories import make_user
from tests.world import Person

State = OutboxMessage.State


@pytest.fixture
def operator(db: None) -> Person:
    """Somebody who may."""
    return Person(make_user("operator@acme.example", is_staff=True))


@pytest.fixture
def message(db: None) -> Callable[..., OutboxMessage]:
    """Make a message; a mail that was given up, unless told otherwise."""

    def made(state: str = State.DEAD, **fields: Any) -> OutboxMessage:
        moment = clock.now()
        finished = None if state == State.PENDING else moment
        values = {
            "kind": "mail",
            "payload": {"template": "welcome", "user": "7"},
            "state": state,
            "recipient": "anna@example.com",
            "cause": "request-1",
            "attempts": 1,
            "last_error": "550 5.1.1 <anna@example.com> unknown" if state == State.DEAD else "",
            "created_at": moment - timedelta(minutes=3),
            "available_at": moment - timedelta(minutes=3),
            "finished_at": finished,
        }
        return OutboxMessage.objects.create(**(values | fields))

    return made


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """On a busy machine an answer may take long, and would be remembered into another test."""
    unhurried.forget()
