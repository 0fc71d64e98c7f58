"""What a sign-in page may know, tickets for sockets, the operator's list of accounts, and what is thrown away."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from authentication import mails, tasks
from authentication.devices import name_of
from authentication.models import Registration, Session
from kernel import clock
from kernel.mail import render
from tests.authentication.steps import FIREFOX, NEW_PASSWORD, bearer, deliver, log_in, post, tokens_of, works
from tests.factories import PASSWORD, client_of, make_session, make_user

pytestmark = pytest.mark.django_db


def test_anybody_may_know_how_to_sign_in_here(api, settings):
    body = api.get("/api/auth/config/").json()
    assert set(body) == {
        "name", "version", "registration_open", "activation_required", "password", "providers", "languages",
        "mfa_methods", "limits",
    }  # fmt: skip
    assert body["password"] == {"min_length": 12, "max_length": 4096}
    settings.REGISTRATION_OPEN = False
    assert api.get("/api/auth/config/").json()["registration_open"] is False


def test_a_ticket_needs_a_token(anna):
    assert post("ws-ticket/").status_code == 401
    body = post("ws-ticket/", client=bearer(tokens_of(log_in())["access"])).json()
    assert body["expires_in"] == 30
    assert len(body["ticket"]) >= 22
    assert not works(body["ticket"])


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Ubuntu"),
        ("", "Unknown device"),
        ("curl/8.5.0", "curl"),
        ("keynest-cli/0.1", "keynest-cli"),
        ("<script>" * 50, "<script><script><script><script><script>"),
    ],
)
def test_devices_have_names(agent, name):
    assert name_of(agent) == name


@pytest.fixture
def operator(client, anna):
    """A signed-in operator of the admin site."""
    anna.is_staff = anna.is_superuser = True
    anna.save()
    client.force_login(anna, backend="authentication.backends.PasswordBackend")
    return client


LIST = "/admin/authentication/user/"


def test_an_operator_looks_and_changes_nothing_by_hand(operator):
    user = make_user("ben@example.com")
    make_session(user)
    assert b"ben@example.com" in operator.get(LIST, {"q": "ben"}).content
    page = operator.get(f"{LIST}{user.id}/change/")
    assert page.status_code == 200
    assert b"secret_digest" not in page.content
    assert user.password.encode() not in page.content
    operator.post(f"{LIST}{user.id}/change/", {"email": "x@example.com", "is_superuser": "on"})
    user.refresh_from_db()
    assert (user.email, user.is_superuser) == ("ben@example.com", False)
    assert operator.get(f"{LIST}add/").status_code == 403
    assert operator.get(f"{LIST}{user.id}/delete/").status_code == 403


def test_an_operator_switches_accounts_off_and_on(operator, anna, django_capture_on_commit_callbacks):
    tokens = tokens_of(log_in())
    user = make_user("ben@example.com")
    session = make_session(user)
    for action, active in (("disable", False), ("enable", True)):
        chosen = {"action": action, "_selected_action": [str(user.id), str(anna.id)]}
        with django_capture_on_commit_callbacks(execute=True):
            assert operator.post(LIST, chosen).status_code == 302
        user.refresh_from_db()
        assert user.is_active == active
    session.refresh_from_db()
    assert session.revoked_reason == "disabled"
    assert works(tokens["access"])  # nobody disables themselves by it


def test_a_stranger_has_no_business_there(client, anna):
    client.force_login(anna, backend="authentication.backends.PasswordBackend")
    assert client.get(LIST).status_code == 302


def test_what_has_ended_is_thrown_away_a_day_later(anna):
    live, ended, idle = (make_session(anna) for _ in range(3))
    Session.objects.filter(pk=ended.pk).update(revoked_at=clock.now() - timedelta(days=8))
    Session.objects.filter(pk=idle.pk).update(idle_expires_at=clock.now() - timedelta(days=2))
    Registration.objects.create(user=anna, password="x", created_at=clock.now() - timedelta(days=3))
    log_in(password=NEW_PASSWORD)
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(hours=1))
    for _ in range(2):
        tasks.purge(from_another_version=1)
    assert list(Session.objects.all()) == [live]
    assert not Registration.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_letters_stand_hostile_names(anna):
    anna.first_name, anna.last_name = "<b>Win https://evil.example</b>", "& Co"
    anna.save()
    registration = Registration.objects.create(user=make_user("p@example.com", verified=False), created_at=clock.now())
    new = {"email": "new@example.com", "current_password": PASSWORD}
    assert post("email-change/", new, client=client_of(anna)).status_code == 202
    who, when = {"user_id": str(anna.id)}, {"at": clock.now().isoformat(), "address": "203.0.113.5", "agent": "<i>"}
    letters = [
        mails.activation({"user_id": str(registration.user_id)}),
        mails.already_registered(who),
        mails.welcome(who),
        mails.password_reset(who),
        mails.password_changed(who | when),
        mails.email_change(who | {"to": "new@example.com", "session": None}),
        mails.email_changed(who | when | {"to": "old@example.com", "new": "<b>new@example.com"}),
        mails.locked_out(who | {"address": "203.0.113.5", "device": "<u>x</u>"}),
    ]
    for letter in letters:
        rendered = render(letter)
        assert "<b>" not in rendered.html
        assert "<i>" not in rendered.html
        assert "<u>" not in rendered.html
        assert "https://evil.example" not in rendered.text
        assert rendered.subject.strip()


def test_no_letter_is_written_to_an_account_that_went_or_was_disabled(anna):
    anna.is_active = False
    anna.save()
    when = {"at": clock.now().isoformat(), "address": None, "agent": ""}
    for user_id in (str(anna.id), "0c5d2f0e-8f6b-4ac2-8f5c-1b2b7f1d9f11", None):
        who = {"user_id": user_id, **when, "to": "x@example.com", "session": None, "device": ""}
        for compose in (
            mails.activation, mails.already_registered, mails.welcome, mails.password_reset, mails.password_changed,
            mails.email_change, mails.email_changed, mails.locked_out,
        ):  # fmt: skip
            assert compose(who) is None
    assert deliver() == []


def test_a_sign_in_costs_few_queries(anna, django_assert_max_num_queries):
    log_in()
    with django_assert_max_num_queries(16):
        log_in()
