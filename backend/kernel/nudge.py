"""A background thread that wakes the workers, so that no request ever waits for the broker."""

import logging
import threading

from celery import current_app

logger = logging.getLogger(__name__)


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
                current_app.send_task("outbox.drain", queue="mail", retry=False, expires=30)
            except Exception as error:  # noqa: BLE001  # whatever the broker does, the clock drains the outbox
                logger.warning("no nudge: the broker can't be reached", extra={"error": type(error).__name__})


_nudger = _Nudger()
request = _nudger.request
