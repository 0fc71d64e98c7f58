"""Whose account an address leads to: linked where both have proven it, taken back from whoever only claimed it."""

import pytest

from authentication.actions.registration import settle
from authentication.models import Authenticator, Identity, Passkey, RecoveryCode, Registration, Session, User
from kernel import clock
from kernel.models import EventRecord, OneTimeToken
from tests.authentication.external.conftest import provider
from tests.authentication.external.steps import AUTH, Browser, refusal
from tests.authentication.steps import NEW_PASSWORD, bearer, deliver, log_in, post, token_in, tokens_of, works
from tests.counterparts.github import address, octocat
from tests.factories import PASSWORD, make_user

ATTACKERS = "attackers own secret phrase"
VICTIM = "mona@example.com"


class TestProvenOnBothSides:
    """The account is verified, and so is the address at the provider."""

    def test_it_is_linked_and_told(self, browser, github):
        user = make_user("Mona@example.com", password=PASSWORD)
        body = browser.sign_in().json()
        assert (body["user"]["id"], body["created"]) == (str(user.id), False)
        told = {letter.subject: letter for letter in deliver()}
        assert told["GitHub can sign in to your account now"].to == ["Mona@example.com"]
        assert "confirmed the e-mail address" in told["GitHub can sign in to your account now"].body
        event = EventRecord.objects.get(verb="authentication.identity.linked")
        assert event.data == {"provider": "github", "provider_name": "GitHub", "how": "address"}
        assert log_in(VICTIM).status_code == 200
        deliver()
        browser.sign_in()
        assert deliver() == []

    @pytest.mark.parametrize("linking", ["ask", "refuse"])
    def test_where_it_is_not_to_be_linked_it_is_not(self, browser, github, settings, linking):
        settings.OAUTH_PROVIDERS = [provider(github, linking=linking)]
        make_user(VICTIM, password=PASSWORD)
        assert browser.arrive()["reason"] == "account_exists"
        assert refusal(browser.exchange()) == (409, "conflict", "account_exists")
        assert not Identity.objects.exists()
        assert not Session.objects.exists()

    def test_with_a_second_factor_it_is_connected_in_the_settings_only(self, browser, github):
        """Else it would be connected before the factor is shown, and open the API where its issuer is trusted."""
        make_user(VICTIM, password=PASSWORD, second_factor_at=clock.now())
        assert browser.arrive()["reason"] == "account_exists"
        assert refusal(browser.exchange()) == (409, "conflict", "account_exists")
        assert not Identity.objects.exists()

    def test_a_second_person_of_the_same_provider_does_not_fit(self, browser, github):
        browser.sign_in()
        github.account = octocat(number=7)
        assert browser.arrive()["reason"] == "already_linked"
        assert Identity.objects.count() == 1

    def test_it_is_not_linked_without_the_providers_word(self, browser, github):
        make_user(VICTIM)
        github.emails = [address(VICTIM, verified=False)]
        assert browser.arrive()["reason"] == "email_unverified"
        assert not Identity.objects.exists()
        assert deliver() == []


@pytest.fixture
def attacked(github, settings):
    """Somebody registered the victim's address, and used the account without ever proving it."""
    settings.ACTIVATION_REQUIRED = False
    response = post("register/", {"email": VICTIM, "password": ATTACKERS, "username": "mallory", "first_name": "M"})
    tokens = tokens_of(response)
    deliver()
    settings.ACTIVATION_REQUIRED = True
    return tokens


def assert_the_attacker_is_out(tokens):
    assert log_in(VICTIM, ATTACKERS).status_code == 401
    assert not works(tokens["access"])
    assert post("token/refresh/", {"refresh": tokens["refresh"]}).status_code == 401


def connected(user, github, subject):
    """Somebody at GitHub opens this account."""
    moment = clock.now()
    Identity.objects.create(user=user, provider="github", issuer=github.url, subject=subject, created_at=moment)


