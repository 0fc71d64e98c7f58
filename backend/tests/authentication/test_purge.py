"""What has ended does not stay: the tables of sessions, links and devices are as large as what lives, however long."""

from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt

from authentication import tasks
from authentication.models import Device, Registration, Session
from kernel import clock
from kernel import tasks as kernel_tasks
from kernel.models import OneTimeToken
from tests.authentication.steps import NEW_PASSWORD, deliver, log_in, post, refresh, tokens_of
from tests.factories import make_session

pytestmark = pytest.mark.django_db
MANY = 5_000
DAYS, A_DAY = 30, 3


def purge():
    tasks.purge()
    kernel_tasks.purge()


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to so many days from now."""
    now = clock.now

    def move(days):
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=days))

    return move


def test_of_thousands_that_have_ended_none_is_left_and_what_lives_stays(anna):
    live, moment = make_session(anna), clock.now()
    old = {"created_at": moment - timedelta(days=40), "last_used_at": moment - timedelta(days=40)}
    lapsed = old | {"idle_expires_at": moment - timedelta(days=2), "expires_at": moment - timedelta(days=2)}
    ended = old | {"idle_expires_at": moment + timedelta(days=1), "expires_at": moment + timedelta(days=1)}
    ended["revoked_at"] = moment - timedelta(days=8)
    for fields in (lapsed, ended):
        rows = [Session(id=uuid4(), user=anna, secret_digest=b"x", method="password", **fields) for _ in range(MANY)]
        Session.objects.bulk_create(rows, batch_size=1000)
    OneTimeToken.objects.bulk_create(
        OneTimeToken(
            digest=str(number).encode(),
            purpose="not_me",
            subject=str(anna.id),
            created_at=moment - timedelta(days=9),
            expires_at=moment + timedelta(days=1 if number == 0 else -2),
        )
        for number in range(MANY)
    )
    Device.objects.bulk_create(
        Device(user=anna, name=str(number), last_used_at=moment - timedelta(days=401)) for number in range(MANY)
    )
    purge()
    assert list(Session.objects.all()) == [live]
    assert OneTimeToken.objects.count() == 1
    assert not Device.objects.exists()


def test_a_month_of_use_leaves_as_much_as_the_last_week(anna, at, settings):
    settings.RATES = settings.RATES | {"register_ip": "999/h", "reset_mail_address": "999/h", "reset_ip": "999/h"}
    most = 0
    for day in range(DAYS):
        at(day)
        for number in range(A_DAY):
            tokens = tokens_of(log_in(REMOTE_ADDR=f"203.0.113.{day}"))
            refresh(tokens["refresh"])
            if number:
                post("logout/", {"refresh": tokens["refresh"]})
        log_in(password=NEW_PASSWORD, REMOTE_ADDR=f"198.51.100.{day}")
        post("register/", {"email": f"person{day}@example.com", "password": NEW_PASSWORD})
        post("password-reset/", {"email": anna.email})
        deliver()
        purge()
        most = max(most, Session.objects.count())
    assert Session.objects.count() == most <= A_DAY * 9  # a week of idleness, and a day more
    assert OneTimeToken.objects.count() <= 9 + 2 * 3  # links of new devices live a week, all others a day
    assert Registration.objects.count() <= 3
    assert AccessAttempt.objects.count() <= 1
    assert Device.objects.count() == DAYS
