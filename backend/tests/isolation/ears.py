"""Everybody's sockets: each follows all that it is let, joins anew what it has lost, and drops now and then."""

import asyncio
import random
import threading
from collections.abc import Callable
from uuid import UUID

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.isolation.ledger import Heard, Ledger

JOIN_SECONDS = 0.55


class Ear:
    """One socket of one person."""

    def __init__(self, url: str, user: UUID, token: Callable[[UUID], str], streams: list[str], ledger: Ledger) -> None:
        self.url, self.user, self.ledger = url, user, ledger
        self.passing = 0
        self.following: dict[str, Heard] = {}
        self._token = token
        self._wanted = list(streams)
        self._positions: dict[str, tuple[int, str]] = {}
        self._chance = random.Random(f"{user}{url}")
        self.steady = False

    async def listen(self) -> None:
        """Connect, and connect again, for ever."""
        while True:
            try:
                token = await asyncio.to_thread(self._token, self.user)
                headers = {"Authorization": f"Bearer {token}"}
                options = {"compression": None, "ping_interval": None, "max_queue": None, "open_timeout": 30}
                async with connect(self.url, additional_headers=headers, **options) as wire:
                    await self._converse(wire)
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                pass
            finally:
                self._end("closed")
            await asyncio.sleep(self._chance.uniform(0.2, 1))

    def want_only(self, streams: set[str]) -> None:
        """Try to follow these alone, whatever else there has been."""
        self._wanted = [stream for stream in self._wanted if stream in streams]
        for stream in sorted(streams):
            self.want(stream)

    def want(self, stream: str) -> None:
        """Try to follow it, if it is not followed."""
        if stream not in self.following and stream not in self._wanted:
            self._wanted.append(stream)

    async def _converse(self, wire: ClientConnection) -> None:
        for stream in self._positions:
            self.want(stream)
        joining = asyncio.create_task(self._join(wire))
        dropping = asyncio.create_task(self._drop(wire))
        try:
            async for text in wire:
                self._take(orjson.loads(text))
        finally:
            joining.cancel()
            dropping.cancel()

    async def _join(self, wire: ClientConnection) -> None:
        for asked in range(10**9):
            while not self._wanted:
                await asyncio.sleep(0.1)
            stream = self._wanted.pop(0)
            frame: dict[str, object] = {"type": "join", "s": stream, "id": stream[:64]}
            if stream in self._positions and self._chance.random() < 0.1:
                frame["since"], frame["epoch"] = self._positions[stream]
            await wire.send(orjson.dumps(frame).decode())
            await asyncio.sleep(0.05 if asked < 8 else JOIN_SECONDS)

    async def _drop(self, wire: ClientConnection) -> None:
        await asyncio.sleep(self._chance.uniform(3, 20))
        while self.steady:
            await asyncio.sleep(3)
        await wire.close()

    def _take(self, frame: dict[str, object]) -> None:
        type_, stream = str(frame["type"]), str(frame.get("s", ""))
        if "seq" in frame and stream in self.following:
            self.following[stream].hear(int(str(frame["seq"])), whole=type_ != "skip")
            self._positions[stream] = (int(str(frame["seq"])), self._positions[stream][1])
        elif type_ == "join":
            start = self._positions[stream][0] if frame["resumed"] else int(str(frame["head"]))
            if stream in self.following:
                self.following[stream].end = "again"
            self.following[stream] = self.ledger.listen(Heard(self.user, stream, start))
            self._positions[stream] = (start, str(frame["epoch"]))
        elif type_ == "left" and stream in self.following:
            self.following.pop(stream).end = "left"
            self._again(stream)
        elif type_ == "error" and frame.get("ref") and not self.steady:
            self._again(str(frame["ref"]))
        elif type_ == "typing":
            self.passing += 1

    def _again(self, stream: str) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(self._chance.uniform(0.3, 4), self.want, stream)

    def _end(self, why: str) -> None:
        for heard in self.following.values():
            heard.end = heard.end or why
        self.following.clear()


class Audience:
    """All ears, in a thread and a loop of their own."""

    def __init__(self, ears: list[Ear]) -> None:
        self.ears = ears
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ears", daemon=True)

    def __enter__(self) -> "Audience":
        self._thread.start()
        for ear in self.ears:
            asyncio.run_coroutine_threadsafe(ear.listen(), self._loop)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(_end_all(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _end_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
