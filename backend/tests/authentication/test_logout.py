"""POST /api/auth/logout/ and logout/all/: the end is at once, everywhere."""

from uuid import uuid4

import pytest

from authentication import liveness
from authentication import refresh as refreshing
from authentication.actions.profile import set_active
from kernel import memory, realtime
from kernel.actor import Actor
from kernel.models import OutboxMessage
from tests.authentication.steps import bearer, deliver, log_in, post, refresh, tokens_of, works
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kicks(monkeypatch):
    """What was told to the sockets."""
    told = []
    monkeypatch.setattr(realtime, "publish", lambda stream, message: told.append((stream, message)))
    return told


def session_of(tokens):
    return str(refreshing.read(tokens["refresh"]).session_id)


def test_both_tokens_are_dead_and_the_sockets_are_told(anna, kicks):
    tokens, other = tokens_of(log_in()), tokens_of(log_in())
    assert works(tokens["access"])  # by now the answer is remembered
    kicks.clear()
    assert post("logout/", {"refresh": tokens["refresh"]}).status_code == 204
    assert not works(tokens["access"])
    assert refresh(tokens["refresh"]).json()["code"] == "token_revoked"
    assert works(other["access"])
    kicked = [message for _, message in kicks if message["type"] == "user.kick"]
    assert kicked == [{"type": "user.kick", "sid": session_of(tokens), "code": 4001}]
    assert {stream for stream, message in kicks if message["type"] == "user.kick"} == {f"u:{anna.id}"}


def test_an_older_token_of_the_session_ends_it_too(anna):
    tokens = tokens_of(log_in())
    fresh = refresh(tokens["refresh"]).json()
    assert post("logout/", {"refresh": tokens["refresh"]}).status_code == 204
    assert not works(fresh["access"])


def test_whatever_is_sent_the_answer_is_the_same(anna):
    tokens = tokens_of(log_in())
    post("logout/", {"refresh": tokens["refresh"]})
    for body in ({"refresh": tokens["refresh"]}, {"refresh": refreshing.mint(uuid4(), 1).text}, {"refresh": "x"}, {}):
        assert post("logout/", body).status_code == 204


def test_everywhere_means_everywhere(anna):
    one, two = tokens_of(log_in()), tokens_of(log_in())
    assert post("logout/all/", client=bearer(one["access"])).status_code == 204
    assert not works(one["access"])
    assert not works(two["access"])
    assert refresh(two["refresh"]).json()["code"] == "token_revoked"


def test_everywhere_else_spares_the_one_that_asks(anna, kicks):
    mine, other, third = (tokens_of(log_in()) for _ in range(3))
    assert all(works(tokens["access"]) for tokens in (mine, other, third))
    response = post("logout/all/", {"keep_current": True}, client=bearer(mine["access"]))
    assert response.status_code == 204
    assert not response.cookies
    for ended in (other, third):
        assert not works(ended["access"])
        assert refresh(ended["refresh"]).json()["code"] == "token_revoked"
    assert works(mine["access"])
    assert works(refresh(mine["refresh"]).json()["access"])
    kicked = {message["sid"] for _, message in kicks if message["type"] == "user.kick"}
    assert kicked == {session_of(other), session_of(third)}


@pytest.mark.parametrize("value", [None, "perhaps", 5, [], {}, "\x00"])
def test_an_odd_wish_ends_nothing(anna, value):
    tokens = tokens_of(log_in())
    response = post("logout/all/", {"keep_current": value}, client=bearer(tokens["access"]))
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert works(tokens["access"])


def test_one_of_the_list_ends_at_once_and_the_others_live_on(anna, kicks):
    mine, other = tokens_of(log_in()), tokens_of(log_in())
    assert works(other["access"])
    path = f"/api/auth/sessions/{session_of(other)}/"
    assert bearer(mine["access"]).delete(path).status_code == 204
    assert not works(other["access"])
    assert works(mine["access"])
    assert {message["sid"] for _, message in kicks if message["type"] == "user.kick"} == {session_of(other)}
    assert bearer(mine["access"]).delete(path).status_code == 404


def test_a_deactivated_account_stops_at_once_and_old_tokens_stay_dead(anna):
    tokens = tokens_of(log_in())
    assert works(tokens["access"])
    set_active(Actor.system("operator"), user=anna, active=False)
    assert not works(tokens["access"])
    assert refresh(tokens["refresh"]).status_code == 401
    set_active(Actor.system("operator"), user=anna, active=True)
    assert not works(tokens["access"])
    assert log_in().status_code == 200


def test_a_deleted_account_is_401(anna):
    tokens = tokens_of(log_in())
    assert works(tokens["access"])
    goodbye = {"current_password": PASSWORD}
    assert bearer(tokens["access"]).delete("/me/", goodbye, format="json").status_code == 204
    assert not works(tokens["access"])
    assert log_in().status_code == 401


def test_a_revocation_that_redis_missed_is_made_up_for_by_the_worker(anna, monkeypatch):
    tokens = tokens_of(log_in())
    assert works(tokens["access"])
    with monkeypatch.context() as patch:

        def away(user_id):
            raise memory.RedisError

        patch.setattr(liveness, "mark", away)
        assert post("logout/", {"refresh": tokens["refresh"]}).status_code == 204
        deliver()
        assert OutboxMessage.objects.get(kind="sessions.ended").state == "pending"
    OutboxMessage.objects.update(available_at="2020-01-01T00:00:00Z")
    deliver()
    assert OutboxMessage.objects.get(kind="sessions.ended").state == "done"
    assert not works(tokens["access"])


def test_a_remembered_answer_lasts_seconds_only(anna):
    tokens = tokens_of(log_in())
    assert works(tokens["access"])
    (key,) = memory.client().keys("live:*")
    assert 0 < memory.client().ttl(key) <= 10


def test_a_late_answer_of_the_database_does_not_revive_a_session(anna):
    """A request asked the database just before the end and remembers the answer just after it."""
    tokens = tokens_of(log_in())
    assert works(tokens["access"])
    (key,) = memory.client().keys("live:*")
    answer = memory.client().get(key)
    post("logout/", {"refresh": tokens["refresh"]})
    memory.client().set(key, answer, ex=10)
    assert not works(tokens["access"])
