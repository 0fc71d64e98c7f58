"""What this process has delivered, and what it tried in vain: counted here, told by its heartbeat."""

import threading
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Two counters that several threads add to."""

    delivered: int = 0
    failed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def good(self) -> None:
        """Something was delivered."""
        with self._lock:
            self.delivered += 1

    def bad(self) -> None:
        """A try failed, for now or for good."""
        with self._lock:
            self.failed += 1


tally = Tally()
