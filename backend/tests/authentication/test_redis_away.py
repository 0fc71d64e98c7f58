"""Redis is down: what must be counted is refused with 503, signed-in people go on, and nobody restarts anything."""

import pytest
from redis import Redis

from kernel import memory
from kernel.models import OutboxMessage
from tests.authentication.steps import NEW_PASSWORD, log_in, post, refresh, tokens_of, works

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis_away(monkeypatch, settings):
    """Point everything at a port where nothing listens."""
    from django.core.cache import caches

    nowhere = Redis.from_url("redis://127.0.0.1:9/0", socket_timeout=0.2, socket_connect_timeout=0.2)

    def go():
        monkeypatch.setattr(memory, "client", lambda: nowhere)
        cache = caches["default"]
        monkeypatch.setattr(cache._cache, "get_client", lambda *args, **kwargs: nowhere)

    yield go
    nowhere.close()


def test_counted_endpoints_answer_503(anna, redis_away):
    redis_away()
    answers = [
        log_in(),
        log_in(password=NEW_PASSWORD),
        post("password-reset/", {"email": anna.email}),
        post("activate/", {"token": "x"}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "Retry-After" in answer.headers


def test_people_sign_up_and_each_process_counts_for_itself(redis_away):
    redis_away()
    answers = [post("register/", {"email": f"new{n}@example.com", "password": NEW_PASSWORD}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [*[answers[0].status_code] * 3, 429]
    assert answers[0].status_code < 300
    assert "Retry-After" in answers[3].headers
    assert OutboxMessage.objects.filter(payload__template="activation").count() == 3


def test_a_refresh_waits_and_its_token_stays_good(anna, redis_away, monkeypatch):
    tokens = tokens_of(log_in())
    with monkeypatch.context():
        redis_away()
        assert refresh(tokens["refresh"]).status_code == 503
    monkeypatch.undo()
    assert refresh(tokens["refresh"]).status_code == 200


def test_signed_in_people_go_on_and_revocation_still_holds(anna, redis_away):
    tokens = tokens_of(log_in())
    redis_away()
    assert works(tokens["access"])
    assert post("logout/", {"refresh": tokens["refresh"]}).status_code == 204
    assert not works(tokens["access"])
