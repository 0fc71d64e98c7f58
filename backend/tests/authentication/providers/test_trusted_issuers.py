"""Tokens of a trusted issuer on the API: which are believed, and what that costs (B5; SECURITY 31, 32, 33, 34)."""

import time
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authentication import issuers
from authentication.models import Identity, User
from authentication.oauth import jwks
from core.tenancy.models import Membership
from kernel import clock, outbound
from kernel.models import EventRecord
from tests.authentication.providers.guests import AUDIENCE, GOOD, me, refusal
from tests.authentication.steps import bearer, post
from tests.counterparts.node import FromNow
from tests.factories import client_of

pytestmark = pytest.mark.django_db


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
