"""Tokens of a trusted issuer, on the API and on sockets (B5; SECURITY 31, 32, 33, 34)."""

import json
import threading
import time
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authentication import issuers, socket
from authentication.actions import profile
from authentication.models import Identity, Provider, User
from authentication.oauth import jwks
from core.tenancy.models import Membership
from kernel import clock, outbound
from kernel.actor import Actor
from kernel.models import EventRecord
from tests.authentication.steps import AUTH, bearer, post
from tests.core.realtime.wire import ORIGIN, running_node
from tests.counterparts.node import FromNow
from tests.factories import client_of, make_session, make_user

pytestmark = pytest.mark.django_db
AUDIENCE = "keynest-api-of-keycloak"
GOOD = {"aud": AUDIENCE}


@pytest.fixture
def trust(settings, issuer):
    """Trust the counterpart."""

    def run(**more):
        row = {"issuer": issuer.url, "audience": AUDIENCE} | more
        settings.TRUSTED_ISSUERS = [row]
        return row

    return run


@pytest.fixture
def known(issuer, anna):
    """Anna, who is johndoe at the issuer."""
    Identity.objects.create(
        user=anna, provider="keycloak", issuer=issuer.url, subject="johndoe", created_at=clock.now()
    )
    return anna


def me(token):
    return bearer(token).get("/me/")


def refusal(response):
    assert response.status_code == 401, response.content
    problem = response.json()
    return problem["code"], *(one["code"] for one in problem["errors"])


def test_without_a_word_in_the_settings_nobody_is_trusted(issuer, known):
    assert refusal(me(issuer.token(payload=GOOD))) == ("not_authenticated",)
    assert issuer.counts() == {}


def test_a_known_person_is_let_in(trust, issuer, known, world):
    trust()
    token = issuer.token(payload=GOOD | {"aud": ["account", AUDIENCE]})
    assert me(token).json()["email"] == "Anna@example.com"
    Membership.objects.create(organization=world.organization, user=known, role="member", created_at=clock.now())
    listed = bearer(token).get("/api/core/organizations/").json()["results"]
    assert [row["name"] for row in listed] == ["Acme"]
    assert post("token/verify/", {"token": token}).json() == {"active": True}
    made = bearer(token).post(
        "/api/core/projects/", {"organization": str(world.organization.id), "name": "By a guest"}, format="json"
    )
    assert made.status_code == 201, made.content
    assert EventRecord.objects.get(verb="vault.project.created").actor_id == known.id


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"payload": {"aud": "somebody-else"}}, "wrong_audience"),
        ({"payload": {"aud": {"a": 1}}}, "wrong_audience"),
        ({"drop": ["aud"]}, "wrong_audience"),
        ({"payload": {"nbf": FromNow(90)}}, None),
        ({"payload": {"iat": FromNow(90)}}, None),
        ({"payload": {"exp": FromNow(-61)}}, None),
        ({"payload": {"exp": "x"}}, "malformed_token"),
        ({"drop": ["exp"]}, "malformed_token"),
        ({"drop": ["sub"]}, "malformed_token"),
        ({"payload": {"sub": ""}}, "malformed_token"),
        ({"payload": {"sub": "x" * 256}}, "malformed_token"),
        ({"payload": {"sub": 7}}, "malformed_token"),
        ({"payload": {"typ": "ID"}}, "malformed_token"),
        ({"payload": {"typ": "Refresh"}}, "malformed_token"),
        ({"payload": {"at_hash": "abc"}}, "malformed_token"),
        ({"header": {"typ": "logout+jwt"}}, "malformed_token"),
        ({"header": {"jku": "https://evil.example/"}}, "malformed_token"),
        ({"header": {"jwk": {"kty": "oct", "k": "AA"}}}, "malformed_token"),
        ({"header": {"x5u": "https://evil.example/"}}, "malformed_token"),
        ({"header": {"kid": "unknown"}}, "unknown_key"),
        ({"header": {"kid": "../../etc/passwd"}}, "unknown_key"),
        ({"forge": "none"}, "wrong_algorithm"),
        ({"forge": "hs256"}, "wrong_algorithm"),
        ({"forge": "other"}, "bad_signature"),
        ({"forge": "tampered"}, "bad_signature"),
    ],
)
def test_each_lie_is_refused(trust, issuer, known, wish, expected):
    trust(link_by_email=True, create=True)
    answer = me(issuer.token(**{**wish, "payload": GOOD | wish.get("payload", {})}))
    assert refusal(answer) == (("not_authenticated", expected) if expected else ("token_expired",))
    assert User.objects.count() == 1


