"""Completing a sign-in: POST login/mfa/."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from authentication import challenges
from authentication.models import RecoveryCode, Session
from kernel import memory
from kernel.models import EventRecord
from tests.authentication.mfa.steps import challenged, guard, refused_as, second_step
from tests.authentication.steps import NEW_PASSWORD, bearer, deliver, log_in, post, tokens_of, works
from tests.factories import PASSWORD, make_user

RESTART = (400, "invalid_token", None)
WRONG = (400, "invalid", "wrong_code")


def test_a_password_alone_gives_no_tokens(guarded):
    answer = log_in().json()
    assert set(answer) == {"mfa_required", "mfa_token", "methods"}
    assert answer["methods"] == ["totp", "recovery_code"]


def test_the_code_of_the_app_completes_it(guarded):
    answer = second_step(challenged(), guarded.code())
    assert answer.status_code == 200
    assert answer.json()["user"]["mfa_enabled"] is True
    assert works(tokens_of(answer)["access"])
    session = Session.objects.filter(user=guarded.user).latest("created_at")
    assert (session.method, session.confirmed_at) == ("password", guarded.time.moment)


def test_the_refresh_token_can_go_into_a_cookie(guarded):
    body = {"mfa_token": challenged(), "code": guarded.code()}
    answer = post("login/mfa/?cookie=1", body, HTTP_X_KEYNEST_CLIENT="web", HTTP_ORIGIN="http://localhost:8000")
    assert answer.status_code == 200, answer.content
    assert "refresh" not in answer.json()["tokens"]
    assert any("refresh" in name for name in answer.cookies)


def test_the_token_works_nowhere_else(guarded):
    """101: it is no access token, no refresh token and no link."""
    token = challenged()
    assert bearer(token).get("/me/").status_code == 401
    assert post("token/refresh/", {"refresh": token}).status_code == 401
    assert post("token/verify/", {"token": token}).json() == {"active": False}
    for path, body in [
        ("activate/", {"token": token}),
        ("password-reset-confirm/", {"token": token, "password": NEW_PASSWORD}),
        ("email-change-confirm/", {"token": token}),
        ("not-me/", {"token": token}),
    ]:
        assert refused_as(post(path, body)) == RESTART
    assert second_step(token, guarded.code()).status_code == 200


def test_it_works_once(guarded):
    token = challenged()
    assert second_step(token, guarded.code()).status_code == 200
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_after_five_wrong_codes_one_begins_anew(guarded):
    """101. The right code comes too late."""
    token = challenged()
    for _ in range(5):
        assert refused_as(second_step(token, "000000")) == WRONG
    memory.client().delete(*memory.client().keys("*rl:*") or ["none"])  # the account's own limit is another test's
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_it_waits_for_five_minutes(guarded):
    token = challenged()
    assert 290 < memory.client().ttl(challenges.place_of(token)) <= 300
    memory.client().expire(challenges.place_of(token), 0)
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_parallel_guesses_get_no_more_tries(guarded, settings, transactional_db):
    """Each try is taken before its code is looked at."""
    settings.RATE_LIMITS_ENABLED = False
    token = challenged()

    def guess(number: int) -> tuple[int, str, str | None]:
        try:
            return refused_as(second_step(token, f"{number:06}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(24)))
    assert answers.count(WRONG) == 5
    assert answers.count(RESTART) == 19


def test_guesses_are_counted_for_the_account_across_sign_ins(guarded):
    """Beginning anew gives no more of them; the headers tell."""
    answers = [second_step(challenged(), "000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[0].headers["RateLimit-Limit"] == "5"
    assert [int(answer.headers["RateLimit-Remaining"]) for answer in answers[:5]] == [4, 3, 2, 1, 0]
    assert int(answers[5].headers["Retry-After"]) <= 300
    assert answers[5].json()["code"] == "rate_limited"


def test_guesses_at_one_account_leave_another_alone(guarded):
    other = guard(make_user("bob@example.com", password=PASSWORD), guarded.time)
    for _ in range(6):
        second_step(challenged(), "000000")
    assert second_step(challenged("bob@example.com"), other.code()).status_code == 200


def test_addresses_are_limited_too(guarded, settings):
    settings.RATES = settings.RATES | {"mfa_ip": "3/m"}
    answers = [second_step("unknown", "000000").status_code for _ in range(4)]
    assert answers == [400, 400, 400, 429]


def test_several_wrong_codes_are_told_by_mail(guarded):
    """Whoever comes so far knows the password."""
    deliver()
    token = challenged()
    for _ in range(4):
        second_step(token, "000000")
    assert deliver() == []
    second_step(token, "000000")
    (letter,) = deliver()
    assert "Wrong codes" in letter.subject
    assert letter.to == [guarded.user.email]
    assert EventRecord.objects.filter(verb="authentication.second_factor.failed").count() == 1


def test_it_ends_when_the_password_changes(guarded):
    """40: pending sign-ins are dead, too."""
    token = challenged()
    body = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    assert post("password-change/", body, client=guarded.client).status_code == 200
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_it_ends_when_the_factors_change(guarded):
    token = challenged()
    assert guarded.client.delete("/api/auth/mfa/totp/").status_code == 200
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_it_ends_when_the_account_is_disabled(guarded):
    token = challenged()
    guarded.user.is_active = False
    guarded.user.save(update_fields=["is_active"])
    assert refused_as(second_step(token, guarded.code())) == RESTART


def test_parallel_right_codes_sign_in_once(guarded, transactional_db):
    before = Session.objects.count()
    token, code = challenged(), guarded.code()

    def send(_: int) -> int:
        try:
            return int(second_step(token, code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = sorted(pool.map(send, range(5)))
    assert answers == [200, 400, 400, 400, 400]
    assert Session.objects.count() == before + 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mfa_token": "x"},
        {"mfa_token": "x", "code": ""},
        {"mfa_token": "x", "code": "1" * 41},
        {"mfa_token": "x" * 201, "code": "123456"},
        {"mfa_token": None, "code": "123456"},
        {"mfa_token": ["x"], "code": "123456"},
        {"mfa_token": {"x": 1}, "code": 123456},
        {"mfa_token": "x", "code": "123456", "surprise": 1},
    ],
)
def test_odd_bodies_are_refused(body, db):
    answer = APIClient().post("/api/auth/login/mfa/", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_a_reset_password_still_asks_for_the_second_factor(guarded):
    """54: the reset neither signs in nor skips it."""
    from tests.authentication.steps import token_in

    deliver()
    post("password-reset/", {"email": guarded.user.email})
    (letter,) = deliver()
    answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
    assert answer.status_code == 200
    assert "tokens" not in answer.json()
    assert second_step(challenged(password=NEW_PASSWORD), guarded.code()).status_code == 200
    assert RecoveryCode.objects.filter(user=guarded.user, used_at=None).count() == 10
