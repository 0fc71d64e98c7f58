"""POST /api/auth/register/, activate/ and activate/resend/."""

from datetime import timedelta

import pytest
from django.core import mail

from authentication.actions.profile import set_active
from authentication.models import Registration, Session, User
from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord, OneTimeToken
from tests.authentication.steps import (
    FIREFOX,
    NEW_PASSWORD,
    deliver,
    log_in,
    post,
    shape,
    take_the_same_time,
    token_in,
    tokens_of,
    works,
)
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def register(email="anna@example.com", password=PASSWORD, **more):
    headers = {name: more.pop(name) for name in list(more) if name.isupper()}
    return post("register/", {"email": email, "password": password, **more}, **headers)


def registered(email="anna@example.com", password=PASSWORD, **more):
    """Register and fetch the token of the mail."""
    assert register(email, password, **more).status_code == 202
    (letter,) = deliver()
    return token_in(letter)


def test_a_mailed_link_activates_and_signs_in():
    token = registered(first_name="Anna", last_name="Lee", username="anna.lee", HTTP_USER_AGENT=FIREFOX)
    assert log_in().status_code == 403
    assert "Firefox on Ubuntu" in mail.outbox[0].body
    response = post("activate/", {"token": token})
    tokens = tokens_of(response)
    assert response.json()["user"]["full_name"] == "Anna Lee"
    assert response.json()["user"]["email_verified"]
    assert works(tokens["access"])
    assert log_in().status_code == 200
    assert [letter.subject for letter in deliver()] == ["Welcome to KeyNest"]
    verbs = list(EventRecord.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs[:3] == [
        "authentication.account.registered",
        "authentication.account.activated",
        "authentication.session.started",
    ]


def test_the_browser_says_in_which_language_and_zone_mail_is_written():
    token = registered(language="de-CH", time_zone="Europe/Zurich")
    assert mail.outbox[0].extra_headers["Content-Language"] == "de"
    assert "(Europe/Zurich)" in mail.outbox[0].body
    user = post("activate/", {"token": token, "time_zone": "America/Lima"}).json()["user"]
    assert (user["language"], user["time_zone"]) == ("de", "America/Lima")


def test_a_browser_that_says_what_is_unknown_here_is_let_in_all_the_same():
    token = registered(language="tlh", time_zone="Mars/Olympus")
    user = post("activate/", {"token": token, "language": "x-klingon", "time_zone": "Mars/Olympus"}).json()["user"]
    assert (user["language"], user["time_zone"]) == ("", "")


def test_a_taken_address_is_answered_like_a_new_one(anna):
    assert shape(register("new@example.com")) == shape(register("anna@example.com"))
    letters = {letter.to[0]: letter.subject for letter in deliver()}
    assert letters == {
        "new@example.com": "Confirm your e-mail address",
        "Anna@example.com": "You have an account already",
    }
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_a_taken_address_takes_as_long_as_a_new_one(anna, settings):
    settings.RATES = settings.RATES | {"register_ip": "1000/m", "activation_mail_address": "1000/m"}
    assert take_the_same_time(
        lambda _: register("anna@example.com"), lambda number: register(f"new{number}@example.com")
    )


@pytest.mark.parametrize(
    "spelling", ["ANNA@Example.com", " anna@example.com ", "ａｎｎａ@example.com", "anna@EXAMPLE.COM"]
)
def test_all_spellings_are_one_account_and_mail_goes_to_the_stored_one(anna, spelling):
    assert register(spelling).status_code == 202
    assert User.objects.count() == 1
    (letter,) = deliver()
    assert letter.to == ["Anna@example.com"]


def test_an_international_domain_and_its_ascii_form_are_one_account():
    token = registered("jo@bücher.example")
    assert post("activate/", {"token": token}).status_code == 200
    assert log_in("jo@xn--bcher-kva.example").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_only_a_post_activates(api, method):
    token = registered()
    for _ in range(20):
        getattr(api, method)(f"/api/auth/activate/?token={token}")
    assert not User.objects.get().email_verified
    assert post("activate/", {"token": token}).status_code == 200


def test_used_old_and_foreign_links_are_refused_alike(anna):
    token = registered("new@example.com")
    old = registered("old@example.com")
    OneTimeToken.objects.filter(subject=str(User.objects.get(email_key="old@example.com").id)).update(
        expires_at=clock.now() - timedelta(seconds=1)
    )
    post("password-reset/", {"email": "anna@example.com"})
    (letter,) = deliver()
    post("activate/", {"token": token})
    answers = [shape(post("activate/", {"token": text})) for text in (token, old, token_in(letter), "x" * 43)]
    assert answers[0][0] == 400
    assert answers[0][1]["code"] == "invalid_token"
    assert all(answer == answers[0] for answer in answers)


def test_a_disabled_account_stays_disabled(db):
    token = registered()
    user = User.objects.get()
    set_active(Actor.system("operator"), user=user, active=False)
    post("activate/resend/", {"email": user.email})
    assert deliver() == []
    assert post("activate/", {"token": token}).status_code == 400
    user.refresh_from_db()
    assert not user.is_active
    assert not user.email_verified


def test_resending_tells_nothing_and_sends_only_what_is_due(anna, settings):
    settings.RATES = settings.RATES | {"reset_ip": "100/h"}
    make_user("off@example.com", is_active=False)
    registered("pending@example.com")
    addresses = ("pending@example.com", "nobody@example.com", "anna@example.com", "off@example.com")
    answers = [shape(post("activate/resend/", {"email": email})) for email in addresses]
    assert answers[0][0] == 202
    assert all(answer == answers[0] for answer in answers)
    assert deliver() == []  # within a minute of the first mail


def test_a_second_mail_is_sent_after_a_minute_and_five_a_day(settings):
    settings.RATES = settings.RATES | {"activation_mail_address": "5/d"}
    registered()
    for number in range(10):
        post("activate/resend/", {"email": "anna@example.com"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert len(deliver()) == 4
    settings.RATES = settings.RATES | {"activation_mail_address": "1/m|5/d"}
    registered("ben@example.com")
    post("activate/resend/", {"email": "ben@example.com"})
    assert deliver() == []


def test_whoever_registers_a_strangers_address_gains_nothing():
    registered("victim@example.com", "attackers own secret phrase")
    assert register("victim@example.com", NEW_PASSWORD).status_code == 202
    post("activate/resend/", {"email": "victim@example.com"}, REMOTE_ADDR="203.0.113.9")
    victims = Registration.objects.order_by("-created_at").first()
    from authentication.mails import activation

    letter = activation({"user_id": str(victims.user_id), "registration": str(victims.id)})
    token = str(letter.context["url"]).partition("#token=")[2]
    assert post("activate/", {"token": token}).status_code == 200
    assert log_in("victim@example.com", "attackers own secret phrase").status_code == 401
    assert log_in("victim@example.com", NEW_PASSWORD).status_code == 200


def test_a_strangers_later_registration_does_not_change_what_a_link_activates(settings):
    settings.RATES = settings.RATES | {"activation_mail_address": "100/d"}
    mine = registered("victim@example.com", NEW_PASSWORD)
    theirs = registered("victim@example.com", "attackers own secret phrase")
    assert post("activate/", {"token": mine}).status_code == 200
    assert post("activate/", {"token": theirs}).status_code == 400
    assert log_in("victim@example.com", NEW_PASSWORD).status_code == 200
    assert log_in("victim@example.com", "attackers own secret phrase").status_code == 401


def test_fields_that_are_not_the_callers_to_set_are_ignored():
    token = registered(is_staff=True, is_superuser=True, is_active=False, email_verified=True, id="1", mfa_enabled=True)
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active, user.email_verified) == (False, False, True, False)
    assert post("activate/", {"token": token}).status_code == 200


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_links_point_at_the_configured_site(header):
    response = register(**{header: "evil.example"})
    for letter in deliver():
        assert "http://localhost:8000/activate#token=" in letter.body
        assert "evil" not in letter.body
    assert response.status_code == (400 if header == "HTTP_HOST" else 202)


def test_two_passwords_must_be_alike():
    response = register(password2="another one")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "password2"
    assert register(password2=PASSWORD).status_code == 202


def test_a_user_name_is_taken_once_in_any_case():
    registered(username="Anna")
    response = register("other@example.com", username="aNNa")
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "username", "code": "taken", "message": "Somebody else has this user name."}
    ]


