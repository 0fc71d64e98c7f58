"""Limits: several windows, headers on every answer, and a budget of the whole API that fails open."""

import threading

import pytest
from redis import Redis

from kernel import memory, ratelimit
from kernel.http import throttling
from kernel.http.throttling import Budget
from tests.factories import client_of, make_user


@pytest.fixture(autouse=True)
def _one_moment(steady_windows):
    """No window ends in the middle of a test."""


@pytest.fixture
def rates(settings):
    def use(**rates):
        settings.RATES = settings.RATES | rates

    return use


def test_windows_are_read(rates):
    rates(register_ip="3/m|10/h|7/5m|1/s|2/d")
    assert ratelimit.windows("register_ip") == [(3, 60), (10, 3600), (7, 300), (1, 1), (2, 86400)]


def test_a_full_short_window_does_not_use_up_the_long_one(rates):
    rates(register_ip="2/m|4/h")
    usages = [ratelimit.hit("register_ip", "a") for _ in range(6)]
    assert [usage.exceeded for usage in usages] == [False, False, True, True, True, True]
    assert usages[-1].limit == 2
    rates(register_ip="100/m|4/h")
    assert ratelimit.hit("register_ip", "a").remaining == 1


def test_limits_and_callers_are_counted_apart(rates):
    rates(register_ip="1/m", login_ip="1/m")
    assert not ratelimit.hit("register_ip", "a").exceeded
    assert not ratelimit.hit("register_ip", "b").exceeded
    assert not ratelimit.hit("login_ip", "a").exceeded
    assert ratelimit.hit("register_ip", "a").exceeded


def test_a_window_that_ends_while_it_is_counted_is_no_fault(rates, monkeypatch):
    rates(register_ip="3/m")
    monkeypatch.setattr("django_ratelimit.core._get_window", lambda value, period: 1)
    usage = ratelimit.hit("register_ip", "a")
    assert (usage.remaining, usage.reset, usage.exceeded) == (2, 1, False)


def test_parallel_hits_are_all_counted(rates):
    rates(register_ip="10/m")
    passed = []

    def hit():
        passed.append(not ratelimit.hit("register_ip", "a").exceeded)

    threads = [threading.Thread(target=hit) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(True) == 10


@pytest.mark.django_db
def test_every_answer_tells_where_the_caller_stands(rates):
    rates(api_user="5/m")
    client = client_of(make_user())
    answers = [client.get("/me/") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0", "0"]
    assert answers[-1].headers["Retry-After"] == answers[-1].headers["RateLimit-Reset"]
    assert client_of(make_user()).get("/me/").status_code == 200


@pytest.mark.django_db
def test_callers_without_a_good_token_are_counted_too(api, rates):
    rates(api_ip="5/m")
    statuses = [api.get("/me/", HTTP_AUTHORIZATION="Bearer x", REMOTE_ADDR="192.0.2.201").status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_two_processes_share_a_budget_within_a_hundredth(rates):
    rates(api_user="200/m")
    one, two = Budget("api_user"), Budget("api_user")
    passed = sum(not budget.spend("someone").exceeded for _ in range(150) for budget in (one, two))
    assert 200 <= passed <= 204


def test_a_budget_asks_redis_once_in_a_hundredth_of_it(rates, monkeypatch):
    rates(api_user="3000/m")
    asked = []
    count = memory.count
    monkeypatch.setattr(memory, "count", lambda *given: asked.append(1) or count(*given))
    budget = Budget("api_user")
    for _ in range(300):
        budget.spend("someone")
    assert len(asked) == 10


def test_without_redis_a_budget_fails_open_and_a_limit_closed(rates, monkeypatch):
    rates(api_user="5/m")
    nowhere = Redis.from_url("redis://127.0.0.1:9/0", socket_timeout=0.2, socket_connect_timeout=0.2)
    monkeypatch.setattr(memory, "client", lambda: nowhere)
    budget = Budget("api_user")
    assert [budget.spend("someone").exceeded for _ in range(6)] == [False] * 5 + [True]
    nowhere.close()


def test_the_budgets_memory_is_bounded(rates, monkeypatch):
    monkeypatch.setattr(Budget, "MOST", 10)
    budget = Budget("api_ip")
    for number in range(25):
        budget.spend(str(number))
    assert len(budget._accounts) <= 10


def test_switched_off_nothing_is_counted(settings):
    settings.RATE_LIMITS_ENABLED = False
    assert ratelimit.hit("register_ip", "a") is None
    assert throttling.Budget("api_ip").spend("a") is None
