"""A process's one subscription: which streams it listens to, what it hears, and whether it still hears at all."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from channels.layers import get_channel_layer

from kernel.realtime import group_of

logger = logging.getLogger(__name__)

CANARY_SECONDS = 2.0
PATIENCE = 2.0


class Bus:
    """Listens for all sockets of a process. Nothing here fails when Redis does: `deaf_no_more` repairs it later.

    The layer does not tell that it lost something, so a canary is sent round every two seconds. One that does not come
    back means that other messages may be lost too.
    """

    def __init__(self, heard: Callable[[dict[str, Any]], None], deaf_no_more: Callable[[], None]) -> None:
        self.node = uuid4().hex[:8]
        self.hearing = True
        self._heard = heard
        self._deaf_no_more = deaf_no_more
        self._held: Counter[str] = Counter()
        self._begun: dict[str, asyncio.Task[None]] = {}
        self._channel: str | None = None
        self._ready = asyncio.Event()
        self._changing = asyncio.Lock()
        self._sent = self._back = 0
        self._sent_at = 0.0
        self.delay: float | None = None  # of the last canary that came back

    async def hold(self, stream: str) -> None:
        """Listen to a stream until it is released as often as it was held; whoever holds it, too, waits along.

        It begins by itself: the first one may be cancelled, and the others are to hear all the same.
        """
        self._held[stream] += 1
        if self._held[stream] == 1:
            self._begun[stream] = asyncio.get_running_loop().create_task(self._begin(stream))
        if stream in self._begun:
            await asyncio.wait({self._begun[stream]})

    async def _begin(self, stream: str) -> None:
        try:
            await self._settle()
            await self._subscribe(stream)
        finally:
            if self._begun.get(stream) is asyncio.current_task():
                del self._begun[stream]

    async def release(self, stream: str) -> None:
        """One holder less."""
        self._held[stream] -= 1
        if self._held[stream] == 0:
            async with self._changing:
                if self._held[stream] == 0:  # somebody may have come while we waited
                    del self._held[stream]
                    await self._try(get_channel_layer().group_discard(group_of(stream), self._channel))

    async def send(self, stream: str, message: dict[str, Any]) -> None:
        """Send to the other processes, if they can be reached."""
        if self.hearing:
            await self._try(get_channel_layer().group_send(group_of(stream), message | {"node": self.node}))

    async def listen(self) -> None:
        """Hear for ever."""
        layer = get_channel_layer()
        while True:
            try:
                if self._channel is None:
                    self._channel = await layer.new_channel()
                    await layer.group_add(self._own_group, self._channel)
                    self._ready.set()
                message = await layer.receive(self._channel)
            except Exception as error:  # noqa: BLE001  # Redis may be away for hours; the sockets stay
                logger.warning("not listening", extra={"error": type(error).__name__})
                await asyncio.sleep(1)
            else:
                self._take(message)

    async def watch(self) -> None:
        """Send canaries for ever, and notice when one is missing."""
        await self._settle()  # the first would not be heard, and the bus be taken for lost
        while True:
            self._sent_at = time.monotonic()
            sent = await self._try(
                get_channel_layer().group_send(self._own_group, {"type": "bus.canary", "n": self._sent + 1})
            )
            self._sent += sent
            await asyncio.sleep(self._sent_at + CANARY_SECONDS - time.monotonic())  # the sending may have lasted
            hearing = sent and self._back == self._sent
            if hearing is not self.hearing:
                self.hearing = hearing
                logger.log(logging.INFO if hearing else logging.WARNING, "bus", extra={"hearing": hearing})
                if hearing:
                    await self._recover()

    async def _settle(self) -> None:
        """Wait until we listen, but not for a Redis that is away."""
        if not self._ready.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ready.wait(), PATIENCE)

    async def _recover(self) -> None:
        for stream in list(self._held):
            await self._subscribe(stream)
        self._deaf_no_more()

    @property
    def _own_group(self) -> str:
        return f"node.{self.node}"

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("type") == "bus.canary":
            self._back, self.delay = message["n"], time.monotonic() - self._sent_at
        else:
            self._heard(message)

    async def _subscribe(self, stream: str) -> None:
        async with self._changing:
            if self.hearing and self._held[stream] > 0 and self._channel is not None:
                await self._try(get_channel_layer().group_add(group_of(stream), self._channel))

    async def _try(self, work: Any) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await work
        except Exception as error:  # noqa: BLE001  # the canary tells when it is worth trying again
            logger.debug("bus", extra={"error": type(error).__name__})
            return False
        return True
