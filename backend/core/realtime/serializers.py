"""The shape of a stream that is read by HTTP."""

from typing import Any

import orjson
from rest_framework import serializers

from kernel.http.parsing import Query
from kernel.sockets.source import Opening
from kernel.sockets.waiting import MOST_SECONDS, Passed


class StreamQuery(Query):
    """Where the reader stands; without `since` only the head is answered.

    Where nothing has happened since, the answer waits for something to happen, at most `wait` seconds.
    """

    since = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
    epoch = serializers.CharField(max_length=16, required=False)
    wait = serializers.IntegerField(min_value=0, max_value=MOST_SECONDS, required=False, default=0)


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


class BriefPersonOut(serializers.Serializer[Any]):
    """Somebody, as briefly as is shown beside what they do."""

    id = serializers.UUIDField()
    full_name = serializers.CharField()
    avatar_url = serializers.CharField(allow_null=True)


class AttendantOut(serializers.Serializer[Any]):
    """A person on a stream, and what they do there: `keys` are the names of variables that are being edited."""

    user = BriefPersonOut()
    doing = serializers.ChoiceField(["looking", "editing"])
    keys = serializers.ListField(child=serializers.CharField())


class AttendanceOut(serializers.Serializer[Any]):
    """Who is on a stream; of more than 200 people only the number."""

    people = AttendantOut(many=True)
    count = serializers.IntegerField()


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


def passed_out(passed: Passed) -> bytes:
    """What came to somebody who waited, as the body of the answer."""
    frames = [orjson.Fragment(text) for text in passed.frames]
    return orjson.dumps(stream_out(passed.opening) | {"head": passed.last, "frames": frames})
