"""Connecting providers to one's own account, and disconnecting them."""

from datetime import timedelta

import pytest

from authentication.actions.profile import set_active
from authentication.models import Identity, Passkey, Session
from kernel import clock
from kernel.actor import Actor
from kernel.models import EventRecord
from tests.authentication.external.conftest import provider
from tests.authentication.external.steps import AUTH, Browser, fragment_of, query_of, refusal
from tests.authentication.steps import bearer, deliver, log_in, post, token_in, tokens_of, works
from tests.counterparts.github import address, octocat
from tests.factories import PASSWORD

ELSEWHERE = "another@example.com"


@pytest.fixture
def anna_at_work(browser, anna, github):
    """Anna's browser, signed in by password. At GitHub she has another address."""
    github.emails = [address(ELSEWHERE)]
    browser.client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens_of(log_in())['access']}")
    return browser


def link(browser, slug="github"):
    """Connect; what the page is told."""
    response = browser.post(f"identities/{slug}/")
    assert response.status_code == 200, response.content
    return fragment_of(browser.come_back(browser.visit(response.json()["authorize_url"])))


def listed(browser):
    return browser.get(f"{AUTH}identities/").json()["results"]


def unlink(browser, identity=None):
    identity = identity or listed(browser)[0]["id"]
    return browser.client.delete(f"{AUTH}identities/{identity}/")


def grow_old(browser):
    """The last proof of presence is six minutes old."""
    Session.objects.update(confirmed_at=clock.now() - timedelta(minutes=6))


def test_it_is_connected_told_and_listed(anna_at_work, anna):
    assert link(anna_at_work) == {"linked": "github", "next": "/account/connections"}
    (shown,) = listed(anna_at_work)
    assert (shown["provider"], shown["provider_name"], shown["email"]) == ("github", "GitHub", ELSEWHERE)
    assert anna_at_work.get("/me/").json()["identities"] == [shown]
    told = {letter.subject: letter.to for letter in deliver()}
    assert told["GitHub can sign in to your account now"] == ["Anna@example.com"]
    event = EventRecord.objects.get(verb="authentication.identity.linked")
    assert (event.actor_id, event.data["how"]) == (anna.id, "settings")
    answer = Browser().sign_in().json()
    assert (answer["user"]["id"], answer["created"]) == (str(anna.id), False)
    assert answer["user"]["email"] == "Anna@example.com"


def test_connecting_signs_nobody_in(anna_at_work):
    response = anna_at_work.post("identities/github/")
    back = anna_at_work.visit(response.json()["authorize_url"])
    answer = anna_at_work.come_back(back)
    assert "keynest_handover" not in answer.cookies
    assert Session.objects.count() == 1
    again = anna_at_work.come_back(back)
    assert fragment_of(again)["error"] == "invalid_state"


def test_it_needs_a_token_and_a_post(browser, github):
    assert browser.post("identities/github/").status_code == 401
    assert browser.get(f"{AUTH}identities/").status_code == 401
    assert browser.get(f"{AUTH}identities/github/").status_code == 401
    assert browser.client.delete(f"{AUTH}identities/00000000-0000-4000-8000-000000000000/").status_code == 401


def test_a_get_begins_nothing(anna_at_work, github):
    assert anna_at_work.get(f"{AUTH}identities/github/").status_code == 405


def test_a_foreign_page_is_refused(anna_at_work):
    link(anna_at_work)
    (identity,) = listed(anna_at_work)
    foreign = {"HTTP_ORIGIN": "https://evil.example"}
    assert anna_at_work.post("identities/github/", {}, **foreign).status_code == 403
    assert anna_at_work.client.delete(f"{AUTH}identities/{identity['id']}/", **foreign).status_code == 403
    assert Identity.objects.count() == 1


def test_both_need_a_recent_proof_of_presence(anna_at_work):
    link(anna_at_work)
    grow_old(anna_at_work)
    for response in (anna_at_work.post("identities/github/"), unlink(anna_at_work)):
        assert response.status_code == 403
        assert response.json()["code"] == "reauthentication_required"
        assert response.json()["methods"] == ["password"]
    assert Identity.objects.count() == 1


def test_somebody_elses_is_refused_without_a_name(anna_at_work, github):
    other = Browser().sign_in().json()["user"]
    told = link(anna_at_work)
    assert told == {
        "error": "conflict",
        "reason": "identity_taken",
        "provider": "github",
        "next": "/account/connections",
    }
    response = anna_at_work.post("identities/github/")
    back = anna_at_work.visit(response.json()["authorize_url"])
    answer = anna_at_work.come_back(back, HTTP_ACCEPT="application/json")
    assert refusal(answer) == (409, "conflict", "identity_taken")
    for hint in (other["id"], other["email"], other["full_name"]):
        assert hint not in answer.content.decode()
    assert str(Identity.objects.get().user_id) == other["id"]


def test_one_of_each_provider(anna_at_work, github):
    first = anna_at_work.post("identities/github/").json()["authorize_url"]
    link(anna_at_work)
    assert refusal(anna_at_work.post("identities/github/")) == (409, "conflict", "already_linked")
    github.account = octocat(number=7)
    assert fragment_of(anna_at_work.come_back(anna_at_work.visit(first)))["reason"] == "already_linked"
    assert Identity.objects.count() == 1


def test_the_same_once_more_changes_nothing(anna_at_work, github):
    first = anna_at_work.post("identities/github/").json()["authorize_url"]
    link(anna_at_work)
    deliver()
    assert fragment_of(anna_at_work.come_back(anna_at_work.visit(first)))["linked"] == "github"
    assert deliver() == []
    assert Identity.objects.count() == 1


