"""Which consumer answers which socket path, and which requests wait beside them."""

from collections.abc import Collection, Mapping
from typing import Any

from channels.routing import URLRouter

from core.realtime import consumers
from core.routing import urlpatterns
from kernel.operating.nodes import tell_always
from kernel.sockets import waiting
from kernel.sockets.socket import Socket
from kernel.sockets.waiting import Wait

__all__ = ["application", "later", "present", "tell_always"]

application = URLRouter(urlpatterns)


async def later(wait: Wait) -> bytes | Mapping[str, Any] | None:
    """Let a request wait for a stream, as `KeyNest.bridge` has it."""
    return await waiting.outcome(consumers.hub_here(), wait)


def present() -> Collection[Socket]:
    """All sockets of this process, and what waits in the place of one."""
    return consumers.sockets_here()
