"""ID tokens of a provider that lies: each lie is refused by its own name (SECURITY 61, 107)."""

import base64
import json
import time
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from authentication.oauth import discovery, jwks, registry, tokens
from authentication.oauth.faults import Refused
from kernel import outbound
from tests.counterparts.node import FromNow

NONCE = "a nonce of this sign-in"
GOOD = {"aud": "keynest", "nonce": NONCE}


@pytest.fixture
def verify(keycloak):
    """Verify a token as the callback does."""
    config = registry.find("keycloak")

    def run(text, config=config):
        return tokens.verify_id_token(config, discovery.endpoints(config), text, NONCE)

    return run


def reason(verify, text, **kwargs):
    with pytest.raises(Refused) as refused:
        verify(text, **kwargs)
    return refused.value.reason


def test_a_good_one_is_believed(issuer, verify):
    claims = verify(issuer.token(payload=GOOD))
    assert (claims["sub"], claims["email"], claims["iss"]) == ("johndoe", "john@example.com", issuer.url)
    assert verify(issuer.token(payload=GOOD | {"aud": ["keynest"], "azp": "keynest"}))


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"payload": {"iss": "https://evil.example"}}, "wrong_issuer"),
        ({"payload": {"iss": ["https://evil.example"]}}, "wrong_issuer"),
        ({"drop": ["iss"]}, "wrong_issuer"),
        ({"payload": {"aud": "somebody-else"}}, "wrong_audience"),
        ({"payload": {"aud": ["keynest", "somebody-else"]}}, "wrong_audience"),
        ({"payload": {"aud": []}}, "wrong_audience"),
        ({"drop": ["aud"]}, "wrong_audience"),
        ({"payload": {"azp": "somebody-else"}}, "wrong_audience"),
        ({"payload": {"nonce": "of another sign-in"}}, "wrong_nonce"),
        ({"payload": {"nonce": "é"}}, "wrong_nonce"),
        ({"payload": {"nonce": 7}}, "wrong_nonce"),
        ({"drop": ["nonce"]}, "wrong_nonce"),
        ({"payload": {"exp": FromNow(-61)}}, "token_expired"),
        ({"payload": {"iat": FromNow(90)}}, "token_expired"),
        ({"payload": {"nbf": FromNow(90)}}, "token_expired"),
        ({"payload": {"exp": "soon"}}, "malformed_token"),
        ({"payload": {"exp": True}}, "malformed_token"),
        ({"payload": {"exp": 1e300}}, "malformed_token"),
        ({"payload": {"iat": -1}}, "malformed_token"),
        ({"drop": ["exp"]}, "malformed_token"),
        ({"drop": ["iat"]}, "malformed_token"),
        ({"forge": "none"}, "wrong_algorithm"),
        ({"forge": "hs256"}, "wrong_algorithm"),
        ({"forge": "other"}, "bad_signature"),
        ({"forge": "tampered"}, "bad_signature"),
        ({"forge": "garbage"}, "malformed_token"),
        ({"header": {"kid": "unknown"}}, "unknown_key"),
        ({"header": {"kid": "../../etc/passwd' OR 1=1--"}}, "unknown_key"),
        ({"header": {"kid": "k" * 4000}}, "unknown_key"),
        ({"header": {"jku": "https://evil.example/keys"}}, "malformed_token"),
        ({"header": {"x5u": "https://evil.example/cert"}}, "malformed_token"),
        ({"header": {"jwk": {"kty": "oct", "k": "AA"}}}, "malformed_token"),
        ({"header": {"typ": "at+jwt"}}, "malformed_token"),
        ({"header": {"typ": "application/logout+jwt"}}, "malformed_token"),
    ],
)
def test_each_lie_has_its_own_name(issuer, verify, wish, expected):
    wish = {**wish, "payload": GOOD | wish.get("payload", {})}
    assert reason(verify, issuer.token(**wish)) == expected


@pytest.mark.parametrize("payload", [{"exp": FromNow(-30)}, {"iat": FromNow(30)}])
def test_a_clock_may_be_off_by_half_a_minute(issuer, verify, payload):
    assert verify(issuer.token(payload=GOOD | payload))


