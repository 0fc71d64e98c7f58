"""What those who watch a stream are told: each difference once, and nobody's leaving before it is one."""

import json

import pytest

from kernel.sockets.attendance import Company
from kernel.sockets.roll import MISSED_AFTER_SECONDS, STRUCK_SECONDS, Roll
from kernel.sockets.socket import Socket

STREAM = "e:1"


class Watcher:
    """A socket, and in the place of its wire what it was sent."""

    clogged = False

    def __init__(self):
        self.frames = []
        self.socket = Socket(self)

    def write(self, text):
        self.frames.append(json.loads(text))

    def heard(self):
        """What came since it was asked last, in short."""
        frames, self.frames = self.frames, []
        return [short(frame) for frame in frames]


def short(frame):
    if frame["type"] == "present":
        return {person["user"]: person["keys"] for person in frame["people"]} or frame["count"]
    return f"{'+' if frame['on'] else '-'}{frame['user']} {' '.join(frame['keys'])}".strip()


def those(*people, **marked):
    found = dict.fromkeys(people, "") | {user: f"+ {name}" for user, name in marked.items()}
    return Company(len(found), 48, found)


@pytest.fixture
def roll():
    return Roll(STREAM)


@pytest.fixture
def watcher(roll):
    watcher = Watcher()
    roll.add(watcher.socket)
    roll.learn(those("ada"), 0)
    assert watcher.heard() == [{"ada": []}]
    return watcher


def test_each_difference_is_told_once(roll, watcher):
    roll.learn(those("ada"), 1)
    roll.learn(those("ada", bob="PORT"), 2)
    roll.learn(those("ada", bob="PORT"), 3)
    roll.learn(those("ada", "bob"), 4)
    assert watcher.heard() == ["+bob PORT", "+bob"]


def test_who_is_back_in_time_was_never_gone(roll, watcher):
    roll.learn(those(), 1)
    assert roll.due == 1 + MISSED_AFTER_SECONDS
    roll.learn(those("ada"), roll.due - 0.1)
    assert (roll.due, watcher.heard()) == (None, [])
    roll.learn(those(), 20)
    roll.learn(those(), 20 + MISSED_AFTER_SECONDS)
    assert watcher.heard() == ["-ada"]
    roll.learn(those(), 40)
    assert watcher.heard() == []


def test_a_newcomer_is_told_who_is_here_and_the_others_nothing(roll, watcher):
    late = Watcher()
    roll.add(late.socket)
    roll.learn(those("ada"), 1)
    assert (late.heard(), watcher.heard()) == ([{"ada": []}], [])
    assert roll.remove(watcher.socket)
    roll.learn(those("ada", "bob"), 2)
    assert (late.heard(), watcher.heard()) == (["+bob"], [])
    assert not roll.remove(late.socket)


def test_who_may_be_here_no_longer_is_gone_at_once_whatever_redis_says(roll, watcher):
    roll.strike("ada", 1)
    roll.strike("eve", 1)
    roll.learn(those("ada", "bob"), 2)
    assert watcher.heard() == ["-ada", "+bob"]
    roll.learn(those("ada", "bob"), 1 + STRUCK_SECONDS)
    assert watcher.heard() == ["+ada"]


def test_a_crowd_is_counted_and_named_again_when_it_has_gone(roll, watcher):
    roll.learn(Company(201, 48, None), 1)
    roll.learn(Company(201, 48, None), 2)
    roll.learn(Company(205, 48, None), 3)
    assert roll.is_crowd
    assert watcher.heard() == [201, 205]
    roll.strike("ada", 4)
    roll.learn(those("bob"), 20)
    assert watcher.heard() == [{"bob": []}]


def test_where_nobody_can_be_asked_those_who_come_are_told_what_is_known(roll, watcher):
    late = Watcher()
    roll.add(late.socket)
    roll.greet({"bob": "+ PORT"})
    assert late.heard() == [{"ada": [], "bob": ["PORT"]}]
    assert watcher.heard() == ["+bob PORT"]
    roll.learn(those("ada", bob="PORT"), 1)
    assert late.heard() == []
