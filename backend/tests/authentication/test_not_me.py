"""POST /api/auth/not-me/: the owner says that a sign-in was somebody else's, whatever that somebody did meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from authentication import devices, mails
from authentication.actions import sessions
from authentication.models import Authenticator, Device, Identity, Passkey, RecoveryCode, Session, User
from core.notifications.models import Notification
from kernel import clock, onetime
from kernel.actor import Origin
from kernel.models import EventRecord, OneTimeToken, OutboxMessage
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
    works,
)  # fmt: skip
from tests.factories import PASSWORD, make_session, make_user

pytestmark = pytest.mark.django_db
HOME, CAFE = "198.51.100.7", "203.0.113.66"
STRANGER = {"REMOTE_ADDR": CAFE, "HTTP_USER_AGENT": "curl/8.5.0"}
THEIRS = "a stranger's own long password"


@pytest.fixture
def mine(anna):
    """The owner's own tokens, from home."""
    return tokens_of(log_in(REMOTE_ADDR=HOME, HTTP_USER_AGENT=FIREFOX))


@pytest.fixture
def theirs(mine):
    """A stranger's, who knows the password."""
    return tokens_of(log_in(**STRANGER))


@pytest.fixture
def link(theirs):
    """What the owner's mailbox got."""
    (letter,) = deliver()
    return token_in(letter)


def not_me(token, **headers):
    return post("not-me/", {"token": token}, **headers)


def identity(user, **fields):
    given = {"provider": "github", "issuer": "https://github.com", "subject": "1", "created_at": clock.now()} | fields
    return Identity.objects.create(user=user, **given)


def passkey(user, **fields):
    given = {"credential_id": b"1", "public_key": b"k", "name": "Key", "created_at": clock.now()} | fields
    return Passkey.objects.create(user=user, **given)


def sign_in_as(user, method, **more):
    """A sign-in by something else than a password, and the link of the mail about it."""
    sessions.issue_login(sessions.actor_of(user, Origin(CAFE, "curl/8.5.0", "test")), user=user, method=method, **more)
    (letter,) = deliver()
    return token_in(letter)


def test_everything_ends_and_the_password_opens_nothing(anna, mine, theirs, link):
    response = not_me(link)
    assert (response.status_code, set(response.json())) == (200, {"detail"})
    for tokens in (mine, theirs):
        assert not works(tokens["access"])
        assert refresh(tokens["refresh"]).status_code == 401
    assert log_in(REMOTE_ADDR=HOME).json()["code"] == "invalid_credentials"
    (letter,) = deliver()
    assert letter.to == ["Anna@example.com"]
    answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
    assert answer.status_code == 200
    assert log_in(password=NEW_PASSWORD).status_code == 200
    event = EventRecord.objects.get(verb="authentication.sign_in.denied")
    assert event.data == {"sessions": 2, "method": "password", "undone": ["password"]}
    assert Notification.objects.filter(kind="security.not_me").count() == 1


def test_sent_again_by_hand_long_after_it_opens_nothing(anna, theirs, monkeypatch):
    row = OutboxMessage.objects.get(payload__template="new_sign_in")
    signed_in = clock.now()
    monkeypatch.setattr(clock, "now", lambda: signed_in + timedelta(days=3))
    assert mails.new_sign_in(row.payload).context["days"] == 4
    assert OneTimeToken.objects.get(purpose="not_me").expires_at < signed_in + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: signed_in + timedelta(days=7))
    assert mails.new_sign_in(row.payload) is None


def test_it_works_once_and_only_by_post(api, anna, link):
    assert api.get("/api/auth/not-me/", {"token": link}).status_code == 405
    assert not_me(link).status_code == 200
    assert not_me(link).json()["code"] == "invalid_token"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_counts(anna, link, settings):
    settings.RATES = settings.RATES | {"not_me_ip": "99/m"}

    def one(_):
        try:
            return not_me(link).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(6))) == [200] + [400] * 5


def test_it_works_for_a_week(anna, link):
    token = OneTimeToken.objects.get(purpose="not_me")
    late = token.expires_at - (datetime.fromisoformat(token.data["at"]) + timedelta(days=7))
    assert timedelta() <= late < timedelta(seconds=1)
    OneTimeToken.objects.update(expires_at=clock.now())
    assert not_me(link).json()["code"] == "invalid_token"
    assert works(tokens_of(log_in(REMOTE_ADDR=HOME))["access"])


