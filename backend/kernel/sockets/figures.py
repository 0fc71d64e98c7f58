"""What this process has counted: plain numbers that cost next to nothing, gathered when somebody asks (ADR 40).

No label ever holds what a client may choose: no path with an id, no frame's own word, no code that we don't know.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# By which clients leave, or what the server says for them when the line broke.
USUAL_CODES = frozenset({1000, 1001, 1005, 1006, 1009, 1012})

Labels = tuple[str, ...]
Levels = Mapping[str, Mapping[Labels, float]]


class Count(dict[Labels, int]):
    """A counter, by its labels: `closed["4109", "server"] += 1`. Without a lock: only an event loop's thread counts."""

    def __init__(self, name: str, said: str, labels: Labels = ()) -> None:
        super().__init__()
        self.name, self.said, self.labels = name, said, labels
        COUNTS[name] = self

    def __missing__(self, labels: Labels) -> int:
        return 0


class Timing:
    """How long something took, by classes of seconds. Any thread may add to it."""

    def __init__(self, name: str, said: str) -> None:
        self.name, self.said = name, said
        self.classes = [0] * (len(BOUNDS) + 1)
        self.sum = 0.0
        self._lock = threading.Lock()
        TIMINGS[name] = self

    def add(self, seconds: float) -> None:
        """Once more; less than nothing, as clocks of two machines may say, counts as nothing."""
        seconds = max(0.0, seconds)
        with self._lock:
            self.classes[bisect_left(BOUNDS, seconds)] += 1
            self.sum += seconds


COUNTS: dict[str, Count] = {}
TIMINGS: dict[str, Timing] = {}
# What stands at some height, and is looked at when somebody asks: name, what it says, and its labels.
LEVELS: dict[str, tuple[str, Labels]] = {
    "ws_connections": ("Sockets that are open, and requests that wait in the place of one.", ("door",)),
    "ws_connections_most": ("How many of them this process takes.", ()),
    "ws_outbox_depth": ("Frames that wait for a client: of the worst socket, of one in a hundred.", ("of",)),
    "ws_loop_lag_seconds": ("How late the event loop was at the worst, in the last seconds.", ()),
    "rt_bus_up": ("Whether what is published comes back to the process that listens.", ()),
    "rt_canary_seconds": ("How long the last message took to come back by the bus.", ()),
    "rt_streams": ("Streams that are followed.", ()),
    "presence_members": ("Sockets of which this process says where they are, once for each stream.", ()),
}

accepted = Count("ws_accept", "Handshakes, by how the token was shown and what came of them.", ("auth", "result"))
closed = Count("ws_close", "Sockets that ended, by the code and who ended them.", ("code", "by"))
taken = Count("ws_in", "Frames from clients.", ("type", "result"))
sent = Count("ws_out", "Frames to clients.", ("type",))
dropped = Count("ws_dropped", "Frames not sent: what may be lost, and the rest of who reads too slowly.", ("kind",))
resumed = Count("ws_resume", "Streams that somebody began to follow: fresh, resumed, or to be reloaded.", ("result",))
replayed = Count("ws_replayed", "Frames that were sent again to who had missed them.")
gaps = Count("ws_gap", "Wake-ups that the bus has lost, by who found out.", ("found_by",))
limited = Count("ws_rate_limited", "Frames that were too much.", ("scope",))
unpublished = Count("rt_publish_errors", "Messages that could not be published.")
# Told before it happens, so that the first time is seen as a rise.
for _count, _known in (
    (dropped, ("passing", "slow")),
    (resumed, ("fresh", "resumed", "too_far", "trimmed", "epoch")),
    (gaps, ("reconcile", "client")),
    (limited, ("connection",)),
):
    _count.update({(label,): 0 for label in _known})
for _count in (replayed, unpublished):
    _count[()] = 0

handshakes = Timing("ws_handshake_seconds", "From the handshake to the first frame.")
sends = Timing("ws_send_seconds", "How long a socket took what had gathered for it.")
on_the_way = Timing("rt_commit_to_socket_seconds", "From the commit until a row lies in the outboxes of its followers.")
publishing = Timing("rt_publish_seconds", "How long the bus took a message.")
numbering = Timing("rt_stream_lock_wait_seconds", "How long taking a stream's number took: waiting for others, mostly.")
kicks = Timing("ws_kick_seconds", "From the end of a session until its sockets were closed.")
queries = Timing("ws_db_pool_wait_seconds", "How long a socket's question waited for a thread.")


def note_end(closing: int | None, left_with: int) -> None:
    """A socket has ended: by us, or by a client that may have said any code."""
    if closing is not None:
        closed[str(int(closing)), "server"] += 1
    else:
        closed[str(left_with) if left_with in USUAL_CODES else "other", "client"] += 1


_looked_at: dict[str, Callable[[], Levels]] = {}


def look_at(what: str, levels: Callable[[], Levels]) -> None:
    """From now on the levels of this process are these, too; one after the other of the same sort takes its place."""
    _looked_at[what] = levels


def snapshot() -> dict[str, Any]:
    """All of it, as JSON can hold it."""
    return {
        "counts": {name: [[*labels, number] for labels, number in list(each.items())] for name, each in COUNTS.items()},
        "timings": {name: [*each.classes, each.sum] for name, each in TIMINGS.items()},
        "levels": {
            name: [[*labels, value] for labels, value in each.items()]
            for levels in list(_looked_at.values())
            for name, each in levels().items()
        },
    }
