"""What the tests of second factors do again and again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pyotp import TOTP
from rest_framework.test import APIClient

from authentication import factors
from authentication.models import User
from kernel import clock
from tests.authentication.steps import bearer, log_in, post, tokens_of
from tests.factories import PASSWORD

MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The program's time, as a test wants it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Guarded:
    """Somebody with an app: its seed, the recovery codes as they were shown, and a client of the newest session."""

    user: User
    totp: TOTP
    recovery_codes: list[str]
    client: APIClient
    time: Clock

    def code(self) -> str:
        """What the app shows, for the first time: half a minute has gone by since it was last looked at."""
        self.time.move(seconds=factors.STEP)
        return self.shown()

    def shown(self, **later: float) -> str:
        """What the app shows, now or later."""
        return self.totp.at(self.time.moment + timedelta(**later))


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The program's clock, which stands still till it is moved."""
    stopped = Clock(clock.now())
    monkeypatch.setattr(clock, "now", stopped.now)
    return stopped


def guard(user: User, time: Clock, password: str = PASSWORD) -> Guarded:
    """Set up an app, by way of the API."""
    client = bearer(tokens_of(log_in(user.email, password))["access"])
    begun = post("mfa/totp/", client=client)
    assert begun.status_code == 200, begun.content
    totp = TOTP(begun.json()["secret"])
    confirmed = post("mfa/totp/confirm/", {"code": totp.at(time.moment)}, client=client)
    assert confirmed.status_code == 200, confirmed.content
    tokens = confirmed.json()["tokens"]
    return Guarded(user, totp, confirmed.json()["recovery_codes"], bearer(tokens["access"]), time)


@pytest.fixture
def guarded(anna: User, time: Clock) -> Guarded:
    """Anna, with an app."""
    return guard(anna, time)


def challenged(email: str = "anna@example.com", password: str = PASSWORD) -> str:
    """The first half of a sign-in: the token that continues it."""
    answer = log_in(email, password)
    assert answer.status_code == 200, answer.content
    assert answer.json()["mfa_required"] is True
    return str(answer.json()["mfa_token"])


def second_step(token: str, code: Any, **headers: Any) -> Any:
    """The other half."""
    return post("login/mfa/", {"mfa_token": token, "code": code}, **headers)


def refused_as(response: Any) -> tuple[int, str, str | None]:
    """Status, code, and the code of the first fault."""
    body = response.json()
    return response.status_code, body["code"], body["errors"][0]["code"] if body["errors"] else None
