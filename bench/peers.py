"""What sockets are measured beside: a bare server on `websockets` and Redis, and the consumer of Channels' tutorial.

Both send whatever comes over Redis to everybody who is connected, and ask nobody who he is.
"""

import asyncio
import os
import sys
from http import HTTPStatus
from typing import Any

import redis.asyncio
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from websockets.asyncio.server import Request, Response, ServerConnection, broadcast, serve

TOPIC = "bench"


async def bare() -> None:
    """One subscription, one loop over the sockets."""
    connected: set[ServerConnection] = set()

    async def stay(connection: ServerConnection) -> None:
        connected.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connected.discard(connection)

    def probed(connection: ServerConnection, request: Request) -> Response | None:
        return connection.respond(HTTPStatus.OK, "") if request.path == "/health/live" else None

    async with (
        serve(stay, "127.0.0.1", int(os.environ["PORT"]), compression=None, process_request=probed),
        redis.asyncio.from_url(os.environ["REDIS_URL"]).pubsub() as heard,
    ):
        await heard.subscribe(TOPIC)
        async for message in heard.listen():
            if message["type"] == "message":
                broadcast(connected, message["data"].decode())


class Stock(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """As the tutorial has it."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(TOPIC, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(TOPIC, self.channel_name)

    async def said(self, message: dict[str, Any]) -> None:
        """Somebody spoke to the group."""
        await self.send(text_data=message["text"])


def stock() -> None:
    """Served as KeyNest is."""
    consumer: Any = Stock.as_asgi()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await consumer(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    uvicorn.run(
        application,
        port=int(os.environ["PORT"]),
        log_config=None,
        access_log=False,
        loop="uvloop",
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        asyncio.run(bare())
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")
        import django

        django.setup()
        stock()
