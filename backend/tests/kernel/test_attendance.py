"""Who is on a stream, kept in Redis: a person is there while one socket says so, and gone when none does any more."""

import asyncio
import time

import pytest
from redis import RedisError

from kernel import memory
from kernel.sockets import attendance
from kernel.sockets.attendance import Register, Saying, company, marks_of, online, shape

STREAM = "e:0b0e1f5c-0000-4000-8000-000000000001"


def ask(*sayings, looks=(STREAM,)):
    """As a process does, with a loop and connections of its own."""

    async def asked():
        register = Register()
        try:
            return await register.ask({STREAM: list(sayings)} if sayings else {}, looks)
        finally:
            await register.close()

    return asyncio.run(asked())


def says(*sayings):
    """Whether others see a difference."""
    return bool(ask(*sayings, looks=())[0])


def people():
    return company(STREAM).people


@pytest.fixture
def brief(monkeypatch):
    """What is said holds for a moment only."""
    monkeypatch.setattr(attendance, "LASTS_SECONDS", 0.3)


def test_only_the_first_and_the_last_socket_of_a_person_make_a_difference():
    assert says(Saying("ada", "1", ""))
    assert not says(Saying("ada", "2", ""))
    assert not says(Saying("ada", "1", None))
    assert people() == {"ada": ""}
    assert says(Saying("ada", "2", None))
    assert people() == {}


def test_saying_it_again_makes_no_difference():
    assert says(Saying("ada", "1", "+ PORT"))
    assert not says(Saying("ada", "1", "+ PORT"))
    assert not says(Saying("bob", "9", None))


def test_what_all_sockets_of_a_person_do_is_told_together():
    says(Saying("ada", "1", marks_of(["PORT", "HOST"])), Saying("ada", "2", marks_of(["HOST", "A"])))
    assert people() == {"ada": "+ A HOST PORT"}
    assert shape("ada", "+ A HOST PORT") == {"user": "ada", "doing": "editing", "keys": ["A", "HOST", "PORT"]}
    assert says(Saying("ada", "2", ""))
    assert people() == {"ada": "+ HOST PORT"}
    assert not says(Saying("ada", "2", marks_of([])))
    assert says(Saying("ada", "1", ""))
    assert shape("ada", people()["ada"]) == {"user": "ada", "doing": "editing", "keys": []}
    assert shape("ada", "") == {"user": "ada", "doing": "looking", "keys": []}


def test_nothing_is_left_of_who_said_nothing_more(brief):
    says(Saying("ada", "1", marks_of(["PORT"])), Saying("bob", "2", ""))
    assert 0 < company(STREAM).stays <= 0.3
    time.sleep(0.2)
    assert not says(Saying("bob", "2", ""))
    time.sleep(0.15)
    assert company(STREAM).people == {"bob": ""}
    time.sleep(0.5)
    assert memory.client().keys("attendance:*") == []


def test_a_mark_ends_with_the_socket_that_set_it_though_another_stays(brief):
    says(Saying("ada", "1", marks_of(["PORT"])), Saying("ada", "2", ""))
    time.sleep(0.2)
    says(Saying("ada", "2", ""))
    assert people() == {"ada": "+ PORT"}
    time.sleep(0.15)
    assert people() == {"ada": ""}


def test_of_very_many_people_only_the_number_is_told(monkeypatch):
    monkeypatch.setattr(attendance, "SAYINGS_AT_ONCE", 50)
    changed, found = ask(*[Saying(f"user{number}", "1", "") for number in range(200)])
    assert changed == {STREAM}
    assert len(found[STREAM].people) == found[STREAM].count == 200
    says(Saying("one more", "1", ""))
    assert (company(STREAM).count, company(STREAM).people) == (201, None)


def test_who_of_some_is_online(brief):
    says(Saying("ada", "1", ""), Saying("bob", "1", ""))
    assert online(STREAM, ["ada", "eve"]) == {"ada"}
    assert online(STREAM, []) == set()
    assert online("e:elsewhere", ["ada"]) == set()
    time.sleep(0.35)
    assert online(STREAM, ["ada", "bob"]) == set()


def test_a_redis_that_was_emptied_is_told_anew():
    says(Saying("ada", "1", ""))
    memory.client().flushdb()
    memory.client().script_flush()
    assert people() == {}
    assert says(Saying("ada", "1", ""))
    assert people() == {"ada": ""}


def test_nobody_is_online_and_nothing_waits_while_redis_is_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    memory.client.cache_clear()
    try:
        assert online(STREAM, ["ada"]) == set()
        with pytest.raises(RedisError):
            ask(Saying("ada", "1", ""))
    finally:
        memory.client.cache_clear()
        memory.patience.forget()
