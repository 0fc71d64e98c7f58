"""Signing in by GitHub: whom it says, and what becomes of an account that it opens."""

import threading
from io import BytesIO

import pytest
from django.db import connection
from PIL import Image

from authentication.actions import external
from authentication.actions.profile import set_active
from authentication.models import Identity, Session, User
from kernel.actor import Actor
from kernel.models import EventRecord
from tests.authentication.external.conftest import provider
from tests.authentication.external.steps import Browser, refusal
from tests.authentication.steps import deliver, works
from tests.counterparts.github import address, octocat
from tests.factories import make_user
from tests.sweeps import leaks


def test_the_first_sign_in_makes_the_account(browser, github):
    response = browser.sign_in()
    body = response.json()
    assert response.status_code == 200, body
    assert body["created"] is True
    assert works(body["tokens"]["access"])
    user = User.objects.get()
    assert (user.email, user.email_verified, user.has_usable_password()) == ("mona@example.com", True, False)
    assert (user.first_name, user.last_name) == ("Mona", "Lisa Octocat")
    (shown,) = body["user"]["identities"]
    assert (shown["provider"], shown["provider_name"], shown["email"]) == ("github", "GitHub", "mona@example.com")
    identity = Identity.objects.get()
    assert (identity.issuer, identity.subject) == (github.url, "583231")
    session = Session.objects.get()
    assert (session.method, session.identity) == ("github", identity)
    assert [letter.subject for letter in deliver()] == ["Welcome to KeyNest"]
    verbs = set(EventRecord.objects.values_list("verb", flat=True))
    assert {
        "authentication.account.registered",
        "authentication.account.activated",
        "authentication.session.started",
    } <= verbs
    assert "authentication.identity.linked" not in verbs  # nobody has to be told of a way in that he has just made
    activated = EventRecord.objects.get(verb="authentication.account.activated")
    assert activated.data == {"provider": "github", "provider_name": "GitHub"}


def test_the_number_identifies_whatever_the_names_become(browser, github):
    first = browser.sign_in().json()
    github.account = octocat(login="renamed", name="Somebody Else")
    github.emails = [address("moved@example.com")]
    second = Browser().sign_in().json()
    assert second["created"] is False
    assert second["user"]["id"] == first["user"]["id"]
    assert second["user"]["email"] == "mona@example.com"  # the account's own address is its owner's to change
    assert Identity.objects.get().email == "moved@example.com"


def test_a_name_that_changed_hands_opens_nothing(browser, github):
    first = browser.sign_in().json()
    github.account = octocat(number=999)
    github.emails = [address("newcomer@example.com")]
    assert Browser().sign_in().json()["user"]["id"] != first["user"]["id"]


def test_of_several_addresses_the_primary_one_counts(browser, github):
    github.emails = [
        address("old@example.com", primary=False),
        address("main@example.com"),
        address("work@example.com", primary=False),
    ]
    assert browser.sign_in().json()["user"]["email"] == "main@example.com"


def test_the_public_address_of_the_profile_is_not_believed(browser, github):
    make_user("victim@example.com")
    github.account = octocat(email="victim@example.com")
    github.emails = [address("victim@example.com", verified=False)]
    assert browser.arrive()["error"] == "email_unconfirmed"


@pytest.mark.parametrize(
    ("emails", "reason"),
    [
        ([], "email_missing"),
        ([address("a@example.com", primary=False)], "email_missing"),
        ([address("a@example.com", verified=False)], "email_unverified"),
        ([address("a@example.com", verified=False), address("b@example.com", primary=False)], "email_unverified"),
        ([{"email": "a@example.com", "primary": True}], "email_unverified"),
        ([{"email": "a@example.com", "primary": True, "verified": "true"}], "email_unverified"),
        ([{"email": None, "primary": True, "verified": True}], "email_missing"),
        ([{"email": "no address", "primary": True, "verified": True}], "email_missing"),
        (["a@example.com"], "email_missing"),
        ([address("ａ@example.com")], "email_missing"),
        ([address("a@ｅxample.com")], "email_missing"),
    ],
)
def test_without_a_primary_verified_address_there_is_no_account(browser, github, emails, reason):
    """The last two are other characters that look like ours: a server elsewhere may well have verified them."""
    make_user("a@example.com")
    github.emails = emails
    told = browser.arrive()
    assert (told["error"], told["reason"]) == ("email_unconfirmed", reason)
    response = browser.exchange()
    assert refusal(response) == (403, "email_unconfirmed", reason)
    assert "GitHub" in response.json()["detail"]
    assert User.objects.count() == 1
    assert not Identity.objects.exists()


@pytest.mark.parametrize("status", ["403", "404"])
def test_who_does_not_let_us_see_addresses_is_told_so(browser, github, status):
    github.faults = {"/user/emails": status}
    assert browser.arrive()["reason"] == "email_missing"


def test_whoever_is_known_signs_in_without_an_address(browser, github):
    browser.sign_in()
    github.emails = []
    assert browser.sign_in().status_code == 200


@pytest.mark.parametrize("number", [0, -1, True, "583231", None, 1.5, [1]])
def test_an_id_that_is_none_is_refused(browser, github, number):
    github.account = octocat(number=number)
    assert browser.arrive()["reason"] == "broken_answer"


def test_a_disabled_account_is_refused_as_by_password(browser, github):
    browser.sign_in()
    set_active(Actor.system(), user=User.objects.get(), active=False)
    assert browser.arrive()["error"] == "invalid_credentials"
    assert refusal(browser.exchange()) == (401, "invalid_credentials", None)
    Identity.objects.all().delete()
    assert refusal(browser.exchange()) == (401, "invalid_credentials", None)
    assert not Identity.objects.exists()


