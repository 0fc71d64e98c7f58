"""One run: three processes (one of which hears nothing of the bus), everybody's sockets, deeds, and the judgement."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db import connection

from authentication.models import User
from kernel import streams
from launcher import redis
from tests.core.realtime.wire import running_node, token_of
from tests.isolation.ears import Audience, Ear
from tests.isolation.ledger import Ledger, Verdict
from tests.isolation.town import Town

THREADS = 3
SETTLING_SECONDS = 25.0


def run(messages: int, directory: Path, *, seed: int = 1) -> Verdict:
    """Let so many messages be said among removals, and say what was wrong."""
    ledger = Ledger()
    town = Town(ledger, seed)
    with contextlib.ExitStack() as stack:
        silent = stack.enter_context(redis.running(directory / "silent", durable=False))
        nodes = [stack.enter_context(running_node(directory)) for _ in range(2)]
        nodes.append(stack.enter_context(running_node(directory, REDIS_URL=silent)))
        all_streams = town.streams()
        urls = [f"ws://127.0.0.1:{node.port}/ws/" for node in nodes]
        ears = [
            Ear(urls[number], user.id, _token, all_streams, ledger)
            for place, user in enumerate(town.people)
            for number in ({0, 1} if place % 3 else {place // 3 % 2, 2})
        ]
        with Audience(ears) as audience:
            _wait(lambda: all(ear.following for ear in ears if ear.user in _busy(town)), 20)
            _let_happen(town, audience, messages, seed)
            heads = _settle(town, audience)
            verdict = ledger.judge(heads)
            _call_the_roll(town, audience, verdict)
    return verdict


def _busy(town: Town) -> set[UUID]:
    return {user for user, allowed in town.may_follow().items() if allowed}


def _token(user_id: UUID) -> str:
    try:
        return token_of(User.objects.get(pk=user_id))
    finally:
        connection.close()


def _let_happen(town: Town, audience: Audience, messages: int, seed: int) -> None:
    left = threading.Semaphore(messages)
    failures: list[BaseException] = []

    def live(number: int) -> None:
        chance = random.Random(seed * 1000 + number)
        try:
            while not failures and left.acquire(blocking=False):
                while not town.happen(chance) and not failures:
                    pass
        except BaseException as error:  # a mistake of ours must end the run
            failures.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=live, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.5)
        for stream in town.streams():
            for ear in audience.ears:
                ear.want(stream)
    if failures:
        raise failures[0]


def _settle(town: Town, audience: Audience) -> dict[str, int]:
    """Wait until everybody has heard what there is to hear."""
    for ear in audience.ears:
        ear.steady = True
    heads = {stream: head.head for stream, head in streams.heads(town.streams()).items()}

    def caught_up() -> bool:
        following = [heard for ear in audience.ears for heard in list(ear.following.values())]
        return all((heard.frames[-1][0] if heard.frames else heard.last) >= heads[heard.stream] for heard in following)

    _wait(caught_up, SETTLING_SECONDS)
    return heads


def _call_the_roll(town: Town, audience: Audience, verdict: Verdict) -> None:
    """At the end everybody follows exactly what they may."""
    allowed = town.may_follow()

    def complete() -> bool:
        for ear in audience.ears:
            ear.want_only(allowed[ear.user])
        return all(set(ear.following) == allowed[ear.user] for ear in audience.ears)

    if not _wait(complete, 2 * SETTLING_SECONDS):
        for ear in audience.ears:
            for what, streams_ in (
                ("not let in", allowed[ear.user] - set(ear.following)),
                ("still in", set(ear.following) - allowed[ear.user]),
            ):
                verdict.faults[what] += len(streams_)
                verdict.examples += [f"{what}: {ear.user} {stream} {ear.url}" for stream in streams_]


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return done
