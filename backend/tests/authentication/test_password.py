"""Resetting and changing passwords, and which ones are refused."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from authentication import sealing
from authentication.actions.profile import set_active
from authentication.models import Identity, Provider, Session
from authentication.oauth import registry
from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord, OneTimeToken
from tests.authentication.steps import (
    NEW_PASSWORD,
    bearer,
    deliver,
    log_in,
    post,
    refresh,
    shape,
    token_in,
    tokens_of,
    works,
)
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def reset_link(email="anna@example.com"):
    assert post("password-reset/", {"email": email}).status_code == 202
    (letter,) = deliver()
    return token_in(letter)


def confirm(token, password=NEW_PASSWORD):
    return post("password-reset-confirm/", {"token": token, "password": password})


def change(tokens, current=PASSWORD, password=NEW_PASSWORD):
    return post(
        "password-change/", {"current_password": current, "password": password}, client=bearer(tokens["access"])
    )


def test_a_reset_ends_everything_and_signs_nobody_in(anna):
    tokens = tokens_of(log_in())
    response = confirm(reset_link())
    assert response.status_code == 200
    assert set(response.json()) == {"detail"}
    assert not works(tokens["access"])
    assert refresh(tokens["refresh"]).json()["code"] == "token_revoked"
    assert log_in().status_code == 401
    assert log_in(password=NEW_PASSWORD).status_code == 200
    assert [letter.subject for letter in deliver()] == ["Your password was changed"]
    assert EventRecord.objects.get(verb="authentication.password.changed").data == {"how": "reset"}


def test_nobody_learns_who_has_an_account(anna):
    make_user("pending@example.com", verified=False, password=PASSWORD)
    make_user("off@example.com", password=PASSWORD, is_active=False)
    addresses = ("anna@example.com", "nobody@example.com", "pending@example.com", "off@example.com")
    answers = [shape(post("password-reset/", {"email": email})) for email in addresses]
    assert answers[0][0] == 202
    assert all(answer == answers[0] for answer in answers)
    assert [letter.to[0] for letter in deliver()] == ["Anna@example.com", "pending@example.com"]


def test_all_cases_do_the_same_in_the_request(anna, django_assert_num_queries):
    for email in ("anna@example.com", "nobody@example.com"):
        with django_assert_num_queries(2):  # the account, the row of the outbox
            post("password-reset/", {"email": email})


def test_a_get_does_not_use_the_link_up(api, anna):
    token = reset_link()
    for _ in range(5):
        api.get(f"/api/auth/password-reset-confirm/?token={token}")
    assert confirm(token).status_code == 200


def test_used_and_late_links_are_refused_alike(anna, settings):
    settings.RATES = settings.RATES | {"reset_mail_address": "100/h"}
    used, late = reset_link(), reset_link()
    newest = OneTimeToken.objects.latest("pk")
    OneTimeToken.objects.filter(pk=newest.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert confirm(used).status_code == 200
    answers = [shape(confirm(token)) for token in (used, late, "x" * 43)]
    assert answers[0][:1] == (400,)
    assert answers[0][1]["code"] == "invalid_token"
    assert all(answer == answers[0] for answer in answers)


def test_links_from_before_a_change_are_worthless(anna, settings):
    settings.RATES = settings.RATES | {"reset_mail_address": "100/h"}
    first, second = reset_link(), reset_link()
    assert confirm(first).status_code == 200
    assert confirm(second, "yet another phrase of mine").status_code == 400
    deliver()
    third = reset_link()
    tokens = tokens_of(log_in(password=NEW_PASSWORD))
    assert change(tokens, NEW_PASSWORD, PASSWORD).status_code == 200
    assert confirm(third).status_code == 400


def test_a_link_lives_an_hour_and_is_stored_as_a_digest(anna):
    token = reset_link()
    row = OneTimeToken.objects.get()
    assert timedelta(minutes=59) < row.expires_at - clock.now() <= timedelta(hours=1)
    assert token not in str(OneTimeToken.objects.values().get())


def test_a_weak_password_does_not_use_the_link_up(anna):
    token = reset_link()
    assert confirm(token, "short").json()["errors"][0]["field"] == "password"
    assert confirm(token).status_code == 200


def test_a_reset_proves_the_address_of_a_pending_account(db):
    make_user("pending@example.com", verified=False, password=PASSWORD)
    assert confirm(reset_link("pending@example.com")).status_code == 200
    assert log_in("pending@example.com", NEW_PASSWORD).status_code == 200


def test_a_disabled_account_is_not_opened_by_an_old_link(anna):
    token = reset_link()
    for active in (False, True):
        set_active(Actor.system("operator"), user=anna, active=active)
        assert confirm(token).status_code == 400


def test_ten_requests_at_once_send_one_mail(anna):
    def one(number):
        try:
            return post("password-reset/", {"email": "anna@example.com"}, REMOTE_ADDR=f"203.0.113.{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(one, range(10))) == {202}
    assert len(deliver()) == 1


def test_three_mails_an_hour_and_twenty_requests_an_address(anna, settings):
    settings.RATES = settings.RATES | {"reset_mail_address": "3/h", "reset_address": "100/h"}
    statuses = [post("password-reset/", {"email": "anna@example.com"}).status_code for _ in range(21)]
    assert statuses == [202] * 20 + [429]
    assert len(deliver()) == 3
    assert len(mail.outbox) == 3


def test_a_change_ends_the_other_sessions_and_renews_this_one(anna):
    mine, other = tokens_of(log_in()), tokens_of(log_in())
    response = change(mine)
    assert response.status_code == 200, response.content
    fresh = response.json()["tokens"]
    assert works(fresh["access"])
    assert not works(mine["access"])
    assert not works(other["access"])
    assert refresh(mine["refresh"]).json()["code"] == "token_revoked"
    assert refresh(other["refresh"]).json()["code"] == "token_revoked"
    assert refresh(fresh["refresh"]).status_code == 200
    assert Session.objects.filter(revoked_at=None).count() == 1
    assert [letter.subject for letter in deliver()] == ["Your password was changed"]


def test_a_change_needs_the_present_password_and_is_limited(anna):
    tokens = tokens_of(log_in())
    answers = [change(tokens, current="a wrong one entirely") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[0].json()["errors"][0] == {
        "field": "current_password",
        "code": "wrong",
        "message": "This is not your present password.",
    }
    assert works(tokens["access"])


REFUSED = {
    "too_short": ["elevenchars", "ab", "x" * 11],
    "too_long": ["long enough " * 400],
    "common": ["1qaz2wsx3edc", "qwertyuiop12345"],
    "personal": ["anna@example.com", "keynestkeynest", "KeyNest12345", "annaanna1234"],
    "guessable": ["aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "passwordpassword", "123456789012", "Password1234!"],
}


@pytest.mark.parametrize(("code", "password"), [(code, text) for code, texts in REFUSED.items() for text in texts])
def test_weak_passwords_are_refused_everywhere_alike(anna, settings, code, password):
    tokens, link = tokens_of(log_in()), reset_link()
    answers = [
        post("register/", {"email": "anna@example.com", "password": password}),
        confirm(link, password),
        change(tokens, password=password),
    ]
    for answer in answers:
        assert answer.status_code == 400
        fault = answer.json()["errors"][0]
        assert fault["field"] == "password"
        if len(password) <= 4096:
            assert fault["code"] == code


@pytest.mark.parametrize(
    "password",
    ["zwölf Zeichen", "🦊🐻🐼 im Wald 42", "tick tock goes the clock " * 8, "x7#kQ9vL2mPz", "   spaced out words   "],
)
def test_long_odd_and_spaced_passwords_are_accepted(anna, password):
    assert confirm(reset_link(), password).status_code == 200
    assert log_in(password=password).status_code == 200
    assert log_in(password=password.strip() + "!").status_code == 401


def test_a_huge_password_is_refused_before_it_costs_anything(db):
    began = time.thread_time()  # of this thread's processor: others on the machine don't count
    assert post("register/", {"email": "new@example.com", "password": "x" * 4097}).status_code == 400
    assert time.thread_time() - began < 0.05


def test_who_signs_in_elsewhere_is_told_where(anna):
    anna.set_unusable_password()
    anna.save()
    github = Provider(slug="github", kind="github", name="GitHub", client_id="x", enabled=True, created_at=clock.now())
    github.sealed_secret, github.updated_at = sealing.seal(b"x", registry.place_of(github)), github.created_at
    github.save()
    Identity.objects.create(user=anna, provider="github", issuer="x", subject="1", created_at=clock.now())
    post("password-reset/", {"email": anna.email})
    (letter,) = deliver()
    assert "Sign in with GitHub" in letter.body
    assert post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD}).status_code == 200