def test_a_closed_house_takes_nobody(browser, github, settings):
    settings.REGISTRATION_OPEN = False
    assert refusal(browser.exchange()) == (403, "permission_denied", "registration_closed")
    assert not User.objects.exists()
    make_user("mona@example.com")
    assert browser.sign_in().status_code == 200


def test_a_provider_may_be_for_those_who_have_an_account(browser, github, settings):
    settings.OAUTH_PROVIDERS = [provider(github, registration=False)]
    assert browser.arrive()["reason"] == "registration_closed"
    assert not User.objects.exists()


def test_an_invitation_for_that_very_address_opens_a_closed_house(browser, github, settings, world):
    settings.REGISTRATION_OPEN = False
    path = f"/api/core/organizations/{world.organization.id}/invitations/"
    invited = {"email": "Other@example.com", "role": "member"}
    assert world.owner.client.post(path, invited, format="json").status_code == 201
    assert browser.arrive()["reason"] == "registration_closed"
    github.emails = [address("other@example.com")]
    assert browser.sign_in().json()["created"] is True


def test_an_invitation_that_was_taken_back_opens_nothing(browser, github, settings, world):
    settings.REGISTRATION_OPEN = False
    path = f"/api/core/organizations/{world.organization.id}/invitations/"
    made = world.owner.client.post(path, {"email": "mona@example.com", "role": "member"}, format="json").json()
    assert world.owner.client.delete(f"{path}{made['id']}/").status_code == 204
    assert browser.arrive()["reason"] == "registration_closed"


def test_names_are_filled_in_but_not_overwritten(browser, github):
    user = make_user("mona@example.com", first_name="Ramona")
    browser.sign_in()
    user.refresh_from_db()
    assert user.full_name == "Ramona"


def test_names_follow_the_provider_where_it_is_told_to(browser, github, settings):
    settings.OAUTH_PROVIDERS = [provider(github, follows_profile=True)]
    browser.sign_in()
    github.account = octocat(name="Mona Married")
    assert browser.sign_in().json()["user"]["full_name"] == "Mona Married"


def test_what_nobody_can_see_is_left_out_of_names(browser, github):
    github.account = octocat(name="Mona\r\nBcc: \u202eevil\x00 " + "x" * 500)
    user = browser.sign_in().json()["user"]
    assert user["full_name"].isprintable()
    assert len(user["last_name"]) <= 80


def test_the_picture_is_fetched_by_a_worker_and_made_small(browser, github):
    assert browser.sign_in().json()["user"]["avatar_url"] is None
    deliver()
    user = User.objects.get()
    assert Image.open(BytesIO(bytes(user.avatar))).size == (256, 256)
    assert github.requests.count("/avatars/octocat.png") == 1
    browser.sign_in()
    deliver()
    assert github.requests.count("/avatars/octocat.png") == 1


def test_a_picture_that_its_owner_chose_stays(browser, github):
    make_user("mona@example.com", avatar=b"own", avatar_digest="own")
    browser.sign_in()
    deliver()
    assert User.objects.get().avatar_digest == "own"


@pytest.mark.parametrize("fault", ["404", "500", "redirect", "huge", "broken"])
def test_a_picture_that_can_not_be_had_is_done_without(browser, github, fault):
    github.faults = {"/avatars/octocat.png": fault}
    browser.sign_in()
    deliver()
    assert User.objects.get().avatar_digest == ""
    assert github.requests.count("/avatars/octocat.png") == 1


@pytest.mark.parametrize("picture", ["javascript:alert(1)", "file:///etc/passwd", "data:image/png,A", "x" * 600])
def test_a_picture_has_an_address_on_the_web(browser, github, picture):
    from authentication.oauth.person import described

    assert described("i", "s", picture=picture).picture == ""


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_at_once_make_one_account(browser, github):
    browsers = [Browser() for _ in range(6)]
    backs = [each.visit(each.leave()) for each in browsers]
    codes = []

    def come(each, back):
        codes.append(each.come_back(back, HTTP_ACCEPT="application/json").json())
        connection.close()

    threads = [threading.Thread(target=come, args=pair) for pair in zip(browsers, backs, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert User.objects.count() == Identity.objects.count() == 1
    assert [each["created"] for each in codes].count(True) == 1
    assert len({each["user"]["id"] for each in codes}) == 1


@pytest.mark.django_db(transaction=True)
def test_who_is_overtaken_by_his_own_other_window_is_let_in(browser, github, settings, monkeypatch):
    settings.OAUTH_PROVIDERS = [provider(github, linking="ask")]
    held, faster = external.ACCOUNTS_HELD, []

    class Overtaken:
        """Between the look for the person and the look for the account the other window makes both."""

        def filter(self, **which):
            if not faster:
                faster.append(Browser())
                other = threading.Thread(target=lambda: (faster[0].sign_in(), connection.close()))
                other.start()
                other.join()
            return held.filter(**which)

    monkeypatch.setattr(external, "ACCOUNTS_HELD", Overtaken())
    back = browser.visit(browser.leave())
    answer = browser.come_back(back, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["created"]) == (200, False)
    assert User.objects.count() == Identity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_token_of_the_provider_is_kept_anywhere(browser, github, caplog):
    caplog.set_level("DEBUG")
    with leaks.watching() as traffic:
        browser.sign_in()
        browser.exchange()
        deliver()
    secrets = {f"token {number}": token for number, token in enumerate(github.tokens)}
    secrets |= {f"verifier {number}": verifier for number, verifier in enumerate(github.verifiers)}
    secrets["client secret"] = github.client_secret
    assert len(secrets) == 5
    logs = [caplog.text, *(str(vars(record)) for record in caplog.records)]
    assert leaks.find(secrets, logs=logs, traffic=traffic) == []
