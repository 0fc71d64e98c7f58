"""Looks for secrets where none may be: every row of every table, all of Redis and what went through it, and logs.

`find({"name": secret}, logs=[…])` answers each place in which a secret stands, as it is or encoded. Begin `watching()`
before the journey: a task's arguments are gone from Redis as soon as a worker has taken it.
"""

import base64
import contextlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from math import ceil
from operator import itemgetter
from urllib.parse import quote, quote_plus
from uuid import uuid4

from django.conf import settings
from django.db import connection
from redis import Redis

from kernel import memory

SHORTEST = 6


@dataclass(frozen=True)
class Leak:
    """A secret that stands where it must not."""

    secret: str
    place: str
    form: str


@dataclass
class Traffic:
    """Every command that Redis was given while it was watched."""

    commands: list[str] = field(default_factory=list)


def forms(secret: str) -> dict[str, str]:
    """The ways in which a secret may be written."""
    escaped = json.dumps(secret)[1:-1]
    found = {
        "plain": secret,
        "hex": secret.encode().hex(),
        "url": quote(secret, safe=""),
        "form": quote_plus(secret),
        "json": escaped,
    }
    # A task's arguments are JSON in base64. Base64 takes three bytes at a time, so that a text within a text looks
    # different at each of three places.
    for name, raw in (("base64", secret.encode()), ("json in base64", escaped.encode())):
        for shift in range(3):
            begin, end = ceil(shift * 4 / 3), (shift + len(raw)) * 4 // 3
            padded = b"\0" * shift + raw
            found[f"{name}, {shift}"] = base64.b64encode(padded).decode()[begin:end]
            found[f"{name}, url, {shift}"] = base64.urlsafe_b64encode(padded).decode()[begin:end]
    return found


def find(
    secrets: Mapping[str, str],
    *,
    logs: Iterable[str] = (),
    traffic: Traffic | None = None,
    tables: bool = True,
    more: Iterable[tuple[str, str]] = (),
) -> list[Leak]:
    """Every place in which one of the secrets stands; `more` are texts of other places, after the place's name.

    Raises:
        ValueError: a secret is so short that it stands everywhere by chance.
    """
    if short := [name for name, secret in secrets.items() if len(secret) < SHORTEST]:
        raise ValueError(f"too short to be looked for: {', '.join(short)}")
    known = [(name, form, text) for name, secret in secrets.items() for form, text in forms(secret).items()]
    leaks = set()
    for place, text in _together(chain(_everywhere(logs, traffic, tables), more)):
        leaks |= {Leak(name, place, form) for name, form, looked_for in known if looked_for in text}
    return sorted(leaks, key=lambda leak: (leak.secret, leak.place, leak.form))


def _together(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The texts of one place joined, since many short ones take longer to search than a long one."""
    for place, group in groupby(texts, key=itemgetter(0)):
        yield place, "\n".join(text for _, text in group)


def _everywhere(logs: Iterable[str], traffic: Traffic | None, tables: bool) -> Iterator[tuple[str, str]]:
    if tables:
        yield from rows()
    yield from entries(memory.client())
    for command in traffic.commands if traffic else ():
        yield "Redis command", command
    for log in logs:
        yield "log", log


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, bytes in hex: what a dump of the database holds."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            yield from ((f"table {table}", text) for (text,) in cursor.fetchall())


def entries(client: "Redis[bytes]") -> Iterator[tuple[str, str]]:
    """Every key and value of Redis."""
    for key in client.scan_iter(count=1000):
        name = key.decode("utf-8", "replace")
        yield "Redis key", name
        yield f"Redis {name[:60]}", _content(client, key)


def _content(client: "Redis[bytes]", key: bytes) -> str:
    match client.type(key):
        case b"string":
            parts = [client.get(key) or b""]
        case b"list":
            parts = client.lrange(key, 0, -1)
        case b"set":
            parts = list(client.smembers(key))
        case b"zset":
            parts = client.zrange(key, 0, -1)
        case b"hash":
            parts = [part for pair in client.hgetall(key).items() for part in pair]
        case b"stream":
            parts = [repr(client.xrange(key)).encode()]
        case _:  # it expired since the scan
            parts = []
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


@contextlib.contextmanager
def watching() -> Iterator[Traffic]:
    """Note every command that Redis is given: what is set and gone again, what is published, what tasks carry."""
    traffic, client = Traffic(), Redis.from_url(settings.REDIS_URL)
    # Its own, because whoever watches hears of all databases of the server, and of other watches that end.
    end, ended = f"the watch ends {uuid4()}", threading.Event()
    with client.monitor() as monitor:

        def listen() -> None:
            for command in monitor.listen():
                traffic.commands.append(str(command["command"]))
                if end in traffic.commands[-1]:
                    ended.set()
                    return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield traffic
        finally:
            memory.client().publish(end, b"")
            ended.wait(5)
            thread.join(5)
    client.close()
