"""The admin site is no way around the second factor."""

import pytest
from django.test import Client

from authentication.models import User
from kernel.models import EventRecord, OutboxMessage
from tests.authentication.mfa.steps import Clock, Guarded, guard
from tests.factories import PASSWORD, make_user

LOGIN, CHANGE = "/admin/login/", "/admin/password_change/"


@pytest.fixture
def operator(db: None, time: Clock) -> Guarded:
    return guard(make_user("root@example.com", password=PASSWORD, is_staff=True, is_superuser=True), time)


def enter(client: Client, **more: str) -> bool:
    """Sign in there; whether it worked."""
    answer = client.post(LOGIN, {"username": "root@example.com", "password": PASSWORD, "next": "/admin/", **more})
    assert answer.status_code in {200, 302}
    return client.get("/admin/").status_code == 200


def test_a_password_alone_does_not_open_it(client, operator):
    assert not enter(client)
    assert not enter(client, code="000000")


def test_the_form_asks_for_a_code(client, db):
    assert b'name="code"' in client.get(LOGIN).content


def test_a_code_of_the_app_opens_it_once(client, operator):
    code = operator.code()
    assert enter(client, code=f"{code[:3]} {code[3:]}")
    assert not enter(Client(), code=code)


def test_a_recovery_code_opens_it_once(client, operator):
    assert enter(client, code=operator.recovery_codes[0])
    assert not enter(Client(), code=operator.recovery_codes[0])


def test_guesses_are_limited_there_too(client, operator):
    for _ in range(5):
        assert not enter(client, code="000000")
    assert not enter(client, code=operator.code())
    operator.time.move(seconds=1)
    assert (
        b"Too many codes"
        in client.post(LOGIN, {"username": "root@example.com", "password": PASSWORD, "code": operator.code()}).content
    )


def test_who_is_no_operator_stays_outside(client, guarded):
    answer = client.post(LOGIN, {"username": guarded.user.email, "password": PASSWORD, "code": guarded.code()})
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_without_a_second_factor_the_password_is_enough(client, db):
    make_user("root@example.com", password=PASSWORD, is_staff=True, is_superuser=True)
    assert enter(client)


def test_a_sign_in_from_somewhere_new_is_told_to_its_owner(operator):
    """28."""
    for _ in range(2):
        assert enter(Client(HTTP_USER_AGENT="curl/8.0"), code=operator.code())
        operator.time.move(seconds=60)
    told = OutboxMessage.objects.filter(payload__template="new_sign_in")
    assert [message.payload["method"] for message in told] == ["password"]
    started = EventRecord.objects.filter(verb="authentication.session.started", data__session=None)
    assert started.count() == 2


def test_its_sessions_end_when_the_factors_change(client, operator):
    """40: not the API's only."""
    assert enter(client, code=operator.code())
    assert operator.client.delete("/api/auth/mfa/totp/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert User.objects.get().second_factor_at is None


def test_passwords_are_not_changed_there(client, db):
    """By Django's own form anything would do, and nobody would be told."""
    make_user("root@example.com", password=PASSWORD, is_staff=True, is_superuser=True)
    assert enter(client)
    body = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    for answer in (client.get(CHANGE), client.post(CHANGE, body)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/security")
    assert User.objects.get().check_password(PASSWORD)
