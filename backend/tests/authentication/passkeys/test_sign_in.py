"""Signing in by a passkey alone: POST login/passkey/."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection

from authentication.models import Passkey, Session
from core.notifications.models import Notification
from kernel import clock, memory
from kernel.models import EventRecord
from tests.authentication.passkeys.authenticator import Authenticator
from tests.authentication.passkeys.steps import REFUSED, RESTART, enter, equip, refused_as
from tests.authentication.steps import deliver, post, shape, tokens_of, works
from tests.factories import make_user

COPIED = "authentication.passkey.copied"


def test_the_question_is_the_same_for_everybody(anna):
    """No address is asked for, so none can be tried out."""
    nobody = post("login/passkey/options/").json()
    equip(anna)
    somebody = post("login/passkey/options/").json()
    for answer in (nobody, somebody):
        assert len(answer.pop("ceremony")) == 43
        assert len(answer["options"].pop("challenge")) == 43
    assert nobody == somebody
    assert nobody["options"] == {"rpId": "localhost", "userVerification": "required", "timeout": 300_000}
    assert post("login/passkey/options/", {"email": "anna@example.com"}).status_code == 400


def test_it_is_a_whole_sign_in(holder):
    """Having it and being verified by it are two factors: nothing more is asked."""
    answer = enter(holder.key)
    assert answer.status_code == 200, answer.content
    assert answer.json()["user"]["email"] == holder.user.email
    assert works(tokens_of(answer)["access"])
    session = Session.objects.filter(user=holder.user).latest("created_at")
    assert session.method == "passkey"
    assert session.confirmed_at is not None
    assert holder.row.last_used_at >= session.created_at
    started = EventRecord.objects.get(verb="authentication.session.started", data__method="passkey")
    assert started.data["session"] == str(session.id)


def test_the_refresh_token_can_go_into_a_cookie(holder):
    begun = post("login/passkey/options/").json()
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}
    own = {"HTTP_X_KEYNEST_CLIENT": "web", "HTTP_ORIGIN": "http://localhost:8000"}
    answer = post("login/passkey/?cookie=1", body, **own)
    assert answer.status_code == 200, answer.content
    assert "refresh" not in answer.json()["tokens"]
    assert any("refresh" in name for name in answer.cookies)


@pytest.mark.parametrize(
    "traits",
    [
        {"verifies": False},
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost:3000"},
        {"origin": "http://sub.localhost:8000"},
        {"rp_id": "example.com"},
        {"cross_origin": True},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"credential_id": b"0" * 32},
        {"handle": b""},
        {"handle": b"1" * 16},
    ],
    ids=lambda traits: next(iter(traits)),
)
def test_what_does_not_hold_is_refused_with_one_answer(holder, traits):
    """105: user verification, origin, rpId, signature; 40: one answer, whichever it was."""
    unknown = shape(enter(Authenticator(handle=holder.user.id.bytes)))
    assert shape(enter(replace(holder.key, **traits))) == unknown
    assert unknown[0] == 401
    assert enter(holder.key).status_code == 200


def test_a_disabled_account_is_refused_like_an_unknown_passkey(holder):
    holder.user.is_active = False
    holder.user.save()
    assert shape(enter(holder.key)) == shape(enter(Authenticator()))
    assert refused_as(enter(holder.key)) == REFUSED


def test_a_removed_passkey_is_refused(holder):
    Passkey.objects.all().delete()
    assert refused_as(enter(holder.key)) == REFUSED


def test_a_question_is_answered_once(holder):
    """105: challenges are single use."""
    begun = post("login/passkey/options/").json()
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}
    assert post("login/passkey/", body).status_code == 200
    assert refused_as(post("login/passkey/", body)) == RESTART
    body["credential"] = holder.key.show(begun["options"])
    assert refused_as(post("login/passkey/", body)) == RESTART


def test_a_failed_answer_uses_up_the_question(holder):
    begun = post("login/passkey/options/").json()
    bad = replace(holder.key, rp_id="example.com").show(begun["options"])
    assert post("login/passkey/", {"ceremony": begun["ceremony"], "credential": bad}).status_code == 401
    good = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}
    assert refused_as(post("login/passkey/", good)) == RESTART


def test_a_question_waits_five_minutes(holder):
    """105: by Redis' own clock."""
    begun = post("login/passkey/options/").json()
    (place,) = memory.client().scan_iter("webauthn:sign_in:*")
    assert 295 < memory.client().ttl(place) <= 300
    assert begun["ceremony"].encode() not in place
    memory.client().delete(place)  # as its end does
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}
    assert refused_as(post("login/passkey/", body)) == RESTART


