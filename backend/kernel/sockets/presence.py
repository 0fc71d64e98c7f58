"""This process's part in attendance: one task says for all its sockets who is where, and looks who else is."""

import asyncio
import logging
import random
from collections.abc import Collection, Mapping
from typing import Any

from kernel import realtime
from kernel.sockets import attendance, figures, source
from kernel.sockets.attendance import Company
from kernel.sockets.hub import Hub
from kernel.sockets.muster import Muster
from kernel.sockets.roll import Rolls
from kernel.sockets.socket import Socket

logger = logging.getLogger(__name__)

BEAT_SECONDS = 20.0
GATHER_SECONDS = 0.05
CROWD_SECONDS = 5.0
AWAKE_SECONDS = 2.0
BACK_SECONDS = 1.0


class Presence:
    """Says every twenty seconds, in one pipeline, that its sockets are there, and what changes at once.

    Others are only woken (`presence.moved`): each process looks for itself, and compares. So nothing depends on the
    order of messages, nor on any of them: what is lost is found at the next beat, and a Redis that has lost everything
    is told everything. While rights on a stream are in doubt, nobody is told anything about it.
    """

    def __init__(self, hub: Hub, kinds: Collection[str]) -> None:
        self._hub = hub
        self._kinds = kinds
        self._muster = Muster()
        self._something = asyncio.Event()
        self._rolls = Rolls(self._something)
        self._left: dict[tuple[str, Socket], bool] = {}
        self._beat_at = self._answered_at = 0.0
        self._register = attendance.Register()
        figures.look_at("presence", lambda: {"presence_members": {(): len(self._muster)}})
        self._task = asyncio.get_running_loop().create_task(self._run())

    def came(self, stream: str, socket: Socket) -> None:
        """A socket follows a stream; where there is nothing else to hear, it is told who is there."""
        kind, _, _ = stream.partition(":")
        if kind not in self._kinds:
            return
        was_told = self._left.pop((stream, socket), False)
        if not self._muster.has(stream, socket):
            self._muster.put(stream, socket, "")
            self._something.set()
        if was_told or not source.split(stream)[0].numbered:
            self.watch(stream, socket)

    def left(self, stream: str, socket: Socket, *, for_good: bool) -> None:
        """It does no longer. Unless it may not, it is given a moment to come back: so joins a client again."""
        if not self._muster.has(stream, socket):
            return
        self._left[stream, socket] = self._rolls.unwatch(stream, socket)
        if not for_good:
            asyncio.get_running_loop().call_later(BACK_SECONDS, self._depart, stream, socket)
            return
        self._depart(stream, socket)
        if socket.identity is not None:
            user = str(socket.identity.user_id)
            self._rolls.strike(stream, user)
            self._wake_others(stream, without=user)

    def heard(self, stream: str, message: Mapping[str, Any]) -> None:
        """Another process says that there is a difference; the user `without` may be on the stream no longer."""
        roll = self._rolls.get(stream)
        if roll is None or message.get("type") != "presence.moved" or message.get("node") == self._hub.bus.node:
            return
        if user := str(message.get("without", "")):
            self._rolls.strike(stream, user)
        self._rolls.look_within(stream, CROWD_SECONDS if roll.is_crowd else 0)

    def mark(self, stream: str, socket: Socket, marks: str) -> None:
        """What its user does there now."""
        if self._muster.has(stream, socket) and self._muster.put(stream, socket, marks):
            self._something.set()

    def watch(self, stream: str, socket: Socket) -> None:
        """Tell a socket who is on a stream, and from now on who comes and goes."""
        if self._muster.has(stream, socket) and (stream, socket) not in self._left:
            self._rolls.watch(stream, socket)

    async def _run(self) -> None:
        failing = False
        while True:
            await self._until_something_is_due()
            try:
                await self._round(asyncio.get_running_loop().time())
                failing = False
            except Exception as error:  # noqa: BLE001  # Redis may be away for hours
                if not failing:
                    logger.warning("nobody knows who is there", extra={"error": type(error).__name__})
                failing = True
                self._make_do()
                await asyncio.sleep(1)

    async def _until_something_is_due(self) -> None:
        clock = asyncio.get_running_loop().time
        while not self._muster.has_news and (left := min(self._beat_at, self._rolls.due) - clock()) > 0:
            self._something.clear()
            try:
                async with asyncio.timeout(left):
                    await self._something.wait()
            except TimeoutError:
                break
        # After having been stopped for a while: first hear which sockets are gone, before anything is said of them.
        stopped = 0 < self._answered_at < clock() - 1.5 * BEAT_SECONDS
        await asyncio.sleep(AWAKE_SECONDS if stopped else GATHER_SECONDS)

    async def _round(self, moment: float) -> None:
        beat = moment >= self._beat_at
        sayings = self._muster.sayings(everything=beat)
        looks = self._rolls.take(moment, sayings, everything=beat)
        doubted = {stream for stream in looks if self._doubted(stream)}
        self._beat_at = moment + BEAT_SECONDS * random.uniform(0.8, 1.0) if beat else self._beat_at  # noqa: S311
        changed, found = await self._register.ask(sayings, looks - doubted)
        self._answered_at = moment
        for stream in changed:
            self._wake_others(stream)
        for stream in doubted:
            self._rolls.look_within(stream, GATHER_SECONDS)
        for stream, company in found.items():
            self._learn(stream, company, moment)

    def _learn(self, stream: str, company: Company, moment: float) -> None:
        """Compare what was found with what is known, and look again when that may change without a word."""
        roll = self._rolls.get(stream)
        if roll is None:
            return
        if self._doubted(stream):
            self._rolls.look_within(stream, GATHER_SECONDS)
            return
        if company.people is not None and self._muster.told(stream) - company.people.keys():
            self._beat_at = 0.0  # Redis has forgotten us, and others
        roll.learn(company, moment)
        ends = [due - moment for due in (roll.due,) if due is not None]
        self._rolls.look_within(stream, min([company.stays, *ends]) + random.uniform(0, 0.2))  # noqa: S311

    def _make_do(self) -> None:
        """Nobody can be asked: those who came are told what is known here, and all is said again."""
        self._beat_at = 0.0
        for roll in self._rolls.all():
            if not self._doubted(roll.stream):
                roll.greet(self._muster.people(roll.stream))

    def _depart(self, stream: str, socket: Socket) -> None:
        if self._left.pop((stream, socket), None) is not None and self._muster.take_away(stream, socket):
            self._something.set()

    def _doubted(self, stream: str) -> bool:
        feed = self._hub.feeds.get(stream)
        return feed is None or feed.doubtful

    def _wake_others(self, stream: str, without: str = "") -> None:
        realtime.publish(stream, {"type": "presence.moved", "node": self._hub.bus.node, "without": without})
