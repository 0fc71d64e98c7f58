"""The doors for sockets: one's own notifications, one organization's events, and all of it on one socket."""

import asyncio
from collections.abc import Collection
from typing import Any

from channels.consumer import AsyncConsumer

from authentication import socket
from core.realtime.presence import ATTENDED
from kernel.sockets.consumer import Consumer
from kernel.sockets.doors import ManyConsumer, StreamConsumer
from kernel.sockets.hub import Hub, account_stream
from kernel.sockets.presence import Presence
from kernel.sockets.socket import Socket

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub_here() -> Hub:
    """The hub of this process (strictly: of its event loop), made by the first socket."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs.clear()  # of loops that have ended
        _hubs[loop] = hub = Hub(socket.ended, Ours.gate.take_tickets)
        hub.watchers.append(Presence(hub, ATTENDED))
    return _hubs[loop]


def sockets_here() -> Collection[Socket]:
    """All sockets of this process."""
    return [found for hub in _hubs.values() for found in hub.present()]


class Ours(Consumer):
    """What all our doors share: who may come in, and the hub of this process (strictly: of its event loop)."""

    gate = socket.Gate()

    @property
    def hub(self) -> Hub:
        """Shared by all of them."""
        return hub_here()


class Notifications(Ours, StreamConsumer):
    """`ws/notifications/`: what concerns the one who asks."""

    def stream(self) -> str:
        """The own stream."""
        assert self.socket.identity is not None  # noqa: S101  # it has entered
        return account_stream(self.socket.identity)


class Everything(Ours, ManyConsumer):
    """`ws/`: the web app's one socket. The own stream is joined by itself."""

    open = Notifications.open
    stream = Notifications.stream


class Chat(Ours, ManyConsumer):
    """`ws/chat/`: rooms, which are joined by name."""


class OrganizationEvents(Ours, StreamConsumer):
    """`ws/events/<organization>/`: what happens there, for its members."""

    def stream(self) -> str:
        """The organization's stream; another spelling of the id is no id."""
        return f"o:{self.scope['url_route']['kwargs']['organization_id']}"


class Nowhere(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """There is no door at this path: the handshake is refused (HTTP 403)."""

    channel_layer_alias = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse, asking nothing."""
        await receive()
        await send({"type": "websocket.close"})
