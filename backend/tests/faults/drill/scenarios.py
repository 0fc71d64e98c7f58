"""What breaks, in turn. Each scenario is over when the requests are, and leaves everything running again."""

import signal
import time
from collections.abc import Callable

from tests.faults.drill.office import Greylisting, HangingUp, Mood, Slow, SomeAreGone
from tests.faults.drill.stage import Stage
from tests.faults.stack import wait_until

LANES = 2  # of mail in each worker process: so many mails are in flight at most
Scenario = Callable[[Stage], None]
ALL: dict[str, Scenario] = {}


def scenario(function: Scenario) -> Scenario:
    """Enter it under its name."""
    ALL[function.__name__.replace("_", "-")] = function
    return function


@scenario
def nothing_breaks(stage: Stage) -> None:
    """For comparison."""
    while stage.pause(1):
        continue


@scenario
def worker_killed(stage: Stage) -> None:
    """kill -9 every five seconds, and a new one at once."""
    while stage.pause(5):
        stage.worker.kill()
        stage.excuse("in flight when the worker was killed", LANES)
        stage.worker.start()


@scenario
def worker_asked_to_end(stage: Stage) -> None:
    """The same by SIGTERM, as a new version is rolled out: nothing may arrive twice."""
    while stage.pause(5):
        stage.worker.stop()
        stage.worker.start()


def redis_killed(stage: Stage, seconds: float) -> None:
    """kill -9, away for so long, back empty."""
    stage.pause(5)
    stage.redis.kill()
    time.sleep(seconds)
    stage.redis.start()
    while stage.pause(1):
        continue


@scenario
def redis_killed_1s(stage: Stage) -> None:
    """Away for a second."""
    redis_killed(stage, 1)


@scenario
def redis_killed_5s(stage: Stage) -> None:
    """Away for five seconds."""
    redis_killed(stage, 5)


@scenario
def redis_killed_60s(stage: Stage) -> None:
    """Away for a minute."""
    redis_killed(stage, 60)


@scenario
def redis_frozen_8s(stage: Stage) -> None:
    """It takes connections and says nothing for eight seconds."""
    stage.pause(5)
    stage.redis.send(signal.SIGSTOP)
    time.sleep(8)
    stage.redis.send(signal.SIGCONT)
    while stage.pause(1):
        continue


@scenario
def smtp_refuses(stage: Stage) -> None:
    """Nobody listens for ten seconds."""
    stage.pause(2)
    stage.office.close()
    stage.pause(10)
    stage.office.open()
    while stage.pause(1):
        continue


def in_the_mood(stage: Stage, mood: Mood) -> None:
    """The mail server is so for as long as requests are made."""
    stage.office.letters, stage.office.mood = 0, mood
    while stage.pause(1):
        continue


@scenario
def smtp_greylists(stage: Stage) -> None:
    """Every mailbox once."""
    in_the_mood(stage, Greylisting())


@scenario
def smtp_refuses_some(stage: Stage) -> None:
    """Every fifth of the new mailboxes does not exist, until an operator has it mended and sends again."""
    in_the_mood(stage, SomeAreGone())


@scenario
def smtp_hangs_up(stage: Stage) -> None:
    """In the middle of letters; some were kept."""
    in_the_mood(stage, HangingUp())


@scenario
def smtp_slow_30s(stage: Stage) -> None:
    """Two letters take half a minute each: nobody may hang up meanwhile and send them again."""
    in_the_mood(stage, Slow())


@scenario
def postgres_restarted(stage: Stage) -> None:
    """Once asked to end, once killed; away for two seconds each time."""
    for end in (lambda: stage.database.stop(signal.SIGINT), stage.database.kill):
        stage.pause(6)
        end()
        time.sleep(2)
        stage.database.start()
        wait_until(stage.database_answers, 60, "PostgreSQL answers again")
    while stage.pause(1):
        continue


@scenario
def two_clocks_and_two_workers(stage: Stage) -> None:
    """As on two machines."""
    stage.second_worker.start()
    stage.second_clock.start()
    while stage.pause(1):
        continue
