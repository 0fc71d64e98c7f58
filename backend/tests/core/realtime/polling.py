"""Many requests at once to a real server, each on a connection of its own, timed by one clock."""

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any


@dataclass
class Answered:
    """An answer, and when it was there."""

    status: int
    headers: dict[str, str]
    body: Any
    at: float


class Asked:
    """A request that may wait; `answer` reads what comes, `leave` goes away before."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, bodiless: bool) -> None:
        self._reader, self._writer, self._bodiless = reader, writer, bodiless

    async def answer(self, timeout: float = 10) -> Answered:
        try:
            return await asyncio.wait_for(self._read(), timeout)
        finally:
            await self.leave()

    async def leave(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _read(self) -> Answered:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await self._reader.readexactly(0 if self._bodiless else int(headers["content-length"]))
        return Answered(int(head[0].split()[1]), headers, json.loads(body or "null"), time.monotonic())


async def ask(port: int, path: str, token: str, method: str = "GET") -> Asked:
    """Send a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}", "", ""]
    writer.write("\r\n".join(lines).encode())
    return Asked(reader, writer, bodiless=method == "HEAD")


async def ask_all(port: int, path: str, tokens: list[str]) -> list[Asked]:
    """The same request of many people, a few at a time."""
    few = asyncio.Semaphore(20)

    async def one(token: str) -> Asked:
        async with few:
            return await ask(port, path, token)

    return await asyncio.gather(*(one(token) for token in tokens))