def test_a_session_that_ended_meanwhile_connects_nothing(anna_at_work, anna):
    url = anna_at_work.post("identities/github/").json()["authorize_url"]
    Session.objects.update(revoked_at=clock.now())
    assert fragment_of(anna_at_work.come_back(anna_at_work.visit(url)))["error"] == "invalid_state"
    assert not Identity.objects.exists()


def test_a_disabled_account_connects_nothing(anna_at_work, anna):
    url = anna_at_work.post("identities/github/").json()["authorize_url"]
    set_active(Actor.system(), user=anna, active=False)
    assert fragment_of(anna_at_work.come_back(anna_at_work.visit(url)))["error"] == "invalid_state"
    assert not Identity.objects.exists()


def test_nobody_else_can_finish_it(anna_at_work):
    """An attacker's begun transaction, sent to a victim: the victim's GitHub is not connected to the attacker."""
    url = anna_at_work.post("identities/github/").json()["authorize_url"]
    victim = Browser()
    assert fragment_of(victim.come_back(victim.visit(url)))["error"] == "invalid_state"
    assert not Identity.objects.exists()


class TestDisconnecting:
    """The other way."""

    def test_it_ends_what_began_by_it_and_is_told(self, anna_at_work, github):
        link(anna_at_work)
        access = Browser().sign_in().json()["tokens"]["access"]
        deliver()
        assert unlink(anna_at_work).status_code == 204
        deliver()
        assert not works(access)
        assert works(tokens_of(log_in())["access"])
        assert anna_at_work.get("/me/").json()["identities"] == []
        assert EventRecord.objects.filter(verb="authentication.identity.unlinked").count() == 1

    def test_it_is_told_by_mail(self, anna_at_work):
        link(anna_at_work)
        deliver()
        unlink(anna_at_work)
        assert "GitHub was disconnected from your account" in [letter.subject for letter in deliver()]

    def test_the_last_way_in_stays(self, browser, github):
        access = browser.sign_in().json()["tokens"]["access"]
        browser.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        assert refusal(unlink(browser)) == (409, "conflict", "last_way_in")
        assert Identity.objects.count() == 1
        assert works(access)

    def test_with_another_way_in_it_goes_and_the_session_that_asks_stays(self, browser, github):
        access = browser.sign_in().json()["tokens"]["access"]
        browser.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        user = Identity.objects.get().user
        Passkey.objects.create(user=user, credential_id=b"x", public_key=b"x", name="x", created_at=clock.now())
        assert unlink(browser).status_code == 204
        assert works(access)

    def test_a_provider_that_is_switched_off_is_no_way_in(self, browser, github, settings):
        access = browser.sign_in().json()["tokens"]["access"]
        browser.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        identity = Identity.objects.get()
        other = Identity.objects.create(
            user=identity.user, provider="gone", issuer="https://gone.example", subject="1", created_at=clock.now()
        )
        assert refusal(unlink(browser, identity.id)) == (409, "conflict", "last_way_in")
        settings.OAUTH_PROVIDERS = [provider(github), provider(github, slug="gone", name="Back again")]
        assert unlink(browser, identity.id).status_code == 204
        assert list(Identity.objects.all()) == [other]

    @pytest.mark.django_db(transaction=True)
    def test_of_two_at_once_the_last_way_in_stays(self, browser, github, settings):
        import threading

        from django.db import connection

        settings.OAUTH_PROVIDERS = [provider(github), provider(github, slug="second", name="Second")]
        access = browser.sign_in().json()["tokens"]["access"]
        identity = Identity.objects.get()
        Identity.objects.create(
            user=identity.user, provider="second", issuer="https://second.example", subject="1", created_at=clock.now()
        )
        answers = []

        def go(one):
            answers.append(bearer(access).delete(f"{AUTH}identities/{one}/").status_code)
            connection.close()

        threads = [threading.Thread(target=go, args=(one,)) for one in Identity.objects.values_list("pk", flat=True)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(answers) == [204, 409]
        assert Identity.objects.count() == 1

    def test_what_is_somebody_elses_is_not_there(self, anna_at_work, github):
        Browser().sign_in()
        identity = Identity.objects.get()
        response = unlink(anna_at_work, identity.id)
        assert response.status_code == 404
        assert Identity.objects.count() == 1

    def test_afterwards_it_opens_the_account_no_more(self, anna_at_work, anna, github):
        link(anna_at_work)
        assert unlink(anna_at_work).status_code == 204
        assert Browser().sign_in().json()["user"]["id"] != str(anna.id)


def test_the_transaction_of_connecting_is_as_narrow_as_of_signing_in(anna_at_work):
    response = anna_at_work.post("identities/github/", {"next": "//evil.example"})
    assert query_of(response.json()["authorize_url"])["state"] == response.json()["state"]
    (cookie,) = [morsel for name, morsel in response.cookies.items() if name.startswith("keynest_oauth_")]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 300)
    told = fragment_of(anna_at_work.come_back(anna_at_work.visit(response.json()["authorize_url"])))
    assert told["next"] == "/account/connections"


def test_connecting_is_limited(anna_at_work, settings):
    settings.RATES = settings.RATES | {"identity_link_user": "2/h"}
    statuses = [anna_at_work.post("identities/github/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_an_account_without_a_password_is_told_by_mail_how_it_signs_in(browser, github):
    """And may set a password, so that the last provider can be given up."""
    browser.sign_in()
    deliver()
    post("password-reset/", {"email": "mona@example.com"})
    (letter,) = deliver()
    assert "Sign in with GitHub" in letter.body
    answer = post("password-reset-confirm/", {"token": token_in(letter), "password": PASSWORD})
    assert answer.status_code == 200
    access = browser.sign_in().json()["tokens"]["access"]
    browser.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    assert unlink(browser).status_code == 204