def test_another_questions_answer_is_none(holder):
    first, second = post("login/passkey/options/").json(), post("login/passkey/options/").json()
    body = {"ceremony": second["ceremony"], "credential": holder.key.show(first["options"])}
    assert refused_as(post("login/passkey/", body)) == REFUSED


def test_a_counter_that_goes_back_tells_of_a_copy(holder):
    """105: refused, written down, and its owner told."""
    holder.key.counter = 7
    assert enter(holder.key).status_code == 200
    for counted in (3, 7 - 1):  # both sign one more than that: 4, and 7 again
        assert refused_as(enter(replace(holder.key, counter=counted))) == REFUSED
    assert refused_as(enter(replace(holder.key, counts=False, counter=0))) == REFUSED
    assert EventRecord.objects.filter(verb=COPIED).count() == 3
    assert holder.row.sign_count == 8
    told = deliver()
    assert any("may have been copied" in letter.subject for letter in told)
    assert Notification.objects.filter(user=holder.user, title__contains="Laptop").exists()
    assert refused_as(enter(replace(holder.key, counter=7))) == REFUSED
    assert enter(replace(holder.key, counter=8)).status_code == 200


def test_authenticators_that_do_not_count_are_welcome(anna):
    holder = equip(anna, counts=False)
    for _ in range(2):
        assert enter(holder.key).status_code == 200
    assert not EventRecord.objects.filter(verb=COPIED).exists()


def test_whether_it_is_backed_up_is_kept_up_to_date(holder):
    assert enter(replace(holder.key, backed_up=True)).status_code == 200
    assert holder.row.backed_up is True


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_same_answer_one_signs_in(holder):
    begun = post("login/passkey/options/").json()
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}

    def send(_):
        try:
            return post("login/passkey/", body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(send, range(8)))
    assert answers == [200, *[400] * 7]


@pytest.mark.parametrize("text", ["", "AAAA", "gYGBgYGBgYGB", "gQ" * 1000, "*", "é", "{}"])
@pytest.mark.parametrize("member", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_nonsense_is_refused(holder, member, text):
    answer = enter(holder.key, **{member: text})
    assert answer.status_code in {400, 401}, answer.content
    assert answer.json()["code"] in {"invalid", "invalid_credentials"}


def test_a_passkey_of_another_name_of_an_account_is_none(holder):
    """A stranger who has a passkey here can't make it sign in as somebody else by naming them."""
    stranger = equip(make_user("bob@example.com"))
    assert refused_as(enter(replace(stranger.key, handle=holder.user.id.bytes))) == REFUSED


def test_tries_are_limited_by_address(holder, settings):
    settings.RATES = settings.RATES | {"passkey_ip": "4/m"}
    for _ in range(2):
        assert enter(holder.key).status_code == 200
    assert post("login/passkey/options/").status_code == 429


def test_the_link_of_the_mail_shuts_a_passkey_that_was_used(holder):
    """A sign-in by a passkey from somewhere new: "not me" takes the passkey away."""
    deliver()
    Session.objects.filter(user=holder.user).update(created_at=clock.now() - timedelta(days=1))
    Passkey.objects.update(created_at=clock.now() - timedelta(days=1))
    begun = post("login/passkey/options/").json()
    body = {"ceremony": begun["ceremony"], "credential": holder.key.show(begun["options"])}
    answer = post("login/passkey/", body, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Somebody else's")
    assert answer.status_code == 200
    (letter,) = [one for one in deliver() if "/not-me#token=" in str(one.body)]
    token = str(letter.body).split("/not-me#token=")[1].split()[0]
    assert post("not-me/", {"token": token}).status_code == 200
    assert not Passkey.objects.exists()
    assert refused_as(enter(holder.key)) == REFUSED
