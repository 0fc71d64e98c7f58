"""The shape of a stream that is read by HTTP."""

from typing import Any

import orjson
from rest_framework import serializers

from kernel.http.parsing import Query
from kernel.sockets.source import Opening


class StreamQuery(Query):
    """Where the reader stands; without `since` only the head is answered."""

    since = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
    epoch = serializers.CharField(max_length=16, required=False)


class StreamOut(serializers.Serializer[Any]):
    """Where a stream stands, and the frames since a number, exactly as its sockets are sent them.

    With `resync` nothing is replayed: reload what the stream feeds, and go on from `head`.
    """

    s = serializers.CharField()
    epoch = serializers.CharField()
    head = serializers.IntegerField()
    min = serializers.IntegerField()
    resync = serializers.BooleanField()
    frames = serializers.ListField(child=serializers.DictField())


def stream_out(opening: Opening) -> dict[str, Any]:
    """An opening as an answer."""
    return {
        "s": opening.stream,
        "epoch": opening.head.epoch,
        "head": opening.last,
        "min": opening.head.min,
        "resync": bool(opening.lost),
        "frames": [orjson.Fragment(row.seen(opening.stream, opening.rights)) for row in opening.rows],
    }