def test_a_token_of_nobody_we_trust_costs_no_request(trust, issuer, known):
    trust()
    with mock.patch.object(outbound, "_exchange", side_effect=AssertionError("it asked somebody")):
        for other in ("https://evil.example", issuer.url + "/", "", [issuer.url], None):
            assert refusal(me(issuer.token(payload=GOOD | {"iss": other}))) == ("not_authenticated",)


def test_whose_token_is_ours_is_never_asked_of_others(trust, issuer, known, settings):
    """An issuer that says to be us is not believed, and our own tokens work beside it."""
    trust(issuer=settings.JWT_ISSUER, jwks_url=issuer.url + "/jwks")
    assert refusal(me(issuer.token(payload=GOOD | {"iss": settings.JWT_ISSUER}))) == ("not_authenticated",)
    assert client_of(known).get("/me/").status_code == 200


def test_a_flood_of_made_up_keys_asks_once_in_half_a_minute(trust, issuer, known, monkeypatch):
    trust()
    assert me(issuer.token(payload=GOOD)).status_code == 200
    for number in range(30):
        refusal(me(issuer.token(payload=GOOD, header={"kid": f"made-up-{number}"})))
    assert issuer.counts()["/jwks"] == 1
    later = time.monotonic() + jwks.COOL_DOWN_SECONDS + 1
    monkeypatch.setattr(jwks.time, "monotonic", lambda: later)
    for number in range(30):
        refusal(me(issuer.token(payload=GOOD, header={"kid": f"made-up-{number}"})))
    assert issuer.counts()["/jwks"] == 2


def test_keys_rotate_and_old_tokens_end_with_them(trust, issuer, known, monkeypatch):
    trust()
    old = issuer.token(payload=GOOD)
    assert me(old).status_code == 200
    issuer.ask("/rotate")
    new = issuer.token(payload=GOOD)
    later = time.monotonic() + max(jwks.COOL_DOWN_SECONDS, issuers.REMEMBERED_SECONDS) + 1
    monkeypatch.setattr(jwks.time, "monotonic", lambda: later)
    assert me(new).status_code == 200
    assert refusal(me(old)) == ("not_authenticated", "unknown_key")


def test_an_issuer_that_is_away_is_503_and_not_asked_again_at_once(trust, issuer, known):
    trust()
    token = issuer.token(payload=GOOD)
    issuer.lie(status={"/.well-known/openid-configuration": 500})
    for _ in range(5):
        assert me(token).status_code == 503
    assert issuer.counts()["/.well-known/openid-configuration"] == 1
    trust(jwks_url=issuer.url + "/jwks")
    issuer.lie(status={"/jwks": 500})
    for _ in range(5):
        assert me(token).status_code == 503
    assert issuer.counts()["/jwks"] == 1


def test_it_costs_no_more_than_our_own(trust, issuer, known):
    trust()
    token = issuer.token(payload=GOOD)
    costs = []
    for client in (client_of(known), bearer(token)):
        client.get("/me/")
        with (
            mock.patch.object(issuers, "_verified", side_effect=AssertionError("it was verified again")),
            CaptureQueriesContext(connection) as asked,
        ):
            client.get("/me/")
        costs.append([query["sql"].partition("WHERE")[0] for query in asked])
    assert costs[0] == costs[1]


def test_a_disabled_account_is_refused_at_once(trust, issuer, known):
    trust(link_by_email=True, create=True)
    token = issuer.token(payload=GOOD)
    assert me(token).status_code == 200
    User.objects.filter(pk=known.pk).update(is_active=False)
    issuers.liveness.mark(known.id)
    assert refusal(me(token)) == ("token_revoked",)
    assert refusal(me(issuer.token(payload=GOOD | {"n": 1}))) == ("token_revoked",)


