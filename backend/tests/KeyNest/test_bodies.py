"""Request bodies: complete, bounded and timely before a thread of the WSGI pool sees them."""

import asyncio
from typing import Any

import orjson
import pytest

from KeyNest import bodies
from KeyNest.bodies import WholeBodies
from tests.KeyNest.asgi import call


class Echo:
    """Answers with the body it was given, and remembers the scope."""

    def __init__(self) -> None:
        self.scope: Any = None

    async def __call__(self, scope: Any, body: bytes, receive: Any, send: Any) -> None:
        self.scope = scope
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def part(body: bytes, *, last: bool = False) -> dict[str, object]:
    return {"type": "http.request", "body": body, "more_body": not last}


async def test_a_body_in_parts_arrives_whole() -> None:
    echo = Echo()

    answer = await call(WholeBodies(echo, 10), "/api/", method="POST", messages=[part(b"abc"), part(b"def", last=True)])

    assert answer.body == b"abcdef"


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_refused_and_the_application_not_called(declared: bool) -> None:
    echo = Echo()
    headers = [("Content-Length", "11")] if declared else []

    answer = await call(WholeBodies(echo, 10), "/api/", method="POST", headers=headers, messages=[part(b"x" * 11)])

    problem = orjson.loads(answer.body)
    assert (answer.status, problem["code"]) == (413, "payload_too_large")
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert answer.headers["connection"] == "close"
    assert echo.scope is None


async def test_a_body_that_never_ends_gives_up_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    echo, sent = Echo(), []

    async def receive() -> Any:
        await asyncio.sleep(60)

    async def send(message: Any) -> None:
        sent.append(message)

    await WholeBodies(echo, 10)({"type": "http", "headers": []}, receive, send)  # type: ignore[typeddict-item]

    assert sent[0]["status"] == 408
    assert echo.scope is None


async def test_a_client_that_leaves_in_the_middle_reaches_nobody() -> None:
    echo = Echo()

    answer = await call(WholeBodies(echo, 10), "/api/", messages=[part(b"abc"), {"type": "http.disconnect"}])

    assert (answer.status, echo.scope) == (0, None)
