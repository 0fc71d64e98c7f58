"""A Redis that takes connections and says nothing: one caller a second waits for it, all others do without at once."""

import socket
import time
from collections.abc import Iterator

import pytest

from kernel import memory, ratelimit
from kernel.memory import RedisError


@pytest.fixture
def frozen(settings, monkeypatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        memory.client.cache_clear()
        monkeypatch.setattr(memory, "WAIT_SECONDS", 0.2)
        yield
        memory.client.cache_clear()
        memory.patience.forget()


def waited(*, pipeline: bool = False) -> float:
    began = time.monotonic()
    with pytest.raises(RedisError):
        memory.count("n", 1, 10) if pipeline else memory.read("n")
    return time.monotonic() - began


def test_after_one_has_waited_in_vain_the_next_do_not(frozen):
    assert waited() >= 0.2
    assert sum(waited(pipeline=bool(n % 2)) for n in range(20)) < 0.2


def test_one_asks_again_each_second(frozen, monkeypatch):
    monkeypatch.setattr(memory, "AGAIN_SECONDS", 0.3)
    waited()
    time.sleep(0.3)
    assert waited() >= 0.2
    assert waited() < 0.2


def test_once_it_answers_everybody_asks(frozen, monkeypatch):
    monkeypatch.setattr(memory, "AGAIN_SECONDS", 0.1)
    waited()
    time.sleep(0.1)
    asked = 0
    with memory.patience:
        asked += 1
    for _ in range(3):
        with memory.patience:
            asked += 1
    assert asked == 4


def test_what_bounds_guessing_is_never_counted_here(frozen, settings):
    settings.RATES = settings.RATES | {"login_ip": "2/m", "register_ip": "2/m"}
    memory.patience._again = time.monotonic() + 60
    with pytest.raises(RedisError):
        ratelimit.hit("login_ip", "1.2.3.4")
    used = [ratelimit.hit("register_ip", "1.2.3.4") for _ in range(3)]
    assert [usage.exceeded for usage in used if usage] == [False, False, True]
    other = ratelimit.hit("register_ip", "1.2.3.5")
    assert other is not None and not other.exceeded
