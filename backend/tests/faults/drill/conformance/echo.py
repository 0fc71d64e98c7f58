"""An echo in the place of our origin, under uvicorn exactly as KeyNest.serve configures it."""

from typing import Any

import uvicorn

from KeyNest import serve


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Send back what comes, as text or bytes."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        kept = {kind: message[kind] for kind in ("text", "bytes") if message.get(kind) is not None}
        await send({"type": "websocket.send", **kept})


def main() -> None:
    """Serve it."""
    run = uvicorn.run

    def in_our_place(_: object, **flags: Any) -> None:
        run(echo, **flags | {"workers": 1})

    uvicorn.run = in_our_place  # type: ignore[assignment]  # the one call of KeyNest.serve
    serve.main()


if __name__ == "__main__":
    main()
