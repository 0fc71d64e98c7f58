"""Brute force: wrong passwords are counted before they are looked at, and nobody can lock somebody else out."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection, transaction
from rest_framework.test import APIClient

from authentication import passwords
from kernel import memory
from kernel.models import EventRecord
from tests.authentication.steps import NEW_PASSWORD, deliver, log_in, post, shape, token_in, tokens_of, works
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
HOME, ATTACKER = "198.51.100.7", "203.0.113.66"


def guess(times, email="anna@example.com", address=ATTACKER):
    return [log_in(email, NEW_PASSWORD, REMOTE_ADDR=address) for _ in range(times)]


def test_the_sixth_guess_is_locked_out_whether_or_not_there_is_an_account(anna):
    known, unknown = guess(6), guess(6, "nobody@example.com")
    assert [answer.status_code for answer in known] == [401] * 5 + [429]
    assert [shape(answer) for answer in known] == [shape(answer) for answer in unknown]
    assert known[5].json()["code"] == "locked_out"
    assert 890 <= int(known[5].headers["Retry-After"]) <= 900


def test_the_right_password_does_not_help_while_locked(anna):
    guess(5)
    assert log_in(REMOTE_ADDR=ATTACKER).status_code == 429


def test_the_owner_signs_in_from_elsewhere_meanwhile(anna):
    guess(6)
    assert log_in(REMOTE_ADDR=HOME).status_code == 200


def test_tries_while_locked_neither_count_nor_extend_it(anna, monkeypatch):
    guess(5)
    now = __import__("time").time
    monkeypatch.setattr("authentication.lockout.time.time", lambda: now() + 600)
    assert int(guess(1)[0].headers["Retry-After"]) <= 300
    assert AccessAttempt.objects.get().failures_since_start == 5


def test_all_spellings_share_one_counter(anna):
    for spelling in (
        "anna@example.com",
        "ANNA@example.com",
        "ａｎｎａ@example.com",
        " anna@EXAMPLE.com",
        "Anna@example.com",
    ):
        guess(1, spelling)
    assert guess(1)[0].status_code == 429


def test_success_clears_the_pair_but_not_the_address(anna, settings):
    settings.RATES = settings.RATES | {"login_ip": "12/m"}
    guess(4)
    assert log_in(REMOTE_ADDR=ATTACKER).status_code == 200
    assert [answer.status_code for answer in guess(5)] == [401] * 5
    assert not AccessAttempt.objects.exclude(failures_since_start=5).exists()
    assert guess(3)[-1].json()["code"] == "rate_limited"


def test_a_lock_survives_the_loss_of_redis(anna):
    guess(5)
    memory.client().flushdb()
    assert guess(1)[0].status_code == 429


def test_a_completed_reset_lifts_all_locks(anna):
    guess(6)
    deliver()
    post("password-reset/", {"email": "anna@example.com"})
    (letter,) = deliver()
    response = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
    assert response.status_code == 200
    assert log_in(password=NEW_PASSWORD, REMOTE_ADDR=ATTACKER).status_code == 200


def test_the_owner_is_told_once_and_it_stands_in_the_audit_log(anna):
    guess(8)
    guess(6, address="203.0.113.67")
    guess(6, "nobody@example.com")
    deliver()
    letters = [letter for letter in mail.outbox if letter.subject == "Too many wrong passwords"]
    assert [letter.to for letter in letters] == [["Anna@example.com"]]
    assert ATTACKER in letters[0].body
    locked = EventRecord.objects.filter(verb="authentication.account.locked", stream__key=f"a:{anna.id}")
    assert [event.data["address"] for event in locked.order_by("seq")] == [ATTACKER, "203.0.113.67"]


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_guesses_at_once_only_five_are_looked_at(anna, settings, monkeypatch):
    settings.RATES = settings.RATES | {"login_ip": "999/m", "login_account": "999/m"}
    looked_at = []
    check = passwords.matches
    monkeypatch.setattr("authentication.passwords.matches", lambda *given: looked_at.append(1) or check(*given))

    def one(_):
        try:
            return log_in(password=NEW_PASSWORD, REMOTE_ADDR=ATTACKER).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(one, range(100)))
    assert len(looked_at) == 5
    assert statuses.count(401) == 5
    assert statuses.count(429) == 95


def spread(times, email="anna@example.com", first=0):
    """Wrong guesses, each from an address of its own."""
    return [guess(1, email, f"203.0.113.{number}")[0] for number in range(first, first + times)]


def test_after_many_spread_guesses_a_password_opens_only_with_a_mailed_code(anna, settings):
    settings.RATES = settings.RATES | {"login_failures_account": "10/h"}
    assert log_in(REMOTE_ADDR=HOME).status_code == 200
    assert [answer.status_code for answer in spread(12)] == [401] * 12
    asked = log_in(REMOTE_ADDR="203.0.113.99")
    assert asked.status_code == 200
    assert asked.json().keys() == {"mfa_required", "mfa_token", "methods"}
    assert asked.json()["methods"] == ["email"]
    letter = next(letter for letter in deliver() if letter.to == ["Anna@example.com"])
    code = re.search(r"\b\d{8}\b|\b\d{4} \d{4}\b", letter.body).group()
    wrong = {"mfa_token": asked.json()["mfa_token"], "code": "00000000" if code != "00000000" else "11111111"}
    assert post("login/mfa/", wrong).json()["code"] == "invalid"
    answer = post("login/mfa/", wrong | {"code": code}, REMOTE_ADDR="203.0.113.99")
    assert works(tokens_of(answer)["access"])
    assert post("login/mfa/", wrong | {"code": code}).json()["code"] == "invalid_token"
    assert "New sign-in to your account" not in [letter.subject for letter in deliver()]  # that mailbox was just proven


def test_where_the_account_is_at_home_no_code_is_asked(anna, settings):
    settings.RATES = settings.RATES | {"login_failures_account": "10/h"}
    browser = APIClient()
    body = {"email": "anna@example.com", "password": PASSWORD}
    ours = {"HTTP_X_KEYNEST_CLIENT": "web"}
    assert post("login/?cookie=1", body, client=browser, REMOTE_ADDR=HOME, **ours).status_code == 200
    spread(11)
    assert "tokens" in log_in(REMOTE_ADDR=HOME).json()
    moved = post("login/?cookie=1", body, client=browser, REMOTE_ADDR="203.0.113.99", **ours)
    assert "tokens" in moved.json()  # the browser is known, wherever it is
    assert "tokens" not in log_in(REMOTE_ADDR="203.0.113.98").json()


def test_at_a_hundred_a_day_no_password_is_looked_at_any_more(anna, settings, monkeypatch):
    settings.RATES = settings.RATES | {"login_failures_account": "5/h", "login_failures_account_hard": "10/d"}
    assert log_in(REMOTE_ADDR=HOME).status_code == 200
    known, unknown = spread(12), spread(12, "nobody@example.com")
    assert [answer.status_code for answer in known] == [401] * 10 + [429] * 2
    assert [shape(answer) for answer in unknown] == [shape(answer) for answer in known]
    looked_at = []
    check = passwords.matches
    monkeypatch.setattr("authentication.passwords.matches", lambda *given: looked_at.append(1) or check(*given))
    refused = log_in(REMOTE_ADDR="203.0.113.99")
    assert (refused.status_code, refused.json()["code"], looked_at) == (429, "locked_out", [])
    assert 0 < int(refused.headers["Retry-After"]) <= 86400
    assert "tokens" in log_in(REMOTE_ADDR=HOME).json()
    post("password-reset/", {"email": "anna@example.com"})
    letter = next(letter for letter in deliver() if "reset-password" in letter.body)
    post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
    assert "tokens" in log_in(password=NEW_PASSWORD, REMOTE_ADDR="203.0.113.99").json()


def test_while_guesses_rain_on_all_accounts_whoever_is_unknown_needs_a_code(anna, settings):
    settings.RATES = settings.RATES | {"login_failures_everywhere": "3/5m"}
    assert "tokens" in log_in(REMOTE_ADDR=HOME).json()
    for number in range(4):
        guess(1, f"nobody{number}@example.com", f"203.0.113.{number}")
    assert log_in(REMOTE_ADDR="203.0.113.99").json()["methods"] == ["email"]
    assert "tokens" in log_in(REMOTE_ADDR=HOME).json()
    assert 0 < memory.client().ttl("guesses-everywhere") <= 300


def test_codes_are_mailed_now_and_then_only(anna, settings):
    settings.RATES = settings.RATES | {"login_failures_account": "1/h", "mail_code_user": "2/d"}
    spread(1)
    statuses = [log_in(REMOTE_ADDR=f"203.0.113.{number}").status_code for number in (11, 12, 13)]
    assert statuses == [200, 200, 429]


def test_the_admin_site_can_mail_no_code_and_refuses(client, anna, settings):
    settings.RATES = settings.RATES | {"login_failures_account": "1/h"}
    anna.is_staff = anna.is_superuser = True
    anna.save()
    spread(1)
    right = {"username": anna.email, "password": PASSWORD}
    assert client.post("/admin/login/", right, REMOTE_ADDR="203.0.113.99").status_code == 200  # the form again
    log_in(REMOTE_ADDR="203.0.113.98")
    memory.client().flushdb()
    assert log_in(REMOTE_ADDR="203.0.113.97").status_code == 200
    spread(1, first=50)
    assert client.post("/admin/login/", right, REMOTE_ADDR="203.0.113.97").status_code == 302  # known there by now


def test_failures_at_many_accounts_raise_one_alarm(settings, caplog):
    settings.RATES = settings.RATES | {"login_failures_everywhere": "3/5m"}
    for number in range(6):
        guess(1, f"nobody{number}@example.com", f"203.0.113.{number}")
    assert [record.message for record in caplog.records if record.name == "keynest.security"] == [
        "many sign-ins fail, at many accounts"
    ]


def test_by_default_the_steps_come_at_fifty_an_hour_and_a_hundred_a_day(settings):
    assert settings.RATES["login_failures_account"] == "50/h"
    assert settings.RATES["login_failures_account_hard"] == "100/d"


@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.django_db(transaction=True)
def test_the_counter_is_the_same_with_a_transaction_around_requests(anna, atomic):
    connection.settings_dict["ATOMIC_REQUESTS"] = atomic
    try:
        assert [answer.status_code for answer in guess(6)] == [401] * 5 + [429]
        assert AccessAttempt.objects.get().failures_since_start == 5
        assert not transaction.get_connection().in_atomic_block
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False


def test_no_address_and_no_password_is_kept_in_the_record(anna):
    log_in("my secret password@example.com".replace(" ", "."), PASSWORD)
    guess(2)
    row = str(list(AccessAttempt.objects.values()))
    assert "secret" not in row
    assert "anna" not in row
    assert NEW_PASSWORD not in row


@pytest.mark.parametrize("path", ["/admin/login/"])
def test_the_admin_site_is_under_the_same_limits(client, anna, path):
    anna.is_staff = anna.is_superuser = True
    anna.save()
    wrong = {"username": anna.email, "password": NEW_PASSWORD}
    for _ in range(5):
        assert client.post(path, wrong, REMOTE_ADDR=ATTACKER).status_code == 200
    right = {"username": anna.email, "password": PASSWORD}
    assert client.post(path, right, REMOTE_ADDR=ATTACKER).status_code == 200  # the form again
    assert log_in(REMOTE_ADDR=ATTACKER).status_code == 429
    assert client.post(path, right, REMOTE_ADDR=HOME).status_code == 302
