"""How much one socket may ask: token buckets, and what many violations lead to."""

import time
from collections import deque

VIOLATIONS = 20
VIOLATION_SECONDS = 60.0
STRIKES = 3
STRIKE_SECONDS = 3600.0
FRAME_BYTES = 64 * 1024  # held by the server, KeyNest.serve
SOCKETS_PER_USER = 10
STREAMS_PER_SOCKET = 50


class Bucket:
    """A token bucket: `rate` a second, up to `burst` at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = self._left = burst
        self._at = time.monotonic()

    def wait(self) -> float:
        """Take one; the seconds until there is one to take, or 0.0 when it was taken."""
        moment = time.monotonic()
        self._left = min(self._burst, self._left + (moment - self._at) * self._rate)
        self._at = moment
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0


class Window:
    """Counts what happened within the last `seconds`."""

    __slots__ = ("_seconds", "_times")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque()

    def count(self) -> int:
        """Count one more, and say how many there were lately."""
        moment = time.monotonic()
        self._times.append(moment)
        while self._times[0] < moment - self._seconds:
            self._times.popleft()
        return len(self._times)
