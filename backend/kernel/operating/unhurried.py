"""Questions that may get dear: what took long to answer is not asked again at once, however many pages want to know."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

LONG_SECONDS, TIMES, MOST_SECONDS = 0.05, 20, 30.0
_all: "WeakSet[Unhurried[object]]" = WeakSet()


class Unhurried(Generic[T]):
    """A question without arguments. Its answer is remembered in this process for twenty times as long as it took."""

    def __init__(self, ask: Callable[[], T]) -> None:
        wraps(ask)(self)
        self._ask = ask
        self._kept: tuple[float, T] | None = None
        _all.add(self)  # type: ignore[arg-type]

    def __call__(self) -> T:
        """The answer, a new one unless that would be dear."""
        began = time.monotonic()
        if self._kept is not None and began < self._kept[0]:
            return self._kept[1]
        found = self._ask()
        took = time.monotonic() - began
        self._kept = (began + min(took * TIMES, MOST_SECONDS), found) if took > LONG_SECONDS else None
        return found

    def forget(self) -> None:
        """Ask anew."""
        self._kept = None


def forget() -> None:
    """Ask everything anew, as after a restart."""
    for each in _all:
        each.forget()
