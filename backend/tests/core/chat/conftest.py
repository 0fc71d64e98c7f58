"""Rooms to talk in, made through the API, and one server process for sockets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from kernel import clock, tasks
from tests.core.realtime.conftest import node
from tests.world import World

__all__ = ["node"]

CHAT = "/api/core/chat/"


@dataclass
class Chat:
    """Short ways to do what the tests do often."""

    world: World

    @property
    def organization(self) -> str:
        return str(self.world.organization.id)

    def ask(self, who: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """A request, and its answer."""
        client = self.world[who].client
        response = getattr(client, method)(CHAT + path, *([] if method == "get" else [body or {}]), **JSON[method])
        assert response.status_code == status, response.content
        return response.json() if response.content else None

    def rooms(self, who: str = "member", **query: str) -> dict[str, Any]:
        """Somebody's rooms by name; direct ones by id."""
        found = self.ask(who, "get", f"rooms/?{urlencode({'organization': self.organization, **query})}")
        return {room["name"] or room["id"]: room for room in found["results"]}

    def general(self) -> str:
        return str(self.rooms()["general"]["id"])

    def open(self, name: str, who: str = "member") -> str:
        body = {"organization": self.organization, "kind": "organization", "name": name}
        return str(self.ask(who, "post", "rooms/", body, 201)["id"])

    def direct(self, who: str, other: str, status: int = 201) -> str:
        body = {"organization": self.organization, "kind": "direct", "user": str(self.world[other].user.id)}
        return str(self.ask(who, "post", "rooms/", body, status)["id"])

    def project(self, name: str = "Shop") -> dict[str, Any]:
        body = {"organization": self.organization, "name": name}
        response = self.world.member.client.post("/api/core/projects/", body, format="json")
        assert response.status_code == 201, response.content
        return dict(response.json())

    def say(self, who: str, room: str, text: str, cid: str = "", status: int = 201) -> Any:
        body = {"text": text, "cid": cid or str(uuid4())}
        return self.ask(who, "post", f"rooms/{room}/messages/", body, status)

    def messages(self, who: str, room: str, query: str = "") -> Any:
        return self.ask(who, "get", f"rooms/{room}/messages/{query}")

    def texts(self, who: str, room: str, query: str = "") -> list[str]:
        return [message["text"] for message in self.messages(who, room, query)["results"]]


JSON: dict[str, dict[str, str]] = {
    method: {"format": "json"} if method != "get" else {} for method in ("get", "post", "put", "patch", "delete")
}


@pytest.fixture
def chat(world: World, settings: Any) -> Chat:
    """The cast's chat, in which nobody writes too fast."""
    settings.RATES = settings.RATES | {"chat_messages_user": "10000/s"}
    return Chat(world)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock on, and lets the worker do what is due by then."""
    moved = [timedelta()]
    now: Callable[[], datetime] = clock.now

    def move(by: timedelta) -> None:
        moved[0] += by
        monkeypatch.setattr(clock, "now", lambda: now() + moved[0])
        tasks.drain()

    return move