def with_header(text, **more):
    """The token with another header, which nobody has signed."""
    head, _, rest = text.partition(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    return base64.urlsafe_b64encode(json.dumps(header | more).encode()).decode().rstrip("=") + "." + rest


@pytest.mark.parametrize(
    "more",
    [
        {"crit": ["b64"], "b64": False},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"alg": 5},
        {"alg": None},
        {"typ": {}},
    ],
)
def test_a_header_that_demands_the_unknown_is_refused(issuer, verify, more):
    assert reason(verify, with_header(issuer.token(payload=GOOD), **more)) == "malformed_token"


@pytest.mark.parametrize("kid", [5, ["a"], {"a": 1}, True])
def test_a_key_has_a_name_in_words(issuer, verify, kid):
    assert reason(verify, with_header(issuer.token(payload=GOOD), kid=kid)) in {"unknown_key", "malformed_token"}


def nested(depth):
    return base64.urlsafe_b64encode(b'{"alg":' + b"[" * depth + b"]" * depth + b"}").decode().rstrip("=")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "a.b.c.d", "é.é.é", "\x00", nested(5000) + ".e30.e30", "x" * 20_000, "e30.e30.e30"]
)
def test_nonsense_is_no_fault_of_ours(issuer, verify, text):
    assert reason(verify, text) == "malformed_token"


def test_google_writes_its_issuer_in_two_ways_and_signs_in_one(issuer, verify, monkeypatch):
    google = replace(registry.find("keycloak"), kind="google", slug="google")
    known = discovery.endpoints(google)
    spelt = replace(known, issuer="https://accounts.google.com")
    monkeypatch.setattr(discovery, "endpoints", lambda config: spelt)
    for name in ("https://accounts.google.com", "accounts.google.com"):
        assert verify(issuer.token(payload=GOOD | {"iss": name}), config=google)
    for name in ("http://accounts.google.com", "https://accounts.google.com/", "google.com", issuer.url):
        assert reason(verify, issuer.token(payload=GOOD | {"iss": name}), config=google) == "wrong_issuer"
    spelt = replace(known, issuer="https://accounts.google.com")
    assert reason(verify, issuer.token(payload=GOOD | {"iss": "accounts.google.com"})) == "wrong_issuer"


def published(key, **more):
    row = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"keys": [row | more]}


def test_a_key_signs_by_its_own_algorithm_only(issuer, verify):
    key = ec.generate_private_key(ec.SECP256R1())
    claims = GOOD | {"iss": issuer.url, "sub": "a", "exp": FromNow(60).moment, "iat": FromNow(0).moment}
    signed = jwt.encode(claims, key, algorithm="ES256", headers={"kid": "e"})
    issuer.lie(jwks=published(key, kid="e", alg="ES256"))
    assert verify(signed)
    google = replace(registry.find("keycloak"), kind="google")
    assert reason(verify, signed, config=google) == "wrong_algorithm"
    jwks.forget()
    issuer.lie(jwks=published(key, kid="e", alg="ES384"))
    assert reason(verify, signed) == "wrong_algorithm"
    assert reason(verify, with_header(signed, alg="RS256")) == "wrong_algorithm"


