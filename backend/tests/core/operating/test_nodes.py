"""What processes count of live updates: each tells of all of them, and none says who or what it was."""

import contextlib
import http.client
import time
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from authentication.actions.sessions import end_session
from kernel import clock, tasks
from kernel.models import Node
from kernel.operating import nodes
from kernel.operating.nodes import Telling
from tests.core.realtime.happenings import happen
from tests.core.realtime.test_faults import bus
from tests.core.realtime.wire import running_node, token_of
from tests.factories import make_session
from tests.launcher.processes import until

__all__ = ["bus"]
pytestmark = pytest.mark.django_db(transaction=True)


def scrape(node):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=5)) as line:
        line.request("GET", "/metrics")
        return line.getresponse().read().decode()


def samples(text, name):
    """Its values by labels other than the node, over all nodes."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == f"keynest_{name}":
                labels = tuple(value for label, value in sorted(sample.labels.items()) if label != "node")
                found[labels] = found.get(labels, 0) + sample.value
    return found


def nodes_in(text):
    return {
        sample.labels["node"]
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "keynest_ws_loop_lag_seconds"
    }


def test_each_process_tells_of_all_and_of_nobody(tmp_path, world):
    path, token = f"/ws/events/{world.organization.id}/", token_of(world.viewer.user)
    with running_node(tmp_path) as one, running_node(tmp_path) as other:
        with one.open(path, token) as wire, one.open("/ws/", token) as second:
            wire.frame(), second.frame()
            happen(world.organization, world.owner.actor, 1, 2)
            wire.frames(2)
            assert wire.ask({"type": "ping", "t": 1})["type"] == "pong"
            assert wire.ask({"type": "x" * 30})["code"] == "unknown_type"
            here = scrape(one)
            assert samples(here, "ws_connections") == {("organizationevents",): 1, ("everything",): 1}
            assert samples(here, "ws_accept_total")["header", "ok"] == 2
            assert samples(here, "ws_out_total")[("event",)] == 2
            assert samples(here, "ws_in_total") == {("ok", "ping"): 1, ("unfit", "unknown"): 1}
            assert samples(here, "rt_commit_to_socket_seconds_count")[()] == 1
            assert samples(here, "rt_commit_to_socket_seconds_sum")[()] < 1
            assert samples(here, "ws_handshake_seconds_count")[()] == 2
            assert samples(here, "rt_bus_up") == {(): 1}
            assert until(lambda: samples(scrape(one), "rt_canary_seconds"), 5)
            assert until(lambda: samples(scrape(other), "ws_connections") == samples(here, "ws_connections"), 15)
            there = scrape(other)
            assert samples(there, "nodes") == {("web",): 2, ("worker",): 0}
            assert nodes_in(there) == nodes_in(scrape(one))
            for text in (here, there):
                for secret in (token, str(world.organization.id), str(world.viewer.user.id), "viewer@", "xxx"):
                    assert secret not in text
        assert until(lambda: samples(scrape(one), "ws_connections").get(("everything",)) == 0, 5)
        assert sum(samples(scrape(one), "ws_close_total").values()) == 2
        one.process.terminate()
        one.process.wait(10)
        assert samples(scrape(other), "nodes")[("web",)] == 1  # it took its row along


def test_the_end_of_a_session_is_timed(tmp_path, world):
    session = make_session(world.viewer.user)
    with running_node(tmp_path) as node, node.open("/ws/", token_of(world.viewer.user, session)) as wire:
        wire.frame()
        end_session(world.viewer.actor, session_id=session.id)
        assert wire.closed()[0] == 4001
        said = scrape(node)
    assert samples(said, "ws_kick_seconds_count")[()] >= 1
    assert samples(said, "ws_kick_seconds_sum")[()] < 1
    assert samples(said, "ws_close_total")["server", "4001"] == 1


def test_what_the_bus_has_lost_is_counted(tmp_path, world, monkeypatch):
    """The rows are written, and nothing is published."""
    path = f"/ws/events/{world.organization.id}/"
    with running_node(tmp_path) as node, node.open(path, token_of(world.viewer.user)) as wire:
        wire.frame()
        monkeypatch.setattr("kernel.realtime.announce", lambda recorded: None)
        happen(world.organization, world.owner.actor, 1)
        assert wire.frame(15)["seq"] == 1
        assert until(lambda: samples(scrape(node), "ws_gap_total")[("reconcile",)] == 1, 5)
        assert samples(scrape(node), "rt_commit_to_socket_seconds_count")[()] == 0


def test_what_the_bus_tells_is_no_gap_however_often_it_is_looked_at(tmp_path, world):
    path = f"/ws/events/{world.organization.id}/"
    with running_node(tmp_path) as node, node.open(path, token_of(world.viewer.user)) as wire:
        wire.frame()
        ends = time.monotonic() + 12
        while time.monotonic() < ends:
            happen(world.organization, world.owner.actor, 1)
            wire.frame()
        time.sleep(1.1)
        assert samples(scrape(node), "ws_gap_total")[("reconcile",)] == 0


def test_a_row_is_renewed_replaced_taken_away_and_forgotten():
    mine = Telling("worker", name="machine:7:a")
    mine.begin()
    before = Node.objects.get().seen_at
    mine.tell()
    assert Node.objects.get().seen_at > before
    Telling("worker", name="machine:7:b").begin()
    assert [row.name for row in Node.objects.all()] == ["machine:7:b"]
    assert [told.name for told in nodes.others(clock.now())] == ["machine:7:b"]
    assert nodes.others(clock.now() + timedelta(seconds=31)) == []
    mine.leave()
    mine.tell()  # one that was on its way does not come back
    assert [row.name for row in Node.objects.all()] == ["machine:7:b"]
    Node.objects.update(seen_at=clock.now() - timedelta(days=2))
    tasks.purge()
    assert not Node.objects.exists()


def test_the_operators_page_shows_processes_and_their_sockets(tmp_path, world, operator):
    with running_node(tmp_path) as node, node.open("/ws/", token_of(world.viewer.user)) as wire:
        wire.frame()
        assert until(lambda: _shown(operator.client), 15)
        (shown,) = _shown(operator.client)
    assert (shown["connections"], shown["waiting"], shown["bus_up"], shown["most"]) == (1, 0, True, 5000)
    assert shown["lag_ms"] >= 0


def _shown(client):
    found = client.get("/api/operator/workers/").json()["sockets"]["nodes"]
    return [node for node in found if node["connections"]]


def test_a_bus_that_is_away_is_told_of_by_all_and_of_its_return_too(bus, tmp_path, world):
    """The figures go by PostgreSQL: they are needed most while Redis is away."""
    with (
        running_node(tmp_path, REDIS_URL=bus.server.url) as node,
        running_node(tmp_path) as other,
        node.open("/ws/", token_of(world.viewer.user)) as wire,
    ):
        wire.frame()
        assert samples(scrape(node), "rt_bus_up") == {(): 1}
        bus.kill()
        assert until(lambda: samples(scrape(node), "rt_bus_up") == {(): 0}, 10)
        assert until(lambda: samples(scrape(other), "rt_bus_up") == {(): 0}, 25)
        bus.start()
        assert until(lambda: samples(scrape(node), "rt_bus_up") == {(): 1}, 15)
