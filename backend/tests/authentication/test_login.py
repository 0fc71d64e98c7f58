"""POST /api/auth/login/: who gets in, and what the others learn."""

from functools import partial

import pytest
from django.contrib.auth.hashers import make_password

from authentication import lockout, refresh
from authentication.models import Session, User
from kernel.models import EventRecord
from tests.authentication.steps import FIREFOX, NEW_PASSWORD, log_in, post, shape, take_the_same_time, tokens_of, works
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_it_answers_user_and_tokens(anna):
    response = log_in(HTTP_USER_AGENT=FIREFOX)
    tokens = tokens_of(response)
    assert response.json()["user"]["email"] == "Anna@example.com"
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert response.headers["Cache-Control"] == "no-store"
    assert works(tokens["access"])
    session = Session.objects.get()
    assert (session.device, session.method, session.address) == ("Firefox on Ubuntu", "password", "127.0.0.1")
    event = EventRecord.objects.get()
    assert (event.verb, event.stream.key) == ("authentication.session.started", f"a:{anna.id}")


def test_the_short_path_is_the_same_door(api, anna):
    response = api.post("/api/login/", {"email": anna.email, "password": PASSWORD}, format="json")
    assert works(tokens_of(response)["access"])


def test_all_spellings_of_the_address_open(anna):
    for spelling in ("ANNA@EXAMPLE.COM", " anna@example.com", "ａｎｎａ@example.com"):
        assert log_in(spelling).status_code == 200


def failing(anna):
    make_user("off@example.com", password=PASSWORD, is_active=False)
    make_user("social@example.com")  # no password at all
    return [
        ("anna@example.com", NEW_PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("off@example.com", PASSWORD),
        ("social@example.com", PASSWORD),
    ]


def test_unknown_wrong_disabled_and_without_password_are_answered_alike(anna):
    answers = [shape(log_in(email, password)) for email, password in failing(anna)]
    assert answers[0][0] == 401
    assert answers[0][1]["code"] == "invalid_credentials"
    assert all(answer == answers[0] for answer in answers)


def test_they_take_the_same_time(anna, settings):
    many = {"login_ip": "9999/m", "login_account": "9999/m", "login_failures_account": "9999/h"}
    settings.RATES = settings.RATES | many
    settings.AXES_FAILURE_LIMIT = 10_000
    log_in()
    assert take_the_same_time(*(partial(fail, email, password) for email, password in failing(anna)))


def fail(email, password, number):
    assert log_in(email, password).status_code == 401


def test_a_pending_account_shows_only_to_whoever_knows_the_password(db):
    make_user("pending@example.com", verified=False, password=PASSWORD)
    assert log_in("pending@example.com").json()["code"] == "email_unconfirmed"
    assert shape(log_in("pending@example.com", NEW_PASSWORD)) == shape(log_in("nobody@example.com"))


def test_a_hash_of_other_parameters_is_renewed(anna, settings):
    old = make_password(PASSWORD, hasher="pbkdf2_sha256")
    anna.password = old
    anna.save(update_fields=["password"])
    assert log_in().status_code == 200
    anna.refresh_from_db()
    assert anna.password.startswith("argon2$argon2id$")
    assert log_in().status_code == 200


def test_the_password_is_the_same_however_a_system_composes_it(db):
    make_user("jo@example.com", password="caf\u00e9 au lait at nine")
    assert log_in("jo@example.com", "cafe\u0301 au lait at nine").status_code == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415)],
)
def test_forms_of_foreign_pages_are_not_read(api, anna, content_type, status):
    body = '{"email": "anna@example.com", "password": "x"}'
    response = api.post("/api/auth/login/", body, content_type=content_type)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8000", 200),
        ("http://testserver", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://testserver.evil.example", 403),
        ("https://evil.example/http://testserver", 403),
        ("javascript:alert(1)", 403),
        ("", 403),
    ],
)
def test_foreign_pages_are_refused(anna, origin, status):
    assert log_in(HTTP_ORIGIN=origin).status_code == status


def test_the_signin_is_limited_per_address(anna, settings):
    settings.RATES = settings.RATES | {"login_ip": "3/m"}
    statuses = [log_in(f"nobody{number}@example.com").status_code for number in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert log_in(REMOTE_ADDR="198.51.100.7").status_code == 200


def test_forwarded_addresses_of_strangers_are_not_believed(anna, settings):
    settings.RATES = settings.RATES | {"login_ip": "3/m"}
    statuses = [
        log_in(f"nobody{number}@example.com", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").status_code
        for number in range(4)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize("hops", ["1.2.3.4:5678", "", "garbage, , ,", "::ffff:1.2.3.4", "%00", "a" * 5000])
def test_odd_forwarded_addresses_are_no_fault(anna, settings, hops):
    settings.TRUSTED_PROXIES = 1
    assert log_in(HTTP_X_FORWARDED_FOR=hops).status_code == 200


def test_one_household_shares_a_limit(anna, settings):
    settings.RATES = settings.RATES | {"login_ip": "3/m"}
    statuses = [
        log_in(f"nobody{number}@example.com", REMOTE_ADDR=f"2001:db8::{number + 1}").status_code for number in range(4)
    ]
    assert statuses[-1] == 429
    assert log_in(REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_limits_can_be_switched_off(anna, settings):
    settings.RATE_LIMITS_ENABLED = settings.AXES_ENABLED = False
    statuses = {log_in(password=NEW_PASSWORD).status_code for _ in range(15)}
    assert statuses == {401}
    assert "RateLimit-Limit" not in log_in().headers


def test_no_password_and_no_token_is_logged(anna, caplog):
    caplog.set_level("DEBUG")
    tokens = tokens_of(log_in())
    log_in(password=NEW_PASSWORD)
    post("token/refresh/", {"refresh": tokens["refresh"]})
    from kernel.logs import Redact

    for record in caplog.records:
        Redact().filter(record)
    for secret in (PASSWORD, NEW_PASSWORD, tokens["access"], tokens["refresh"]):
        assert secret not in caplog.text
        assert all(secret not in record.getMessage() for record in caplog.records)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("module", "step"), [(lockout, "succeeded"), (refresh, "mint")])
def test_an_account_that_is_deleted_meanwhile_is_no_fault_of_ours(anna, monkeypatch, module, step):
    take_the_step = getattr(module, step)

    def after_a_deletion(*args, **kwargs):
        User.objects.filter(pk=anna.pk).delete()
        return take_the_step(*args, **kwargs)

    monkeypatch.setattr(module, step, after_a_deletion)
    response = log_in()
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