def test_a_later_report_makes_the_earlier_links_worthless(anna, link):
    log_in(REMOTE_ADDR="203.0.113.99")
    (letter,) = deliver()
    assert not_me(token_in(letter)).status_code == 200
    assert not_me(link).json()["code"] == "invalid_token"


def test_a_refreshed_or_ended_session_does_not_help_the_stranger(anna, theirs, link):
    fresh = refresh(theirs["refresh"]).json()
    assert not_me(link).status_code == 200
    assert not works(fresh["access"])
    assert refresh(fresh["refresh"]).status_code == 401


def test_a_new_password_does_not_help_the_stranger(anna, theirs, link):
    body = {"current_password": PASSWORD, "password": THEIRS}
    fresh = tokens_of(post("password-change/", body, client=bearer(theirs["access"])))
    deliver()
    assert not_me(link).status_code == 200
    assert not works(fresh["access"])
    assert log_in(password=THEIRS).status_code == 401


def test_another_address_does_not_help_the_stranger(anna, theirs, link):
    moved = {"email": "eve@example.com", "email_key": "eve@example.com"}
    User.objects.filter(pk=anna.pk).update(**moved)
    assert not_me(link).status_code == 200
    anna.refresh_from_db()
    assert (anna.email, anna.email_key, anna.email_verified) == ("Anna@example.com", "anna@example.com", True)
    assert [letter.to for letter in deliver()] == [["Anna@example.com"]]
    assert "email" in EventRecord.objects.get(verb="authentication.sign_in.denied").data["undone"]


def test_an_unproven_account_at_the_old_address_stands_in_nobodys_way(anna, link):
    User.objects.filter(pk=anna.pk).update(email="eve@example.com", email_key="eve@example.com")
    squatter = make_user("anna@example.com", verified=False)
    assert not_me(link).status_code == 200
    anna.refresh_from_db()
    assert anna.email == "Anna@example.com"
    assert not User.objects.filter(pk=squatter.pk).exists()


def test_an_address_that_somebody_else_has_proven_is_theirs(anna, link):
    User.objects.filter(pk=anna.pk).update(email="eve@example.com", email_key="eve@example.com")
    make_user("anna@example.com")
    assert not_me(link).status_code == 200
    anna.refresh_from_db()
    assert anna.email == "eve@example.com"


def test_what_the_stranger_added_goes_and_what_was_there_stays(anna, mine):
    before = clock.now() - timedelta(days=3)
    kept = identity(anna, created_at=before)
    own = passkey(anna, created_at=before, last_used_at=before)
    tokens_of(log_in(**STRANGER))
    (letter,) = deliver()
    identity(anna, provider="google", issuer="https://accounts.google.com")
    passkey(anna, credential_id=b"2")
    Authenticator.objects.create(user=anna, sealed_secret=b"x", created_at=clock.now(), confirmed_at=clock.now())
    RecoveryCode.objects.create(user=anna, digest="x", created_at=clock.now())
    User.objects.filter(pk=anna.pk).update(second_factor_at=before)
    assert not_me(token_in(letter)).status_code == 200
    assert [*Identity.objects.all(), *Passkey.objects.all()] == [kept, own]
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    anna.refresh_from_db()
    assert anna.mfa_enabled  # by the passkey that was there before


def test_an_app_of_the_strangers_does_not_keep_the_owner_out(anna, link):
    Authenticator.objects.create(user=anna, sealed_secret=b"x", created_at=clock.now(), confirmed_at=clock.now())
    User.objects.filter(pk=anna.pk).update(second_factor_at=clock.now())
    assert not_me(link).status_code == 200
    anna.refresh_from_db()
    assert not anna.mfa_enabled


def test_a_factor_that_was_there_before_stays(anna, mine):
    before = clock.now() - timedelta(days=3)
    Authenticator.objects.create(user=anna, sealed_secret=b"x", created_at=before, confirmed_at=before)
    User.objects.filter(pk=anna.pk).update(second_factor_at=before)
    assert not_me(sign_in_as(anna, "password")).status_code == 200
    anna.refresh_from_db()
    assert anna.mfa_enabled
    assert Authenticator.objects.exists()


