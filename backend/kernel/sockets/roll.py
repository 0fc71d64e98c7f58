"""Who is on one stream, as the sockets here that watch it were told: they hear of each difference, and nothing else."""

import asyncio
import math
from collections.abc import Collection, Mapping

from kernel.sockets.attendance import Company, shape
from kernel.sockets.socket import Socket, dump

# Whoever is back by then was never gone: a reload, a deployment, a Redis that begins anew.
MISSED_AFTER_SECONDS = 8.0
# By then every process has found out that somebody may be here no longer, even without the bus.
STRUCK_SECONDS = 12.0


class Roll:
    """Compares what is found with what was told. `people` is None while there are too many to be named."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.people: dict[str, str] | None = {}
        self._count = 0
        self._watchers: set[Socket] = set()
        self._newcomers: set[Socket] = set()  # who has not been told yet who is here
        self._missing: dict[str, float] = {}
        self._struck: dict[str, float] = {}

    @property
    def is_crowd(self) -> bool:
        """Whether people are only counted."""
        return self.people is None

    @property
    def due(self) -> float | None:
        """When it must be looked at again, because somebody may be gone for good by then."""
        return min(self._missing.values(), default=None)

    def add(self, socket: Socket) -> None:
        """Somebody watches, and will be told who is here."""
        self._newcomers.add(socket)
        self._watchers.discard(socket)

    def has(self, socket: Socket) -> bool:
        """Whether somebody watches."""
        return socket in self._watchers or socket in self._newcomers

    def remove(self, socket: Socket) -> bool:
        """Somebody watches no longer; whether others do."""
        self._newcomers.discard(socket)
        self._watchers.discard(socket)
        return bool(self._watchers or self._newcomers)

    def learn(self, company: Company, moment: float) -> None:
        """What has been found just now."""
        self._struck = {user: until for user, until in self._struck.items() if until > moment}
        if company.people is None:
            self._only_count(company.count)
        else:
            found = {user: marks for user, marks in company.people.items() if user not in self._struck}
            if self.people is None:
                self.people = found
                self._present(self._watchers)
            else:
                self._compare(self.people, found, moment)
        self.greet()

    def greet(self, known: Mapping[str, str] | None = None) -> None:
        """Tell those who have come who is here; with what is `known` besides, where nobody could look."""
        if self._newcomers:
            if self.people is not None:
                self._compare(self.people, dict(self.people) | dict(known or {}), 0)
            self._present(self._newcomers)
            self._watchers |= self._newcomers
            self._newcomers = set()

    def strike(self, user: str, moment: float) -> None:
        """Somebody may be here no longer: there is nothing to wait for."""
        self._struck[user] = moment + STRUCK_SECONDS
        if self.people is not None and self.people.pop(user, None) is not None:
            self._missing.pop(user, None)
            self._tell(self._watchers, {"type": "presence", "s": self.stream, "on": False, **shape(user, "")})

    def _only_count(self, count: int) -> None:
        news = self.people is not None or count != self._count
        self.people, self._count = None, count
        self._missing.clear()
        if news:
            self._present(self._watchers)

    def _compare(self, told: dict[str, str], found: Mapping[str, str], moment: float) -> None:
        for user, marks in found.items():
            self._missing.pop(user, None)
            if told.get(user) != marks:
                told[user] = marks
                self._tell(self._watchers, {"type": "presence", "s": self.stream, "on": True, **shape(user, marks)})
        for user in told.keys() - found.keys():
            if moment >= self._missing.setdefault(user, moment + MISSED_AFTER_SECONDS):
                del told[user], self._missing[user]
                self._tell(self._watchers, {"type": "presence", "s": self.stream, "on": False, **shape(user, "")})

    def _present(self, sockets: Collection[Socket]) -> None:
        people = [shape(user, marks) for user, marks in (self.people or {}).items()]
        count = self._count if self.people is None else len(people)
        self._tell(sockets, {"type": "present", "s": self.stream, "people": people, "count": count})

    def _tell(self, sockets: Collection[Socket], frame: dict[str, object]) -> None:
        if sockets:
            text = dump(frame)
            for socket in sockets:
                socket.offer(text)


class Rolls:
    """The rolls of this process, and when each is to be looked at; `stirred` is set when that is sooner than before."""

    def __init__(self, stirred: asyncio.Event) -> None:
        self._stirred = stirred
        self._rolls: dict[str, Roll] = {}
        self._looks: dict[str, float] = {}

    def get(self, stream: str) -> Roll | None:
        """The roll of a stream that somebody watches."""
        return self._rolls.get(stream)

    def all(self) -> Collection[Roll]:
        """All of them."""
        return list(self._rolls.values())

    def watch(self, stream: str, socket: Socket) -> None:
        """Tell a socket who is on a stream, and from now on who comes and goes."""
        self._rolls.setdefault(stream, Roll(stream)).add(socket)
        self.look_within(stream, 0)

    def unwatch(self, stream: str, socket: Socket) -> bool:
        """Tell it no longer; whether it was told."""
        roll = self._rolls.get(stream)
        if roll is None or not roll.has(socket):
            return False
        if not roll.remove(socket):
            del self._rolls[stream]
            self._looks.pop(stream, None)
        return True

    def strike(self, stream: str, user: str) -> None:
        """Somebody may be on a stream no longer."""
        if roll := self._rolls.get(stream):
            roll.strike(user, asyncio.get_running_loop().time())

    def look_within(self, stream: str, seconds: float) -> None:
        """Look at one at the latest then."""
        if stream in self._rolls:
            due = asyncio.get_running_loop().time() + seconds
            self._looks[stream] = min(due, self._looks.get(stream, due))
            self._stirred.set()

    @property
    def due(self) -> float:
        """When the next one is to be looked at."""
        return min(self._looks.values(), default=math.inf)

    def take(self, moment: float, changing: Collection[str], *, everything: bool) -> set[str]:
        """Those that are due, and those that change just now; whoever wants a look from now on wants another."""
        wanted = set(self._rolls) if everything else {stream for stream, due in self._looks.items() if due <= moment}
        wanted |= {stream for stream in changing if stream in self._rolls and not self._rolls[stream].is_crowd}
        for stream in wanted:
            self._looks.pop(stream, None)
        return wanted
