"""A sign-in from where the account was not used before is told by mail, and nothing else is."""

from datetime import timedelta

import pytest
from django.core import mail
from rest_framework.test import APIClient

from authentication import tasks
from authentication.models import Device, Session
from core.notifications.models import Notification
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.steps import (
    FIREFOX,
    NEW_PASSWORD,
    bearer,
    deliver,
    log_in,
    post,
    refresh,
    token_in,
    tokens_of,
)  # fmt: skip
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HOME, CAFE = "198.51.100.7", "203.0.113.66"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
OURS = {"HTTP_X_KEYNEST_CLIENT": "web"}


@pytest.fixture
def at_home(anna):
    """Anna has been signed in at home before."""
    tokens_of(log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX))
    assert deliver() == []
    return anna


def browser(cookies=None, address=HOME, agent=FIREFOX, email="anna@example.com"):
    """Sign in as our own pages do, with the cookies of a browser; its answer, and its cookies afterwards."""
    client = APIClient()
    for name, cookie in (cookies or {}).items():
        client.cookies[name] = getattr(cookie, "value", cookie)
    body = {"email": email, "password": PASSWORD}
    answer = post("login/?cookie=1", body, client=client, REMOTE_ADDR=address, HTTP_USER_AGENT=agent, **OURS)
    assert answer.status_code == 200, answer.content
    return answer, client.cookies


def told():
    return [(letter.to, letter.subject) for letter in deliver()]


NEW = (["Anna@example.com"], "New sign-in to your account")


def test_the_first_session_of_an_account_is_no_news(anna):
    log_in(REMOTE_ADDR=HOME)
    assert told() == []


def test_another_device_is_told_with_time_place_and_a_way_out(at_home):
    log_in(REMOTE_ADDR=CAFE, HTTP_USER_AGENT=CHROME)
    (letter,) = deliver()
    assert (letter.to, letter.subject) == NEW
    assert CAFE in letter.body
    assert "Chrome on Windows" in letter.body
    assert "/not-me#token=" in letter.body
    assert len(token_in(letter)) >= 43
    event = EventRecord.objects.get(verb="authentication.device.seen")
    assert event.data["device"] == "Chrome on Windows"
    assert Notification.objects.get().title == "New sign-in: Chrome on Windows"


def test_the_same_program_in_the_same_household_is_known(at_home, anna):
    log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX)
    assert told() == []
    for address in ("2001:db8:1:2::9", "2001:db8:1:2::10"):
        log_in(REMOTE_ADDR=address, HTTP_USER_AGENT=FIREFOX)
    assert told() == [NEW]


def test_a_program_is_forgotten_after_three_months(at_home):
    Device.objects.update(last_used_at=clock.now() - timedelta(days=91))
    log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX)
    assert told() == [NEW]


def test_a_browser_is_known_again_wherever_it_goes(at_home):
    answer, cookies = browser()
    mark = answer.cookies["keynest_device"]
    assert (mark["httponly"], mark["samesite"], mark["path"]) == (True, "Strict", "/api/auth/")
    assert mark["max-age"] == 400 * 86400
    session = Session.objects.latest("created_at")
    assert len(session.device_digest) == 64
    assert mark.value not in str(Session.objects.values().latest("created_at"))
    Device.objects.update(last_used_at=clock.now() - timedelta(days=300))
    again, _ = browser(cookies, CAFE, CHROME)
    assert again.cookies["keynest_device"].value == mark.value
    assert told() == []
    browser(None, CAFE, "another/1.0")
    assert told() == [NEW]


def test_somebody_elses_browser_is_not_known(at_home):
    make_user("eve@example.com", password=PASSWORD)
    _, cookies = browser(address=CAFE, email="eve@example.com", agent=CHROME)
    deliver()
    browser(cookies, CAFE, CHROME)
    assert told() == [NEW]


@pytest.mark.parametrize("mark", ["", "x", "x" * 5000, "a" * 42 + "%", "\x00" * 43, "'; DROP TABLE auth_device"])
def test_a_made_up_mark_is_replaced(at_home, mark):
    answer, _ = browser({"keynest_device": mark}, CAFE, CHROME)
    assert answer.cookies["keynest_device"].value != mark
    assert told() == [NEW]


def test_with_https_the_mark_is_secure_and_says_so_in_its_name(settings, at_home):
    settings.COOKIES_SECURE = True
    answer, _ = browser()
    assert answer.cookies["__Secure-keynest_device"]["secure"] is True


def test_without_cookies_none_is_set(at_home):
    assert "keynest_device" not in log_in().cookies


def test_who_has_just_followed_a_link_in_that_mailbox_is_not_told(anna):
    post("register/", {"email": "new@example.com", "password": NEW_PASSWORD})
    (letter,) = deliver()
    assert post("activate/", {"token": token_in(letter)}, REMOTE_ADDR=CAFE).status_code == 200
    assert told() == [(["new@example.com"], "Welcome to KeyNest")]


def test_going_on_with_a_new_session_is_no_new_sign_in(at_home):
    access = tokens_of(log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX))["access"]
    body = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    answer = post("password-change/", body, client=bearer(access), REMOTE_ADDR=CAFE, HTTP_USER_AGENT=CHROME)
    assert answer.status_code == 200
    assert [subject for _, subject in told()] == ["Your password was changed"]


def test_refreshing_elsewhere_is_no_new_sign_in(at_home):
    tokens = tokens_of(log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX))
    assert refresh(tokens["refresh"], REMOTE_ADDR=CAFE, HTTP_USER_AGENT=CHROME).status_code == 200
    assert told() == []


def test_an_account_that_slept_for_years_is_told(anna):
    anna.date_joined = clock.now() - timedelta(days=500)
    anna.save()
    log_in(REMOTE_ADDR=CAFE)
    assert told() == [NEW]


def test_what_was_not_used_for_so_long_is_thrown_away(at_home):
    Device.objects.update(last_used_at=clock.now() - timedelta(days=401))
    log_in(REMOTE_ADDR=CAFE)
    tasks.purge()
    assert Device.objects.get().household == CAFE


def test_the_list_says_how_a_session_began(at_home):
    answer, _ = browser()
    rows = bearer(answer.json()["tokens"]["access"]).get("/api/auth/sessions/").json()["results"]
    current = next(row for row in rows if row["current"])
    assert set(current) == {
        "id", "current", "device", "address", "method", "provider_name", "confirmed_at", "created_at", "last_used_at",
        "expires_at",
    }  # fmt: skip
    assert (current["method"], current["provider_name"]) == ("password", None)
    assert current["confirmed_at"] == current["created_at"]
    assert mail.outbox == []
