"""Counters of streams: where a stream stands, and taking numbers for rows that are kept elsewhere."""

import time
from dataclasses import dataclass

from django.db import connection

from kernel.sockets import figures
from kernel.statements import Statement

_HEADS = Statement("SELECT key, epoch, head, min FROM kernel_stream WHERE key = ANY(%(keys)s)", keys="text[]")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: numbers `min` to `head` can be replayed; another `epoch` means numbering was lost."""

    epoch: str
    head: int
    min: int


def heads(keys: list[str]) -> dict[str, Head]:
    """The heads of these streams; one that never had an entry is at zero."""
    found = {key: Head(epoch, head, low) for key, epoch, head, low in _HEADS.rows({"keys": keys})}
    return {key: found.get(key, Head("", 0, 1)) for key in keys}


def begin(key: str) -> Head:
    """The head of a stream that has one from now on, so that its readers have an epoch to come back with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, head, min FROM kernel_stream_for(%s)", [key])
        return Head(*cursor.fetchone())


def advance(key: str, count: int = 1) -> int:
    """Take `count` numbers and return the last; as the last statement of a transaction, streams in key order."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_advance(%s, %s)", [key, count])
        (head,) = cursor.fetchone()
    figures.numbering.add(time.monotonic() - began)
    return int(head)


def advance_each(keys: list[str]) -> dict[str, int]:
    """Take one number in each of these streams, in the order of their keys, whoever asks; as the last statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, kernel_advance(key, 1) FROM unnest(%s::text[]) AS key", [sorted(keys)])
        return dict(cursor.fetchall())
