"""POST /api/auth/token/refresh/: rotation by compare-and-swap, a short grace, and the end of copied sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from authentication import refresh as refreshing
from authentication.models import Session
from kernel import clock, memory
from kernel.models import EventRecord
from tests.authentication.steps import deliver, log_in, post, refresh, tokens_of, works

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tokens(anna):
    return tokens_of(log_in())


def age(token, **by):
    """Let the last rotation of a token's session lie back."""
    Session.objects.filter(pk=refreshing.read(token).session_id).update(rotated_at=clock.now() - timedelta(**by))


def test_it_gives_a_new_pair(api, tokens):
    response = refresh(tokens["refresh"])
    assert response.status_code == 200
    fresh = response.json()
    assert fresh["refresh"] != tokens["refresh"]
    assert (fresh["token_type"], fresh["expires_in"]) == ("Bearer", 3600)
    assert works(fresh["access"])
    assert refresh(fresh["refresh"]).status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_within_the_grace_everybody_gets_the_very_same_successor(tokens):
    first = refresh(tokens["refresh"]).json()
    second = refresh(tokens["refresh"]).json()
    assert second["refresh"] == first["refresh"]
    assert works(second["access"])
    age(tokens["refresh"], seconds=19)
    assert refresh(tokens["refresh"]).json()["refresh"] == first["refresh"]


def test_eight_at_once_make_one_successor(tokens):
    def one(_):
        try:
            return refresh(tokens["refresh"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh"] for answer in answers}) == 1
    assert Session.objects.get().generation == 2


def test_after_the_grace_the_whole_family_is_dead_and_the_owner_is_told(anna, tokens):
    fresh = refresh(tokens["refresh"]).json()
    age(tokens["refresh"], seconds=21)
    response = refresh(tokens["refresh"])
    assert (response.status_code, response.json()["code"]) == (401, "token_revoked")
    assert refresh(fresh["refresh"]).json()["code"] == "token_revoked"
    assert not works(fresh["access"])
    event = EventRecord.objects.get(verb="authentication.session.reused")
    assert event.stream.key == f"a:{anna.id}"
    deliver()
    assert [letter.to for letter in mail.outbox] == [["Anna@example.com"]]


def test_only_the_preceding_token_has_a_grace(tokens):
    second = refresh(tokens["refresh"]).json()
    refresh(second["refresh"])
    assert refresh(tokens["refresh"]).json()["code"] == "token_revoked"


def test_a_guessed_token_of_a_known_session_harms_nobody(tokens):
    token = refreshing.read(tokens["refresh"])
    forged = refreshing.mint(token.session_id, 1).text[:-8] + "AAAAAAAA"
    assert refresh(forged).json()["code"] == "invalid_token"
    assert refresh(tokens["refresh"]).status_code == 200


def test_other_sessions_of_the_account_live_on(anna, tokens):
    other = tokens_of(log_in())
    refresh(tokens["refresh"])
    age(tokens["refresh"], seconds=30)
    refresh(tokens["refresh"])
    assert works(other["access"])
    assert refresh(other["refresh"]).status_code == 200


def test_it_ends_with_idleness_and_with_the_absolute_lifetime(anna, tokens):
    Session.objects.update(idle_expires_at=clock.now() - timedelta(seconds=1))
    assert refresh(tokens["refresh"]).json()["code"] == "token_expired"
    other = tokens_of(log_in())["refresh"]
    end = clock.now() + timedelta(minutes=1)
    Session.objects.update(expires_at=end, idle_expires_at=end)
    other = refresh(other).json()["refresh"]
    assert Session.objects.latest("created_at").idle_expires_at == end
    Session.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert refresh(other).json()["code"] == "token_expired"


@pytest.mark.parametrize("text", ["", "x", "knr_", "knr_" + "A" * 80, "knr_" + "%" * 80, "kn_x", "ünï", "a" * 200])
def test_what_was_never_a_token_is_invalid(db, text):
    response = refresh(text)
    assert (response.status_code, response.json()["code"]) in {(401, "invalid_token"), (400, "invalid")}


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(tokens):
    assert refresh(tokens["access"]).status_code in {400, 401}
    assert not works(tokens["refresh"])


def test_a_deactivated_account_gets_nothing(anna, tokens):
    anna.is_active = False
    anna.save(update_fields=["is_active"])
    assert refresh(tokens["refresh"]).json()["code"] == "token_revoked"


def test_a_deleted_account_gets_401(anna, tokens):
    anna.delete()
    assert refresh(tokens["refresh"]).status_code == 401


def test_neither_database_nor_redis_holds_a_usable_token(tokens):
    fresh = refresh(tokens["refresh"]).json()["refresh"]
    row = Session.objects.values().get()
    kept = [bytes(memory.client().get(key)) for key in memory.client().keys("grace:*")]
    assert kept
    for token in (tokens["refresh"], fresh):
        assert token not in str(row)
        assert all(token.encode() not in blob and token[4:].encode() not in blob for blob in kept)


def test_it_is_limited_per_session(settings, tokens):
    settings.RATES = settings.RATES | {"refresh_session": "2/m"}
    statuses = [refresh(tokens["refresh"]).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_key_that_is_being_replaced_still_reads_old_tokens(settings, tokens):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, which is long enough to be one of ours"
    fresh = refresh(tokens["refresh"])
    assert fresh.status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert refresh(tokens["refresh"]).json()["code"] == "invalid_token"
    assert refresh(fresh.json()["refresh"]).status_code == 200


def test_verify_says_active_and_nothing_more(tokens):
    def active(token):
        return post("token/verify/", {"token": token}).json()

    assert active(tokens["access"]) == active(tokens["refresh"]) == {"active": True}
    fresh = refresh(tokens["refresh"]).json()
    assert active(tokens["refresh"]) == {"active": False}
    post("logout/", {"refresh": fresh["refresh"]})
    for token in (fresh["access"], fresh["refresh"], "x", "knr_x", "a.b.c"):
        assert active(token) == {"active": False}
