"""Questions of many sockets that are asked as one: after a deployment, or an outage, a thousand come at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kernel.sockets import database

Q = TypeVar("Q")
A = TypeVar("A")

# What waits while one batch is answered makes the next; two, so that a slow one does not keep all others waiting.
BATCHES = 2
MOST = 64


class Together(Generic[Q, A]):
    """Gathers what is asked while others are being answered. `answer` blocks; it has an answer or an error for each.

    Who comes alone does not wait for company.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Sequence[A | Exception]]) -> None:
        self._answer = answer
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._running: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """Ask; raises what was found instead of an answer."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[A] = loop.create_future()
        self._waiting.append((question, future))
        if len(self._running) < BATCHES:
            self._running.add(loop.create_task(self._run()))
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._settle([(question, future) for question, future in batch if not future.done()])
        finally:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101  # it is one
            self._running.discard(task)  # here and not later: who asks from now on needs another

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