class TestAnAppThatWasSetUpSince:
    """Whoever finds an old mail in the owner's mailbox must not get rid of it; a stranger's must not stay."""

    BROWSER = "b" * 43

    def enter(self, anna, mark, days=0):
        """A session of a browser that is known by its mark."""
        digest, at = devices.digest_of(mark) if mark else "", clock.now() - timedelta(days=days)
        Session.objects.filter(pk=make_session(anna).pk).update(device_digest=digest, created_at=at)

    def set_up(self, anna):
        moment = clock.now()
        Authenticator.objects.create(user=anna, sealed_secret=b"x", created_at=moment, confirmed_at=moment)
        User.objects.filter(pk=anna.pk).update(second_factor_at=clock.now())
        passkey(anna)  # only the first factor is seen to be the owner's

    @pytest.mark.parametrize("days", [8, 20])
    def test_it_stays_if_a_browser_from_long_before_has_passed_it(self, anna, days, link):
        self.enter(anna, self.BROWSER, days)
        self.set_up(anna)
        self.enter(anna, self.BROWSER)
        assert not_me(link).status_code == 200
        anna.refresh_from_db()
        assert anna.mfa_enabled
        assert Authenticator.objects.exists()
        assert not Passkey.objects.exists()
        assert not anna.has_usable_password()

    @pytest.mark.parametrize(
        ("mark", "days", "passed"),
        [("b" * 43, 20, False), ("b" * 43, 6, True), ("o" * 43, 20, True), ("", 20, True)],
        ids=["not passed", "no longer known than the mail", "another browser", "no browser"],
    )
    def test_else_it_may_be_the_strangers(self, anna, link, mark, days, passed):
        self.enter(anna, self.BROWSER if mark else "", days)
        self.set_up(anna)
        if passed:
            self.enter(anna, mark)
        assert not_me(link).status_code == 200
        anna.refresh_from_db()
        assert not anna.mfa_enabled


def test_an_identity_that_was_used_is_detached_and_the_password_stays(anna, mine):
    connected = identity(anna, created_at=clock.now() - timedelta(days=3))
    assert not_me(sign_in_as(anna, "github", identity=connected)).status_code == 200
    assert not Identity.objects.exists()
    assert log_in(REMOTE_ADDR=HOME).status_code == 200


def test_a_password_that_was_set_since_opens_nothing_whatever_the_stranger_came_in_by(anna, mine):
    token = sign_in_as(anna, "github", identity=identity(anna, created_at=clock.now() - timedelta(days=3)))
    anna.set_password(THEIRS)
    anna.password_changed_at = clock.now()
    anna.save()
    assert not_me(token).status_code == 200
    assert log_in(password=THEIRS).status_code == 401


def test_a_passkey_that_was_used_is_removed(anna, mine):
    before = clock.now() - timedelta(days=3)
    kept = passkey(anna, created_at=before, last_used_at=before)
    token = sign_in_as(anna, "passkey")
    passkey(anna, credential_id=b"2", created_at=before, last_used_at=clock.now())
    assert not_me(token).status_code == 200
    assert list(Passkey.objects.all()) == [kept]
    assert log_in(REMOTE_ADDR=HOME).status_code == 200


def test_the_stranger_is_not_known_there_any_more(anna, theirs, link):
    not_me(link)
    assert set(Device.objects.values_list("household", flat=True)) == {HOME}


def test_links_and_challenges_from_before_are_worthless(anna, theirs, link):
    post("password-reset/", {"email": anna.email})
    (letter,) = deliver()
    version = anna.token_version
    not_me(link)
    answer = post("password-reset-confirm/", {"token": token_in(letter), "password": THEIRS})
    assert answer.json()["code"] == "invalid_token"
    anna.refresh_from_db()
    assert anna.token_version > version


@pytest.mark.parametrize("case", ["unknown", "other purpose", "disabled", "deleted"])
def test_what_is_no_such_link_is_refused_alike(anna, link, case):
    token = link
    if case == "unknown":
        token = "x" * 43
    elif case == "other purpose":
        token = onetime.issue("password_reset", str(anna.id), ttl=timedelta(hours=1))
    elif case == "disabled":
        User.objects.filter(pk=anna.pk).update(is_active=False)
    else:
        anna.delete()
    response = not_me(token)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_token")


def test_the_link_is_stored_as_a_digest_and_stands_in_no_row(anna, link):
    assert link not in str(list(OneTimeToken.objects.values())) + str(list(Session.objects.values()))
    assert link not in str(list(EventRecord.objects.values("data")))


def test_it_is_limited_by_address(settings, db):
    settings.RATES = settings.RATES | {"not_me_ip": "2/h"}
    assert [not_me("x" * 43).status_code for _ in range(3)] == [400, 400, 429]