def test_a_connection_that_is_taken_away_ends_it(trust, issuer, known):
    trust()
    token = issuer.token(payload=GOOD)
    assert me(token).status_code == 200
    Identity.objects.all().delete()
    issuers.liveness.mark(known.id)
    assert me(token).status_code == 401


def test_a_token_outlives_redis(trust, issuer, known, monkeypatch):
    trust()
    token = issuer.token(payload=GOOD)

    def away(*args):
        raise issuers.memory.RedisError

    monkeypatch.setattr(issuers.memory, "read", away)
    assert issuers.find(issuers.read(issuers.trusted(token), token)).user_id == known.id


# --- whose account it is -----------------------------------------------------------------------------------------


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


# --- sockets -------------------------------------------------------------------------------------------------------


@pytest.fixture
def stage(trust, known, issuer, tmp_path):
    """A server that trusts the counterpart."""
    row = trust()
    with running_node(tmp_path, TRUSTED_ISSUERS=json.dumps([row]), OUTBOUND_ALLOW_INSECURE="true") as node:
        yield node


@pytest.mark.django_db(transaction=True)
def test_every_way_into_a_socket_takes_it(stage, issuer, known):
    token = issuer.token(payload=GOOD)
    ticket = bearer(token).post(AUTH + "ws-ticket/", {}, format="json").json()["ticket"]
    for path, options in [
        ("/ws/", {"token": token}),
        (f"/ws/?token={token}", {}),
        (f"/ws/?ticket={ticket}", {"origin": ORIGIN}),
        ("/ws/", {"subprotocols": ["keynest", f"bearer.{token}"]}),
    ]:
        with stage.open(path, **options) as wire:
            frame = wire.frame()
            assert frame["type"] == "welcome", (path, frame)
            assert [stream["s"] for stream in frame["streams"]] == [f"u:{known.id}"]
    with stage.open(f"/ws/?ticket={ticket}", origin=ORIGIN) as wire:
        assert wire.closed()[0] == 4001
    for bad in (issuer.token(payload={"aud": "other"}), issuer.token(payload=GOOD, forge="hs256")):
        with stage.open("/ws/", token=bad) as wire:
            assert wire.closed()[0] == 4001


@pytest.mark.django_db(transaction=True)
def test_a_guests_socket_ends_with_the_token_and_with_the_account(stage, issuer, known):
    short = issuer.token(payload=GOOD | {"exp": int(time.time()) + 8})
    with stage.open("/ws/", token=short) as wire:
        assert wire.frame()["type"] == "welcome"
        code, frames = wire.closed(15)
    assert (code, frames[-1]["code"]) == (4001, "token_expired")
    with stage.open("/ws/", token=issuer.token(payload=GOOD)) as wire:
        assert wire.frame()["type"] == "welcome"
        began = time.monotonic()
        profile.set_active(Actor.system(), user=known, active=False)
        code, _ = wire.closed(8)
    assert code == 4001
    assert time.monotonic() - began < 2


@pytest.mark.django_db(transaction=True)
def test_a_guests_socket_lives_through_the_looks_at_it_and_ends_with_the_connection(stage, issuer, known):
    with stage.open("/ws/", token=issuer.token(payload=GOOD)) as wire:
        assert wire.frame()["type"] == "welcome"
        assert wire.is_silent(11)  # longer than a look at all sessions takes to come
        newer = issuer.token(payload=GOOD | {"n": 2})
        assert wire.ask({"type": "auth", "token": newer})["type"] == "ok"
        Identity.objects.all().delete()
        code, _ = wire.closed(12)
    assert code == 4001


@pytest.mark.django_db(transaction=True)
def test_looking_at_guests_and_sessions_together(known, anna):
    session, identity = make_session(anna), Identity.objects.get()
    mine = socket.Identity(anna.id, session.id, anna.token_version, 1)
    guest = socket.Identity(anna.id, identity.id, issuers.GUEST, 1)
    forged = socket.Identity(anna.id, session.id, issuers.GUEST, 1)
    assert socket.ended([mine, guest]) == set()
    assert socket.ended([forged]) == {session.id}
    User.objects.update(is_active=False)
    assert socket.ended([mine, guest]) == {session.id, identity.id}
