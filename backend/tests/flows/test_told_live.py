"""From a change over the API to a colleague's open inbox: web, worker, PostgreSQL and Redis for real."""

import json
from pathlib import Path

import pytest
import requests
from websockets.sync.client import ClientConnection, connect

from launcher.ports import free_port
from tests.faults.stack import running, wait_until, web, worker
from tests.smtp import listening
from tests.world import Person, World


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": person.client._credentials["HTTP_AUTHORIZATION"]}  # type: ignore[attr-defined]


def notification(socket: ClientConnection) -> dict[str, object]:
    """The next notification; other frames are passed over."""
    while True:
        frame = json.loads(socket.recv(timeout=10))
        if frame["type"] == "notification":
            return dict(frame)


@pytest.mark.django_db(transaction=True)
def test_a_colleague_sees_it_at_once_and_finds_the_same_in_the_inbox(world: World, tmp_path: Path):
    port = free_port()
    address = f"127.0.0.1:{port}"
    # The worker runs without its clock: that it hears at once is due to the nudge alone.
    with listening() as sink:
        settings = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/"}
        with running(web(tmp_path, port, **settings)), running(worker(tmp_path, clock=False, **settings)):
            wait_until(lambda: (tmp_path / "worker.log").read_text().count("ready") > 0, 90, "the worker is ready")
            with connect(f"ws://{address}/ws/notifications/", additional_headers=bearer(world.owner)) as socket:
                assert json.loads(socket.recv(timeout=10))["type"] == "welcome"
                body = {"organization": str(world.organization.id), "name": "Billing"}
                made = requests.post(
                    f"http://{address}/api/core/projects/", json=body, headers=bearer(world.member), timeout=10
                )
                assert made.status_code == 201
                frame = notification(socket)
    listed = world.owner.client.get("/api/core/notifications/").json()["results"]
    assert frame["data"] == listed[0]
    assert (frame["s"], frame["seq"]) == (f"u:{world.owner.user.id}", 1)
