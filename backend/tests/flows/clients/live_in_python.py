"""What the guide promises of its Python client, held against a running origin: complete, sent once, refused."""

import asyncio
import os
import sys

import requests
from live import Live, Refused

ORIGIN, BODY = os.environ["ORIGIN"], {"email": os.environ["EMAIL"], "password": os.environ["PASSWORD"]}
signed = requests.post(f"{ORIGIN}/api/auth/login/", json=BODY, timeout=30).json()
session = requests.Session()
session.headers["Authorization"] = f"Bearer {signed['tokens']['access']}"
tried: list[bool] = []


async def token(stale: bool) -> str:
    tried.append(stale)
    return str(signed["tokens"]["access"])


async def until(condition, what: str) -> None:
    for _ in range(800):
        if condition():
            return
        await asyncio.sleep(0.025)
    raise AssertionError(what)


async def call(method: str, path: str, **body: str) -> dict:
    answer = await asyncio.to_thread(session.request, method, ORIGIN + path, json=body, timeout=30)
    answer.raise_for_status()
    return answer.json() if answer.content else {}


async def main() -> None:
    seen: list[dict] = []
    organization = (await call("GET", "/api/core/organizations/"))["results"][0]["id"]
    room = (await call("GET", f"/api/core/chat/rooms/?organization={organization}"))["results"][0]["stream"]["s"]
    live = Live([ORIGIN.replace("http", "ws")], token, event=seen.append)
    live.join(f"o:{organization}")
    live.join(room)
    running = asyncio.ensure_future(live.run())
    await until(lambda: len(live.places) == 3 and all(place[0] for place in live.places.values()), "it stands")

    # A line that breaks while something is said and something happens: all of it comes, once and in order.
    live.socket.transport.abort()
    said = asyncio.gather(*(live.say(room, f"number {number}") for number in range(3)))
    for name in ("One", "Two"):
        await call("POST", "/api/core/projects/", organization=organization, name=name)
    assert [answer["no"] for answer in await said] == [1, 2, 3]
    texts = lambda: [frame["text"] for frame in seen if frame["type"] == "message"]  # noqa: E731
    names = lambda: [frame["data"]["target"]["label"] for frame in seen if "created" in str(frame.get("data"))]  # noqa: E731
    await until(lambda: len(texts()) == 3 and "Two" in names(), "what was missed is seen")
    assert texts() == ["number 0", "number 1", "number 2"]
    assert [name for name in names() if name in {"One", "Two"}] == ["One", "Two"]

    # Signed out: tried once more with a new token, then it stays away.
    await call("POST", "/api/auth/logout/all/")
    try:
        await asyncio.wait_for(running, 20)
    except Refused:
        assert tried[-1] is True
        sys.stdout.write("held\n")


asyncio.run(main())