class TestClaimedByAnother:
    """Somebody else registered the address before its owner came."""

    def test_a_registration_is_discarded_when_its_owner_comes(self, browser, github):
        assert post("register/", {"email": VICTIM, "password": ATTACKERS}).status_code == 202
        (letter,) = deliver()
        body = browser.sign_in().json()
        assert body["created"] is True
        assert not Registration.objects.exists()
        assert log_in(VICTIM, ATTACKERS).status_code == 401
        assert post("activate/", {"token": token_in(letter)}).status_code == 400
        assert log_in(VICTIM, ATTACKERS).status_code == 401
        assert User.objects.get().full_name == "Mona Lisa Octocat"

    def test_the_owner_takes_the_account_over(self, browser, attacked):
        body = browser.sign_in().json()
        assert works(body["tokens"]["access"])
        assert_the_attacker_is_out(attacked)
        user = User.objects.get()
        assert (user.username, user.first_name, user.email_verified) == (None, "Mona", True)
        assert not user.has_usable_password()

    @pytest.mark.django_db(transaction=True)
    def test_an_open_session_of_the_attacker_dies_with_a_password_reset(self, attacked):
        post("password-reset/", {"email": VICTIM})
        (letter,) = deliver()
        assert works(attacked["access"])
        answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
        assert answer.status_code == 200
        assert_the_attacker_is_out(attacked)
        assert log_in(VICTIM, NEW_PASSWORD).status_code == 200

    @pytest.mark.parametrize("recovery", ["reset", "github", "activation"])
    def test_an_identity_that_the_attacker_linked_is_gone(self, browser, github, attacked, recovery):
        user = User.objects.get()
        connected(user, github, "666")
        self.recover(recovery, browser, user)
        github.account, github.emails = octocat(number=666), [address("m@evil.example")]
        told = Browser().sign_in().json()
        assert told["user"]["id"] != str(user.id)

    @pytest.mark.parametrize("recovery", ["reset", "github", "activation"])
    def test_a_change_of_address_that_the_attacker_began_is_dead(self, browser, attacked, recovery):
        asked = {"email": "mallory@evil.example", "current_password": ATTACKERS}
        client = bearer(attacked["access"])
        assert post("email-change/", asked, client=client).status_code == 202
        (letter,) = deliver()
        assert post("email-change/", asked, client=client).status_code == 202  # its mail is still waiting
        self.recover(recovery, browser, User.objects.get())
        late = [each for each in deliver() if each.to == ["mallory@evil.example"]]
        tokens = [token_in(each) for each in (letter, *late)]
        answers = [post("email-change-confirm/", {"token": token}).status_code for token in tokens]
        assert set(answers) == {400}
        assert User.objects.get().email == VICTIM

    @pytest.mark.parametrize("recovery", ["reset", "github", "activation"])
    def test_second_factors_of_the_attacker_are_gone(self, browser, attacked, recovery):
        user, moment = User.objects.get(), clock.now()
        Authenticator.objects.create(user=user, sealed_secret=b"x", created_at=moment)
        RecoveryCode.objects.create(user=user, digest="x", created_at=moment)
        Passkey.objects.create(user=user, credential_id=b"x", public_key=b"x", name="x", created_at=moment)
        self.recover(recovery, browser, user)
        assert not Authenticator.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert not Passkey.objects.exists()

    def test_links_that_were_mailed_before_are_dead(self, browser, attacked):
        post("password-reset/", {"email": VICTIM})
        (letter,) = deliver()
        browser.sign_in()
        answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
        assert answer.status_code == 400
        assert not OneTimeToken.objects.filter(consumed_at=None).exists()

    def test_an_identity_that_was_linked_before_the_proof_takes_the_account_over_too(self, browser, github, attacked):
        """Its owner was lured to connect GitHub to the attacker's account, and comes again by it."""
        user = User.objects.get()
        connected(user, github, "583231")
        body = browser.sign_in().json()
        assert body["user"]["id"] == str(user.id)
        assert_the_attacker_is_out(attacked)

    def test_an_unproven_account_is_not_signed_in_to_by_another_address(self, browser, github, attacked):
        user = User.objects.get()
        connected(user, github, "583231")
        github.emails = [address("m@evil.example")]
        assert browser.arrive()["error"] == "email_unconfirmed"

    def recover(self, how, browser, user):
        """The victim gets the account in one of three ways."""
        if how == "github":
            assert browser.sign_in().status_code == 200
        elif how == "reset":
            post("password-reset/", {"email": VICTIM})
            (letter,) = [each for each in deliver() if each.to == [VICTIM]]
            answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
            assert answer.status_code == 200
        else:
            post("register/", {"email": VICTIM, "password": NEW_PASSWORD})
            (letter,) = [each for each in deliver() if each.to == [VICTIM]]
            assert post("activate/", {"token": token_in(letter)}).status_code == 200


def test_an_own_account_loses_nothing_by_a_reset(browser, github):
    """What was set up after the address was proven stays."""
    user = make_user(VICTIM, password=PASSWORD)
    browser.sign_in()
    deliver()
    post("password-reset/", {"email": VICTIM})
    (letter,) = deliver()
    answer = post("password-reset-confirm/", {"token": token_in(letter), "password": NEW_PASSWORD})
    assert answer.status_code == 200
    assert user.identities.count() == 1


def test_settling_leaves_others_alone(db, github):
    other = make_user("other@example.com", password=PASSWORD)
    tokens = tokens_of(log_in("other@example.com"))
    user = make_user(VICTIM, verified=False)
    from kernel.actions import action, unchanged
    from kernel.actor import Actor

    @action()
    def settled(actor):
        settle(user)
        unchanged()

    settled(Actor.system())
    assert works(tokens["access"])
    assert other.sessions.filter(revoked_at=None).count() == 1
    assert bearer(tokens["access"]).get(f"{AUTH}profile/").status_code == 200
