"""Access tokens: what we sign, and what is not one of ours."""

import base64
import json
import time
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from authentication import tokens as access
from authentication.keys import signing_keys
from authentication.models import Session
from tests.authentication.steps import bearer, log_in, post, refresh, tokens_of, works
from tests.factories import PASSWORD, client_of, make_session, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(anna):
    """The claims of a token that works."""
    session = make_session(anna)
    text = access.issue_access(session.id, anna, {})
    return jwt.decode(text, options={"verify_signature": False})


def signed(claims, *, key=None, **header):
    ours = signing_keys().signer()
    headers = {"kid": ours.kid, "typ": "kn-access+jwt"} | header
    return jwt.encode(claims, key or ours.private, algorithm="RS256", headers=headers)


def without(claims, name):
    return {key: value for key, value in claims.items() if key != name}


def test_it_says_who_and_which_session(anna):
    tokens = tokens_of(log_in())
    claims = jwt.decode(tokens["access"], options={"verify_signature": False})
    wanted = {"token_type", "exp", "iat", "jti", "iss", "aud", "sub", "user_id", "sid", "ver"}
    assert wanted | {"username", "email", "full_name", "permissions"} == set(claims)
    assert claims["exp"] - claims["iat"] == 3600
    assert (claims["sub"], claims["email"], claims["token_type"]) == (str(anna.id), anna.email, "access")
    assert (
        anna.password.rpartition("$")[2] not in base64.urlsafe_b64decode(tokens["access"].split(".")[1] + "==").decode()
    )


def test_roles_are_in_it_for_display(world):
    user = world.member.user
    user.set_password(PASSWORD)
    user.save()
    claims = jwt.decode(tokens_of(log_in(user.email))["access"], options={"verify_signature": False})
    assert claims["permissions"] == {str(world.organization.id): "member"}


def test_profile_claims_can_be_switched_off(anna, settings):
    settings.JWT_PROFILE_CLAIMS = False
    tokens = tokens_of(log_in())
    claims = jwt.decode(tokens["access"], options={"verify_signature": False})
    assert not {"username", "email", "full_name", "permissions"} & set(claims)
    assert works(tokens["access"])


def test_no_decision_rests_on_what_is_for_display(world):
    outsider = world.outsider.user
    lie = {str(world.organization.id): "owner"}
    token = access.issue_access(make_session(outsider).id, outsider, lie)
    assert bearer(token).get(f"/api/core/organizations/{world.organization.id}/").status_code == 404


def test_the_control_works(good):
    assert works(signed(good))


@pytest.mark.parametrize(
    "change",
    [
        {"exp": lambda now: now - 31}, {"nbf": lambda now: now + 3600}, {"iat": lambda now: now + 61},
        {"iss": lambda _: "https://evil.example"}, {"iss": lambda _: "http://localhost"}, {"aud": lambda _: "other"},
        {"aud": lambda _: None}, {"token_type": lambda _: "refresh"}, {"user_id": lambda _: 7},
        {"user_id": lambda _: "x"}, {"user_id": lambda _: None}, {"sid": lambda _: [1]}, {"sid": lambda _: "x"},
        {"ver": lambda _: 2}, {"ver": lambda _: "x"}, {"ver": lambda _: {}}, {"exp": lambda _: "soon"},
        {"exp": lambda _: -(10**30)}, {"jti": lambda _: 7},
    ],
)  # fmt: skip
def test_wrong_claims_are_refused_even_with_our_signature(good, change):
    now = int(time.time())
    assert not works(signed(good | {name: value(now) for name, value in change.items()}))


@pytest.mark.parametrize("name", ["exp", "iat", "jti", "sid", "ver", "iss", "aud", "user_id", "token_type"])
def test_missing_claims_are_refused(good, name):
    assert not works(signed(without(good, name)))


def test_the_leeway_is_thirty_seconds(good):
    assert works(signed(good | {"exp": int(time.time()) - 25}))


def test_a_token_that_was_good_a_moment_ago_expires_too(good, monkeypatch):
    text = signed(good)
    assert works(text)
    from kernel import clock

    later = clock.now() + timedelta(seconds=3631)
    monkeypatch.setattr("authentication.tokens.clock.now", lambda: later)
    assert bearer(text).get("/me/").json()["code"] == "token_expired"


def test_an_expired_token_is_called_expired(good):
    response = bearer(signed(good | {"exp": int(time.time()) - 60})).get("/me/")
    assert response.json()["code"] == "token_expired"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "other"}, {"kid": "../../etc/passwd"}, {"kid": "' OR 1=1 --"}, {"kid": ""}, {"typ": "JWT"},
        {"typ": "at+jwt"}, {"typ": None}, {"crit": ["exp"]}, {"crit": ["b64"], "b64": True},
    ],
)  # fmt: skip
def test_wrong_headers_are_refused(good, header):
    assert not works(signed(good, **header))


def test_keys_that_a_token_brings_along_are_not_used(good):
    theirs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(theirs.public_key()))
    for header in ({"jwk": jwk}, {"jku": "http://127.0.0.1:9/keys"}, {"x5u": "http://127.0.0.1:9/cert"}):
        assert not works(signed(good, key=theirs, **header))


def test_other_algorithms_are_refused(good):
    key = signing_keys().signer()
    public = key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = {"kid": key.kid, "typ": "kn-access+jwt"}

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    none = f"{part(head | {'alg': 'none'})}.{part(good)}."
    assert not works(none)
    import hashlib
    import hmac

    for name, digest in (("HS256", hashlib.sha256), ("HS384", hashlib.sha384), ("HS512", hashlib.sha512)):
        body = f"{part(head | {'alg': name})}.{part(good)}"
        mac = base64.urlsafe_b64encode(hmac.new(public, body.encode(), digest).digest()).rstrip(b"=").decode()
        assert not works(f"{body}.{mac}")
    assert not works(jwt.encode(good, key.private, algorithm="RS512", headers=head))


@pytest.mark.parametrize("text", ["x", "a.b.c", "..", "eyJ.eyJ.x", "%00", "kn_service", "a" * 10_000])
def test_garbage_is_401(db, text):
    assert not works(text)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YTpi", "Token x", "bearer", "Bearer a b c"])
def test_other_schemes_are_401(api, db, header):
    response = api.get("/me/", HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_tokens_from_mailed_links_open_nothing(anna):
    post("password-reset/", {"email": anna.email})
    from tests.authentication.steps import deliver, token_in

    token = token_in(deliver()[0])
    assert not works(token)
    assert refresh(token).json()["code"] == "invalid_token"


def test_anybody_can_verify_by_the_published_keys(api, good):
    response = api.get("/.well-known/jwks.json")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    (published,) = response.json()["keys"]
    assert set(published) == {"kty", "n", "e", "kid", "use", "alg"}  # no private part
    key = jwt.PyJWK(published)
    assert jwt.decode(signed(good), key.key, algorithms=["RS256"], audience="keynest-api")["sid"] == good["sid"]


def test_a_session_of_somebody_else_does_not_fit(good):
    other = make_session(make_user())
    assert not works(signed(good | {"sid": str(other.id)}))


def test_an_expired_session_takes_its_access_tokens_along(good):
    from kernel import clock

    Session.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert not works(signed(good))


def test_being_signed_in_costs_one_query_then_none(anna, django_assert_num_queries):
    client = client_of(anna)
    with django_assert_num_queries(3):  # the session with its account, the profile and its identities
        client.get("/me/")
    with django_assert_num_queries(2):
        client.get("/me/")