def test_a_user_name_does_not_tell_whose_address_it_goes_with():
    make_user("anna@example.com", username="anna")
    answers = [shape(register(email, username="anna")) for email in ("anna@example.com", "other@example.com")]
    assert answers[0][0] == 400
    assert answers[0][:2] == answers[1][:2]


def test_a_waiting_registration_is_repeated_with_its_user_name():
    assert [register(username="anna").status_code for _ in range(2)] == [202, 202]


def test_without_activation_one_is_signed_in_at_once(settings, anna):
    settings.ACTIVATION_REQUIRED = False
    response = register("new@example.com")
    assert response.status_code == 201
    assert works(tokens_of(response)["access"])
    assert register("new@example.com", NEW_PASSWORD).status_code == 409
    assert register("anna@example.com", NEW_PASSWORD).status_code == 409
    assert log_in("new@example.com").status_code == 200


def test_a_closed_house_takes_nobody(settings):
    settings.REGISTRATION_OPEN = False
    assert register().status_code == 403
    assert not User.objects.exists()


def test_registering_is_limited_and_says_so():
    answers = [register(f"new{number}@example.com") for number in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert answers[3].json()["code"] == "rate_limited"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].headers["RateLimit-Limit"] == "3"


def test_sessions_from_before_the_proof_of_the_address_end(settings):
    """An unexpired session of whoever registered first must not survive the owner's activation."""
    settings.ACTIVATION_REQUIRED = False
    attacker = tokens_of(register("victim@example.com"))
    settings.ACTIVATION_REQUIRED = True
    token = registered("victim@example.com", NEW_PASSWORD)
    assert post("activate/", {"token": token}).status_code == 200
    assert not works(attacker["access"])
    assert Session.objects.filter(revoked_at=None).count() == 1