def test_keys_that_sign_nothing_are_passed_over(issuer, verify):
    secret = {"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "kid": "s"}
    wrong = [
        secret,
        {"kty": "RSA"},
        {"kty": "EC", "crv": "P-256", "x": "!", "y": "!"},
        7,
        None,
        {"kid": 5, "kty": "RSA"},
    ]
    issuer.lie(jwks={"keys": wrong})
    with pytest.raises(outbound.Failed) as failed:
        verify(issuer.token(payload=GOOD))
    assert failed.value.reason == "broken_answer"


def test_the_keys_are_asked_for_once_and_a_name_nobody_knows_asks_once_more(issuer, verify, monkeypatch):
    for _ in range(3):
        verify(issuer.token(payload=GOOD))
    for number in range(20):
        assert reason(verify, issuer.token(payload=GOOD, header={"kid": f"made-up-{number}"})) == "unknown_key"
    assert issuer.counts()["/jwks"] == 1
    passed = time.monotonic() + jwks.COOL_DOWN_SECONDS + 1
    monkeypatch.setattr(jwks.time, "monotonic", lambda: passed)
    for number in range(20):
        assert reason(verify, issuer.token(payload=GOOD, header={"kid": f"made-up-{number}"})) == "unknown_key"
    assert issuer.counts()["/jwks"] == 2
    assert verify(issuer.token(payload=GOOD))


def test_new_keys_are_found_and_old_ones_forgotten(issuer, verify, monkeypatch):
    old = issuer.token(payload=GOOD)
    assert verify(old)
    issuer.ask("/rotate")
    new = issuer.token(payload=GOOD)
    assert reason(verify, new) == "unknown_key"  # for half a minute: else each made-up name would cost a request
    passed = time.monotonic() + jwks.COOL_DOWN_SECONDS + 1
    monkeypatch.setattr(jwks.time, "monotonic", lambda: passed)
    assert verify(new)
    assert reason(verify, old) == "unknown_key"


def test_keys_outlive_a_short_absence_of_their_owner(issuer, verify, monkeypatch):
    text = issuer.token(payload=GOOD)
    assert verify(text)
    issuer.lie(status={"/jwks": 500})
    base = time.monotonic()
    moment = base + jwks.USUAL + 60
    monkeypatch.setattr(jwks.time, "monotonic", lambda: moment)
    assert verify(text)
    assert issuer.counts()["/jwks"] == 1
    moment = base + jwks.USUAL + jwks.STALE_SECONDS + 120
    with pytest.raises(outbound.Failed):
        verify(text)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("max-age=3600", 3600),
        ("public, max-age=1", 60),
        ("max-age=99999999", 86400),
        ("no-store", 600),
        ("max-age=" + "9" * 40, 86400),
        ("", 600),
    ],
)
def test_keys_are_kept_as_long_as_they_say_within_reason(said, seconds):
    assert jwks._age(outbound.Answer(200, b"", {"Cache-Control": said})) == seconds


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"issuer": "https://evil.example"}, "wrong_issuer"),
        ({"issuer": None}, "wrong_issuer"),
        ({"issuer": ["https://evil.example"]}, "wrong_issuer"),
        ({"token_endpoint": 7}, "broken_answer"),
        ({"token_endpoint": None}, "broken_answer"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "broken_answer"),
        ({"jwks_uri": "file:///etc/passwd"}, "broken_answer"),
        ({"userinfo_endpoint": "https://user:word@idp.example/"}, "broken_answer"),
        ({"token_endpoint": "https://idp.example/" + "x" * 2000}, "broken_answer"),
        ({"token_endpoint": "https://idp.example/\r\nX: y"}, "broken_answer"),
    ],
)
def test_a_description_of_somebody_else_is_refused(issuer, keycloak, document, expected):
    issuer.lie(discovery=document)
    with pytest.raises(Refused) as refused:
        discovery.endpoints(registry.find("keycloak"))
    assert refused.value.reason == expected


def test_only_a_last_slash_may_differ(issuer, keycloak):
    issuer.lie(discovery={"issuer": issuer.url + "/"})
    assert discovery.endpoints(registry.find("keycloak")).issuer == issuer.url + "/"
    keycloak["issuer"] = "https://id.example.com/realms/main"
    with pytest.raises(Refused):
        discovery.endpoints(registry.find("keycloak"))


def test_a_description_is_asked_for_once(issuer, keycloak):
    for _ in range(3):
        discovery.endpoints(registry.find("keycloak"))
    assert issuer.counts()["/.well-known/openid-configuration"] == 1


def test_without_the_switch_nobody_inside_is_asked(issuer, keycloak, settings):
    settings.OUTBOUND_ALLOW_INSECURE = False
    with pytest.raises(outbound.Failed) as failed:
        discovery.endpoints(registry.find("keycloak"))
    assert failed.value.reason == "forbidden_address"
    assert issuer.counts() == {}
