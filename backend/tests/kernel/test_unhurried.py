"""What is dear is asked seldom, what is cheap each time."""

import pytest

from kernel.operating import unhurried
from kernel.operating.unhurried import Unhurried


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(unhurried.time, "monotonic", lambda: moment[0])
    return moment


def asking(clock: list[float], takes: float) -> Unhurried[int]:
    asked: list[int] = []

    def ask() -> int:
        clock[0] += takes
        asked.append(1)
        return len(asked)

    return Unhurried(ask)


def test_what_is_cheap_is_asked_each_time(clock):
    question = asking(clock, 0.01)
    assert [question(), question(), question()] == [1, 2, 3]


@pytest.mark.parametrize(("takes", "kept"), [(0.1, 2), (60.0, 30)])
def test_what_is_dear_is_remembered_twenty_times_as_long_but_not_for_ever(clock, takes, kept):
    question = asking(clock, takes)
    began = clock[0]
    assert question() == 1
    clock[0] = began + kept - 0.01
    assert question() == 1
    clock[0] = began + kept + 0.01
    assert question() == 2


def test_it_can_be_forgotten(clock):
    question = asking(clock, 1.0)
    question()
    unhurried.forget()
    assert question() == 2
