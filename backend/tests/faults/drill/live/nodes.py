"""Processes of sockets that die, freeze, are cut off, end in turn, or have another time of day."""

import contextlib
import os
import signal
import time
from collections.abc import Sequence

import requests

from authentication.models import User
from tests.faults.drill.live.ledger import percentile
from tests.faults.drill.live.network import apart
from tests.faults.drill.live.play import CATCH_UP, PEOPLE, Load, Play, scenario
from tests.faults.drill.live.proxy import Proxy
from tests.faults.drill.live.stage import Server
from tests.faults.stack import wait_until

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
# Both ends ask every ten seconds whether the other is there, and give up after ten more; then they come back.
GHOSTS_WITHIN = 60.0
LEFT_WITHIN = 20.0 + 5.0
# Of the two large scenarios; fewer where the machine has no room for so many clients.
SOCKETS, A_PERSON = int(os.environ.get("SOCKETS", "2000")), 8


@scenario
def node_killed(play: Play) -> None:
    """kill -9 of one of the two under load: its clients resume at the other. Who was killed with it is soon away."""
    stage, ghosts = play.stage, play.people(3, "ghost")
    with play.going_on():
        with play.crowd([asked | {"addresses": [stage.nodes[0].ws]} for asked in play.asked(ghosts, 1)]) as doomed:
            wait_until(lambda: _present(play, ghosts) == 3, 10, "they are seen")
            with play.fault():
                stage.nodes[0].kill()
                doomed.send(signal.SIGKILL)
                killed = time.monotonic()
        time.sleep(CATCH_UP)
        stage.nodes[0].start()
        stage.wait_for(stage.nodes[0])
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not _present(play, ghosts), 70, "they are away")
        play.expect("ghosts gone after s", time.monotonic() - killed, GHOSTS_WITHIN)
        play.expect("living taken for ghosts", PEOPLE - _present(play), 0)
    play.expect("caught up s", play.caught_up, CATCH_UP)
    _all_came_back(play, len(play.reports) // 2)


@scenario
def node_frozen_40s(play: Play) -> None:
    """SIGSTOP: its clients leave it because nothing answers, and resume at the other; then it goes on."""
    node = play.stage.nodes[0]
    with play.going_on():
        with play.fault():
            node.send(signal.SIGSTOP)
            time.sleep(40)
            play.expect("not seen while it sleeps", PEOPLE - _present(play), 0)
            node.send(signal.SIGCONT)
        for _ in range(int(CATCH_UP)):
            time.sleep(1)
            play.expect("not seen once it is awake", PEOPLE - _present(play), 0)
    play.measures = [measure for measure in play.measures[:-1] if not measure.holds] + play.measures[-1:]
    play.expect("left and caught up s", play.found.late_until - play.window[0], LEFT_WITHIN + CATCH_UP)
    _all_came_back(play, len(play.reports) // 2)


@scenario
def two_networks_parted_30s(play: Play) -> None:
    """One process in a network of its own; the only cable to it (clients, Redis, PostgreSQL) is out for 30 s."""
    stage = play.stage
    with apart() as network:
        lines = [Proxy(address.port or 0, network.here) for address in (stage.address, stage.redis_address)]
        database, redis = (line.at for line in lines)
        there = Server(
            stage.directory,
            "node-c",
            host=network.there,
            DATABASE_URL=stage.database_by(database, network.here),
            REDIS_URL=stage.redis_by(redis, network.here),
        )
        there.command = [*network.prefix, *there.command]
        near, stage.nodes = stage.nodes, [there, stage.nodes[1]]
        try:
            there.start()
            stage.wait_for(there)
            with play.going_on():
                with play.fault():
                    network.unplug()
                    time.sleep(30)
                    network.plug_in()
                time.sleep(LEFT_WITHIN)
                play.expect("the parted one answers again", not there.answers(), 0)
        finally:
            there.kill()
            stage.nodes = near
            for line in lines:
                line.close()
    play.expect("left and caught up s", play.found.late_until - play.window[0], LEFT_WITHIN + CATCH_UP)
    _all_came_back(play, len(play.reports) // 2)


@scenario
def clock_an_hour_off(play: Play) -> None:
    """One process lives an hour ahead, then behind: the order is the same, and tokens end by its clock."""
    stage, node = play.stage, play.stage.nodes[1]
    dial = stage.directory / "clock"
    fake = {
        "LD_PRELOAD": FAKETIME,
        "FAKETIME_TIMESTAMP_FILE": str(dial),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    dial.write_text("+0")
    with stage.started(node, JWT_ACCESS_TTL="180m", **fake), play.going_on() as clients, play.fault(delays=0):
        # A token of 60 minutes is over an hour later, but for the leeway: its sockets end, and go elsewhere.
        dial.write_text("+59m")
        time.sleep(6)
        play.expect("closed at +59 min", clients.ask("closes", play.window[0]).get("4001", 0), 0)
        dial.write_text("-60m")
        time.sleep(8)
        play.expect("closed at -60 min", sum(clients.ask("closes", play.window[0]).values()), 0)
        there = clients.ask("standing_at", node.ws)
        dial.write_text("+61m")
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not clients.ask("standing_at", node.ws), 15, "they are elsewhere")
        gone = clients.ask("closes", play.window[0]).get("4001", 0)
        play.expect("kept beyond their end at +61 min", there - gone, 0)
        dial.write_text("+0")
    play.expect("slowest s", max(play.found.shaken, default=0), CATCH_UP)


@scenario
def rolling_restart(play: Play) -> None:
    """Both processes are replaced, one after the other, beneath 2,000 sockets."""
    stage, users = play.stage, play.people(SOCKETS // A_PERSON)
    asked = play.asked(users, A_PERSON)
    halves = asked[::2], asked[1::2]
    projects = play.projects()
    with play.crowd(halves[0]) as one, play.crowd(halves[1]) as other:
        with Load(stage.web.http, play.headers, projects[:1], [users[0].id], pace=1.0) as play.load:
            with play.fault():
                for node in stage.nodes:
                    began = time.monotonic()
                    node.stop(grace=60)
                    play.note(f"{node.name} drained in {time.monotonic() - began:.0f} s")
                    node.start()
                    stage.wait_for(node)
            time.sleep(5)
        play.close_ledger(one, 180)
        play.close_ledger(other, 180)
    returns = sorted(at for report in play.reports for at in report["lives"][1:])
    play.expect("sockets that came back in any second, %", 100 * busiest(returns) / SOCKETS, 10)
    closes = play.closes()
    play.expect("sockets that broke", closes.total() - closes["4112"] - closes["unanswered"], 0)
    play.expect("caught up s", play.caught_up, CATCH_UP)


@scenario
def herd(play: Play) -> None:
    """All sockets break in the same moment."""
    stage, users = play.stage, play.people(SOCKETS // A_PERSON)
    asked = play.asked(users, A_PERSON)
    with play.crowd(asked) as clients:
        with stage.statements() as statements, play.fault():
            play.note(f"{clients.ask('cut')} cut")
            began = time.time()
            wait_until(lambda: clients.ask("standing") == len(asked), 60, "all are back")
            asked_for = statements()
        play.close_ledger(clients)
    waits = [report["lives"][-1] - began for report in play.reports]
    play.note(f"back p50 {percentile(waits, 0.5):.0f} ms, last {max(waits):.1f} s")
    play.expect("resumed p99 ms", percentile(waits, 0.99), 3000)
    play.expect("statements a return", asked_for / len(asked), 2)


def _present(play: Play, some: Sequence[User] = ()) -> int:
    """How many of the people are seen in the organization, by whoever asks."""
    url = f"{play.stage.web.http}/api/core/streams/o:{play.organization.id}/presence/"
    answer = requests.get(url, headers=play.headers, timeout=15)
    answer.raise_for_status()
    seen = {person["user"]["id"] for person in answer.json()["people"]}
    return len(seen & {str(user.id) for user in some} if some else seen)


def busiest(moments: list[float]) -> int:
    """The most that fall within one second, wherever it begins."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] < moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _all_came_back(play: Play, count: int) -> None:
    """Whoever was there resumed: nobody reloads, and nobody stays away."""
    back = sum(len(report["lives"]) > 1 for report in play.reports)
    play.expect("of those that were there not back", max(0, count - back), 0)
