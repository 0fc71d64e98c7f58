"""Questions of many sockets that are asked as one: after a deployment, or an outage, a thousand come at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kernel.sockets import database

Q = TypeVar("Q")
A = TypeVar("A")

BATCHES = 3  # fewer than there are threads
MOST = 64
LATE_SECONDS = 0.05


class Together(Generic[Q, A]):
    """Gathers what is asked while others are being answered. `answer` blocks; it has an answer or an error for each.

    Who comes alone does not wait for company. A second batch begins beside the first only when that one takes long:
    threads that work at once slow the loop down, but one that hangs shall not keep everybody waiting.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A | Exception]]) -> None:
        self._answer = answer
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._late: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """Ask; raises what was found instead of an answer."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if self._running == self._late:
            self._begin()
        return await future

    def _begin(self) -> None:
        if self._waiting and len(self._running) < BATCHES:
            self._running.add(asyncio.get_running_loop().create_task(self._run()))

    async def _run(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # it is one
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                timer = asyncio.get_running_loop().call_later(LATE_SECONDS, self._is_late, task)
                await self._settle([(question, future) for question, future in batch if not future.done()])
                timer.cancel()
                self._late.discard(task)
        finally:
            self._running.discard(task)  # here and not later: who asks from now on needs another
            self._late.discard(task)

    def _is_late(self, task: "asyncio.Task[None]") -> None:
        self._late.add(task)
        self._begin()

    async def _settle(self, batch: list[tuple[Q, "asyncio.Future[A]"]]) -> None:
        if not batch:
            return
        answers: Sequence[A | Exception]
        try:
            answers = await database.run(self._answer, [question for question, _ in batch])
        except Exception as error:  # noqa: BLE001  # whose each of them is
            answers = [error] * len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():  # who asked has gone
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
