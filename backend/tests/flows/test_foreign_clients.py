"""Clients that are not ours open each of the three doors, and are told what happens."""

import contextlib
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from websockets.sync.client import connect

from launcher import leash
from tests.core.realtime.happenings import happen, notify
from tests.core.realtime.wire import Node, running_node, token_of
from tests.flows import guide
from tests.world import World

WSCAT = Path(__file__).parents[3] / "frontend/node_modules/.bin/wscat"
PATIENCE = 30.0  # on a busy machine
JOIN = {"type": "join", "room": "general"}
HELLO = {
    "type": "message",
    "room": "general",
    "text": "hello",
    "cid": "7d0c1cf0-6a15-4d52-9d6c-0a2f4c1b8f11",
    "id": "m1",
}
PROGRAM = """
import { follow } from "./simple.js";
const [address, token, first] = process.argv.slice(2);
follow(address, token, (frame) => console.log(JSON.stringify(frame)), JSON.parse(first));
"""
# Gives the frames that come.
Client = Callable[[str, str, list[dict[str, Any]], Path], "contextlib.AbstractContextManager[Iterator[dict[str, Any]]]"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("foreign")]


@contextlib.contextmanager
def websockets_library(
    url: str, token: str, first: list[dict[str, Any]], directory: Path
) -> Iterator[Iterator[dict[str, Any]]]:
    with connect(url, additional_headers={"Authorization": f"Bearer {token}"}) as wire:
        for frame in first:
            wire.send(json.dumps(frame))
        yield (json.loads(wire.recv(PATIENCE)) for _ in iter(int, 1))


@contextlib.contextmanager
def websocket_client_library(
    url: str, token: str, first: list[dict[str, Any]], directory: Path
) -> Iterator[Iterator[dict[str, Any]]]:
    # It would call itself a page of the address that it connects to, and pages must stand on the list.
    headers = [f"Authorization: Bearer {token}"]
    wire = websocket.create_connection(url, header=headers, timeout=PATIENCE, suppress_origin=True)
    try:
        for frame in first:
            wire.send(json.dumps(frame))
        yield (json.loads(wire.recv()) for _ in iter(int, 1))
    finally:
        wire.close()


@contextlib.contextmanager
def spoken(command: list[str], directory: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """The frames that a program prints."""
    process = subprocess.Popen(
        command, cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    with leash.held(process):
        try:
            impatient = threading.Timer(PATIENCE, process.kill)
            impatient.start()
            yield (json.loads(line[line.index("{") :]) for line in process.stdout if "{" in line)
        finally:
            impatient.cancel()
            process.kill()
            process.communicate()


def wscat(
    url: str, token: str, first: list[dict[str, Any]], directory: Path
) -> "contextlib.AbstractContextManager[Iterator[dict[str, Any]]]":
    said = [part for frame in first for part in ("-x", json.dumps(frame))]
    return spoken(
        [str(WSCAT), "--no-color", "-c", url, "-H", f"Authorization: Bearer {token}", *said, "-w", "30"], directory
    )


def twenty_lines_of_javascript(
    url: str, token: str, first: list[dict[str, Any]], directory: Path
) -> "contextlib.AbstractContextManager[Iterator[dict[str, Any]]]":
    guide.write_clients(directory)
    (directory / "package.json").write_text('{"type": "module"}')
    (directory / "program.js").write_text(PROGRAM)
    node = shutil.which("node")
    assert node
    flags = guide.flags_for_sockets(node)
    return spoken([node, *flags, "program.js", url, token, json.dumps(first)], directory)


CLIENTS: list[Client] = [websockets_library, websocket_client_library, wscat, twenty_lines_of_javascript]


@pytest.fixture(scope="module")
def node(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running_node(tmp_path_factory.mktemp("node")) as running:
        yield running


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_each_speaks_at_each_door(client: Client, node: Node, world: World, tmp_path: Path):
    address, token = f"ws://127.0.0.1:{node.port}", token_of(world.member.user)

    def until(type_: str, frames: Iterator[dict[str, Any]]) -> dict[str, Any]:
        return next(frame for frame in frames if frame["type"] == type_)

    with client(f"{address}/ws/notifications/", token, [], tmp_path) as frames:
        assert until("welcome", frames)["streams"][0]["s"] == f"u:{world.member.user.id}"
        notify(world.member.user.id, "Hello")
        assert until("notification", frames)["data"]["title"] == "Hello"

    with client(f"{address}/ws/events/{world.organization.id}/", token, [], tmp_path) as frames:
        until("welcome", frames)
        happen(world.organization, world.owner.actor, 7)
        assert until("event", frames)["data"]["data"] == {"n": 7}

    with client(f"{address}/ws/chat/", token, [JOIN, HELLO], tmp_path) as frames:
        assert until("join", frames)["room"] == "general"
        found: dict[str, dict[str, Any]] = {}
        while not found.keys() >= {"ok", "message"}:
            frame = next(frames)
            found[frame["type"]] = frame
            assert frame["type"] != "error", frame
        assert (found["message"]["text"], found["message"]["no"]) == ("hello", 1)
        assert (found["ok"]["ref"], found["ok"]["no"], found["ok"]["dup"]) == ("m1", 1, False)
