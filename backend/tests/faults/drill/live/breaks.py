"""What breaks beneath the processes of sockets: Redis, the line to it, PostgreSQL."""

import signal
import threading
import time

from redis import Redis, RedisError

from kernel import clock
from kernel.models import EventRecord
from tests.faults.drill.live.play import CATCH_UP, Play, scenario
from tests.faults.drill.live.proxy import Proxy
from tests.faults.stack import wait_until


def redis_killed(play: Play, seconds: float) -> None:
    """kill -9, away for so long, back empty. Sockets stay, and no request fails."""
    with play.going_on() as clients:
        with play.fault():
            play.stage.redis.kill()
            time.sleep(seconds)
            play.stage.redis.start()
        time.sleep(CATCH_UP)
        play.expect("sockets closed", sum(clients.ask("closes", play.window[0]).values()), 0)
    play.expect("caught up s", play.caught_up, CATCH_UP)
    play.expect("longest wait s", max(play.found.shaken, default=0), CATCH_UP)
    play.expect("503", play.load.answers["503"] if play.load else 0, 0)
    if seconds >= 5:
        play.expect("noticed s", play.detected(), 5)


@scenario
def redis_killed_1s(play: Play) -> None:
    """Away for a second."""
    redis_killed(play, 1)


@scenario
def redis_killed_5s(play: Play) -> None:
    """Away for five seconds."""
    redis_killed(play, 5)


@scenario
def redis_killed_60s(play: Play) -> None:
    """Away for a minute."""
    redis_killed(play, 60)


@scenario
def redis_frozen_8s(play: Play) -> None:
    """It takes connections and says nothing for eight seconds; requests wait as long as we let them."""
    with play.going_on() as clients:
        with play.fault():
            play.stage.redis.send(signal.SIGSTOP)
            time.sleep(8)
            play.stage.redis.send(signal.SIGCONT)
        time.sleep(CATCH_UP)
        play.expect("sockets closed", sum(clients.ask("closes", play.window[0]).values()), 0)
    play.expect("slowest request ms", play.load.percentile(1) if play.load else 0, 3000)
    play.expect("caught up s", play.caught_up, CATCH_UP)
    play.expect("noticed s", play.detected(), 5)


@scenario
def bus_cut_in_a_loop(play: Play) -> None:
    """All subscriptions are cut off four times a second, for eight seconds."""
    over, cut = threading.Event(), [0]

    def cutting() -> None:
        with Redis.from_url(play.stage.redis_address.geturl()) as client:
            while not over.wait(0.25):
                try:
                    cut[0] += client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                except RedisError:
                    continue

    with play.going_on() as clients:
        with play.fault():
            thread = threading.Thread(target=cutting)
            thread.start()
            time.sleep(8)
            over.set()
            thread.join()
        time.sleep(CATCH_UP)
        play.expect("sockets closed", sum(clients.ask("closes", play.window[0]).values()), 0)
    play.note(f"{cut[0]} cuts")
    play.expect("caught up s", play.caught_up, CATCH_UP)
    play.expect("longest wait s", max(play.found.shaken, default=0), CATCH_UP)


@scenario
def bus_through_a_bad_line(play: Play) -> None:
    """One of the two hears Redis by a line that is reset, then swallows everything (half-open), then is slow."""
    node = play.stage.nodes[1]
    proxy = Proxy(play.stage.redis_address.port or 6379)
    with play.stage.started(node, REDIS_URL=play.stage.redis_by(proxy.at)), play.going_on() as clients:
        with play.fault():
            for _ in range(3):
                proxy.reset()
                time.sleep(0.7)
            time.sleep(5)
            deaf_at = time.time()
            proxy.deaf = True
            time.sleep(10)
            proxy.deaf = False
            hears_at = time.time()
            time.sleep(6)
            proxy.latency = 0.2
            time.sleep(5)
            proxy.latency = 0.0
        time.sleep(6)
        play.expect("sockets closed", sum(clients.ask("closes", play.window[0]).values()), 0)
    proxy.close()
    noticed = min((at - deaf_at for at, _ in node.said(deaf_at, message="bus", hearing=False)), default=99.0)
    heard = min((at - hears_at for at, _ in node.said(hears_at, message="bus", hearing=True)), default=99.0)
    play.expect("noticed s", noticed, 5)
    play.note(f"heard again after {heard:.1f} s")
    play.expect("longest wait s", max(play.found.shaken, default=0), CATCH_UP)


@scenario
def crash_between_commit_and_publish(play: Play) -> None:
    """The process that commits can't reach the bus any more, and is killed with what it has to publish."""
    stage = play.stage
    proxy = Proxy(stage.redis_address.port or 6379)
    unpublished = []
    with stage.started(stage.web, REDIS_URL=stage.redis_by(proxy.at)), play.going_on():
        for _ in range(2):
            with play.fault():
                began = clock.now()
                proxy.deaf = True
                time.sleep(3)
                stage.web.kill()
                proxy.reset()  # what it had said to the bus ends here
                proxy.deaf = False
            rows = EventRecord.objects.filter(stream__key=f"o:{play.organization.id}", at__gt=began)
            unpublished.append(rows.count())
            time.sleep(CATCH_UP - 2)
            stage.web.start()
            stage.wait_for(stage.web)
    proxy.close()
    play.note(f"{unpublished} committed and never published")
    play.expect("kills without one", unpublished.count(0), 0)
    play.expect("longest wait s", max(play.found.steady + play.found.shaken, default=0), CATCH_UP)


@scenario
def postgres_restarted(play: Play) -> None:
    """Twice: `-m immediate`, as after a crash, and kill -9; away for two seconds each."""
    stage = play.stage
    with play.going_on() as clients:
        with play.fault():
            for end in (lambda: stage.database.stop(signal.SIGQUIT), stage.database.kill):
                end()
                time.sleep(2)
                stage.database.start()
                wait_until(stage.database_answers, 60, "PostgreSQL answers again")
                time.sleep(3)
        time.sleep(CATCH_UP)
        play.expect("sockets closed", sum(clients.ask("closes", play.window[0]).values()), 0)
    play.expect("caught up s", play.caught_up, CATCH_UP)
