"""Clients in a process of their own, each of them the one that FRONTEND_INTEGRATION.md prints.

The first line that it reads is a JSON of `client` (the path of the printed one) and `people`; then it takes a line for
each thing that it is asked, and answers in a line. It applies what it is given and notes it; it judges nothing.
"""

import asyncio
import contextlib
import importlib.util
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import requests

PER_SECOND = 150


class Member:
    """One client, and what it applied."""

    def __init__(self, live: Any, asked: dict[str, Any]) -> None:
        self.access, self.refresh, self.web = asked["access"], asked.get("refresh"), asked["web"]
        self.streams: list[str] = asked["streams"]
        self.applied: dict[str, list[list[Any]]] = defaultdict(list)
        self.began: dict[str, int] = {}
        self.waits: list[tuple[float, float]] = []
        self.reloads: list[str] = []
        self.left: list[tuple[str, float]] = []
        self.closes: list[tuple[str, float]] = []
        self.lives: list[float] = []
        self.replayed, self.renewed, self.raw_again = 0, 0, 0
        self.said: list[list[Any]] = []
        self.troubles: Counter[str] = Counter()
        self.refused, self.hushed = "", False
        self.live = live.Live(
            asked["addresses"],
            self._token,
            event=self._apply,
            reload=self.reloads.append,
            left=lambda stream: self.left.append((stream, time.time())),
            status=self._status,
        )
        take, self._refused = self.live._take, live.Refused
        self.live._take = lambda frame: (self._look(frame), take(frame))
        for stream in self.streams:
            if stream[0] != "u":  # which every socket follows by itself
                self.live.places[stream] = [None, None]

    async def run(self) -> None:
        """Until it is told to stay away."""
        try:
            await self.live.run()
        except self._refused as refused:
            self.refused = str(refused)

    async def say(self, stream: str, texts: list[str], pace: float) -> None:
        """Send these, one after the other."""
        for text in texts:
            began = time.time()
            try:
                answer = await self.live.say(stream, text)
            except self._refused as refused:
                answer = {"refused": str(refused)}
            self.said.append([stream, text, answer.get("no"), answer.get("dup"), time.time() - began, str(answer)])
            if self.hushed:
                return
            await asyncio.sleep(pace)

    def stands(self) -> bool:
        """Whether it is on all its streams."""
        return (
            self.live.socket is not None
            and self.live._let_in
            and all(self.live.places.get(stream, (None,))[0] is not None for stream in self.streams)
        )

    def report(self) -> dict[str, Any]:
        """Everything."""
        names = "applied began waits reloads left closes lives replayed renewed raw_again said troubles refused places"
        return {name: getattr(self, name, None) for name in names.split()} | {"places": self.live.places}

    def _look(self, frame: dict[str, Any]) -> None:
        """What comes, before the client has dropped what it knows."""
        if frame["type"] in {"resync", "error"}:
            self.troubles[f"{frame['type']} {frame.get('s', '')[:1]} {frame.get('reason') or frame.get('code')}"] += 1
        if frame["type"] == "join":
            self.replayed += frame.get("replay", 0)
        elif frame.get("s") and "seq" in frame:
            last = self.live.places.get(frame["s"], (None, None))[1]
            self.raw_again += last is not None and frame["seq"] <= last
        for stream, (epoch, last) in self.live.places.items():
            if epoch is not None and stream not in self.began:
                self.began[stream] = last

    def _apply(self, frame: dict[str, Any]) -> None:
        now, data = time.time(), frame.get("data", frame)
        at = data.get("at") or frame.get("ts")
        self.applied[frame["s"]].append([frame["seq"], str(data.get("id"))])
        # Of an edit or deletion the frame tells when the message was sent.
        if at and frame.get("change", "message") == "message":
            self.waits.append((datetime.fromisoformat(at).timestamp(), now))

    def _status(self, text: str) -> None:
        if text == "live":
            self.lives.append(time.time())
        else:
            # An attempt that never came in is no socket that was closed.
            code = text.removeprefix("closed ") if self.live._let_in else "unanswered"
            self.closes.append((code, time.time()))

    async def _token(self, stale: bool) -> str:
        if stale and self.refresh:
            self.renewed += 1
            answer = await asyncio.to_thread(self._renew)
            self.access, self.refresh = answer["access"], answer["refresh"]
        return str(self.access)

    def _renew(self) -> dict[str, str]:
        body = {"refresh": self.refresh}
        return dict(requests.post(f"{self.web}/api/auth/token/refresh/", json=body, timeout=15).json())


class Crowd:
    """All of them, and what they are asked."""

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self.tasks = [asyncio.ensure_future(self._begin(member, number)) for number, member in enumerate(members)]
        self.speaking: list[asyncio.Task[None]] = []

    async def _begin(self, member: Member, number: int) -> None:
        """One after the other: that all come at once is a scenario of its own."""
        await asyncio.sleep(number / PER_SECOND)
        await member.run()

    def standing(self) -> int:
        return sum(member.stands() for member in self.members)

    def standing_at(self, address: str) -> int:
        """How many are at this address."""
        return sum(member.stands() and member.live._addresses[0] == address for member in self.members)

    def behind(self, heads: dict[str, int]) -> int:
        """How many have not come to these numbers."""
        return sum(
            (member.live.places.get(stream) or (None, None))[1] != head
            for member in self.members
            for stream, head in heads.items()
            if stream in member.streams and not member.left and not member.refused
        )

    def cut(self) -> int:
        """Break all lines at once."""
        sockets = [member.live.socket for member in self.members if member.live.socket is not None]
        for socket in sockets:
            socket.transport.abort()
        return len(sockets)

    def closes(self, since: float) -> dict[str, int]:
        return Counter(code for member in self.members for code, at in member.closes if at >= since)

    def say(self, stream: str, speakers: int, each: int, pace: float) -> int:
        able = [member for member in self.members if stream in member.streams][:speakers]
        for number, member in enumerate(able):
            texts = [f"the {number}th says {count}" for count in range(each)]
            self.speaking.append(asyncio.ensure_future(member.say(stream, texts, pace)))
        return len(able)

    def hush(self) -> None:
        """Let nobody begin to say more."""
        for member in self.members:
            member.hushed = True

    def speaking_still(self) -> int:
        return sum(not task.done() for task in self.speaking)

    def report(self) -> list[dict[str, Any]]:
        return [member.report() for member in self.members]


async def main() -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    asked = json.loads(await reader.readline())
    spec = importlib.util.spec_from_file_location("documented", asked["client"])
    assert spec is not None and spec.loader is not None
    live = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(live)
    crowd = Crowd([Member(live, person) for person in asked["people"]])
    while line := await reader.readline():
        name, *given = json.loads(line)
        print(json.dumps(getattr(crowd, name)(*given)), flush=True)
    for task in [*crowd.tasks, *crowd.speaking]:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*crowd.tasks, *crowd.speaking, return_exceptions=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
