"""Guests: whose account a trusted issuer's token opens, and what a guest may not do with it (B5)."""

import threading

import pytest
from django.db import connection

from authentication.models import Identity, Provider, User
from kernel import clock
from kernel.models import EventRecord
from tests.authentication.providers.guests import GOOD, me, refusal
from tests.authentication.steps import AUTH, bearer
from tests.factories import client_of, make_session, make_user

pytestmark = pytest.mark.django_db


def test_a_stranger_is_nobody_here(trust, issuer, anna):
    trust()
    answer = me(issuer.token(payload=GOOD | {"email": "anna@example.com"}))
    assert refusal(answer) == ("not_authenticated",)
    assert (User.objects.count(), Identity.objects.count()) == (1, 0)


def test_a_proven_address_finds_its_account(trust, issuer, anna):
    trust(link_by_email=True)
    answer = me(issuer.token(payload=GOOD | {"email": "anna@example.com"}))
    assert answer.json()["id"] == str(anna.id)
    identity = Identity.objects.get()
    assert (identity.user_id, identity.issuer, identity.subject) == (anna.id, issuer.url, "johndoe")
    assert EventRecord.objects.get(verb="authentication.identity.linked").data["how"] == "address"


@pytest.mark.parametrize("proof", [False, None, 1, "yes", "false"])
def test_an_address_that_the_issuer_has_not_proven_finds_nothing(trust, issuer, anna, proof):
    trust(link_by_email=True, create=True)
    for email in ("anna@example.com", "new@example.com"):
        token = issuer.token(payload=GOOD | {"email": email, "email_verified": proof})
        assert refusal(me(token)) == ("not_authenticated",)
    dropped = issuer.token(payload=GOOD | {"email": "anna@example.com"}, drop=["email_verified"])
    assert refusal(me(dropped)) == ("not_authenticated",)
    assert (User.objects.count(), Identity.objects.count()) == (1, 0)


def test_an_account_with_a_second_factor_is_not_taken_by_an_address(trust, issuer, anna):
    trust(link_by_email=True)
    User.objects.filter(pk=anna.pk).update(second_factor_at=clock.now())
    assert refusal(me(issuer.token(payload=GOOD | {"email": "anna@example.com"}))) == ("not_authenticated",)


def test_a_disabled_account_is_not_found_by_its_address(trust, issuer, anna):
    trust(link_by_email=True, create=True)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert refusal(me(issuer.token(payload=GOOD | {"email": "anna@example.com"}))) == ("not_authenticated",)


def test_newcomers_get_an_account_where_that_is_allowed(trust, issuer):
    trust(link_by_email=True)
    token = issuer.token(payload=GOOD | {"given_name": "John", "family_name": "Doe"})
    assert refusal(me(token)) == ("not_authenticated",)
    trust(create=True)
    found = me(token).json()
    assert (found["email"], found["full_name"], found["email_verified"]) == ("john@example.com", "John Doe", True)
    assert found["has_password"] is False


def test_an_unproven_account_of_the_address_is_taken_over(trust, issuer):
    """Whoever registered a stranger's address has nothing of it once the owner comes (SECURITY 64)."""
    trust(create=True)
    squatter = make_user("john@example.com", verified=False, password="of the squatter")
    theirs = client_of(squatter)
    assert me(issuer.token(payload=GOOD)).json()["has_password"] is False
    assert theirs.get("/me/").status_code == 401


def test_one_account_for_two_issuers_of_one_host(trust, issuer, anna):
    """Realms of one Keycloak are different issuers."""
    trust(link_by_email=True)
    assert me(issuer.token(payload=GOOD | {"email": "anna@example.com"})).status_code == 200
    realm = trust(link_by_email=True, issuer=issuer.url + "/realms/b", jwks_url=issuer.url + "/jwks")
    token = issuer.token(payload=GOOD | {"email": "anna@example.com", "iss": realm["issuer"]})
    assert me(token).json()["id"] == str(anna.id)
    assert Identity.objects.filter(user=anna).count() == 2


def test_the_provider_of_the_same_issuer_gives_its_name(trust, issuer, anna, keycloak):
    trust(link_by_email=True)
    assert me(issuer.token(payload=GOOD | {"email": "anna@example.com"})).status_code == 200
    assert Identity.objects.get().provider == "keycloak"


@pytest.mark.django_db(transaction=True)
def test_many_first_requests_at_once_make_one_account(trust, issuer):
    trust(create=True)
    for attempt in range(10):
        person = {"sub": f"person-{attempt}", "email": f"person-{attempt}@example.com"}
        assert statuses_at_once(8, issuer.token(payload=GOOD | person)) == [200] * 8
        assert User.objects.filter(email_key=person["email"]).count() == 1


def statuses_at_once(many, token):
    barrier, answers = threading.Barrier(many), []

    def run():
        barrier.wait()
        answers.append(me(token).status_code)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# --- what a guest may not ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "profile/", {"first_name": "Eve"}),
        ("delete", "profile/", {"current_password": "x"}),
        ("delete", "avatar/", None),
        ("post", "password-change/", {"current_password": "a" * 12, "password": "b" * 12}),
        ("post", "email-change/", {"email": "eve@example.com", "current_password": "x"}),
        ("post", "logout/all/", {}),
        ("post", "identities/keycloak/", {}),
        ("post", "mfa/totp/", {}),
        ("post", "mfa/recovery-codes/", {}),
        ("post", "reauthenticate/", {"password": "x"}),
    ],
)
def test_a_guest_changes_nothing_of_the_account(trust, issuer, known, method, path, body):
    trust()
    client = bearer(issuer.token(payload=GOOD))
    response = getattr(client, method)(AUTH + path, body, format="json")
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied"), path
    known.refresh_from_db()
    assert (known.first_name, known.is_active, known.token_version) == ("Anna", True, 1)


def test_a_guest_ends_no_session(trust, issuer, known):
    trust()
    session = make_session(known)
    assert bearer(issuer.token(payload=GOOD)).delete(f"{AUTH}sessions/{session.id}/").status_code == 403
    session.refresh_from_db()
    assert session.revoked_at is None


def test_a_guest_is_no_operator_even_where_the_account_is_one(trust, issuer, known):
    trust()
    User.objects.filter(pk=known.pk).update(is_staff=True)
    client = bearer(issuer.token(payload=GOOD))
    assert client.get(AUTH + "providers/").status_code == 404
    assert client.post(AUTH + "providers/", {}, format="json").status_code in {403, 404}
    assert not Provider.objects.exists()


@pytest.mark.parametrize("path", ["profile/", "sessions/", "identities/", "reauthenticate/", "config/"])
def test_a_guest_reads_what_is_read_without_a_session(trust, issuer, known, path):
    trust()
    assert bearer(issuer.token(payload=GOOD)).get(AUTH + path).status_code == 200
