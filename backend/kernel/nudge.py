"""A background thread that wakes the workers, so that no request ever waits for the broker."""

import logging
import threading

from celery import current_app

from kernel import memory

logger = logging.getLogger(__name__)

# While one nudge lies in the queue, another would say nothing new. Should it be lost, the mark is gone soon.
MARK, MARK_SECONDS = "outbox:nudged", 5


class _Nudger:
    """One daemon thread per process; many requests for a nudge become one message."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def request(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._start()
        self._wanted.set()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                send()
            except Exception as error:  # noqa: BLE001  # whatever the broker does, the clock drains the outbox
                logger.warning("no nudge: the broker can't be reached", extra={"error": type(error).__name__})


def send() -> bool:
    """Put one message into the broker, unless one lies there already; answer whether it did."""
    if not memory.client().set(MARK, b"1", nx=True, ex=MARK_SECONDS):
        return False
    current_app.send_task("outbox.drain", queue="mail", retry=False, expires=30)
    return True


def taken() -> None:
    """The worker has begun: what is committed from now on deserves another nudge."""
    try:
        memory.client().delete(MARK)
    except memory.RedisError:
        return


_nudger = _Nudger()
request = _nudger.request
