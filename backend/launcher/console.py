"""What `make run` writes to the terminal: progress with its time, and the merged lines of all processes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

COLOURS = {"web": 36, "worker": 33, "beat": 35, "inbox": 32, "postgres": 34, "redis": 31}
LEVELS = {"warning": 33, "error": 31, "critical": 31}
WIDTH = max(map(len, COLOURS))
# Said by the prefix, or of use to a machine only.
DULL = {"at", "level", "message", "logger", "request_id", "exception", "data"}
# Celery tells of each task three times, every five seconds: to be read in the log file, where it also stands.
HUSHED = {"celery.beat", "celery.worker.strategy", "celery.app.trace"}


def coloured(text: str, colour: int) -> str:
    """The text in an ANSI colour, where somebody looks at a terminal that wants colours (https://no-color.org)."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\x1b[{colour}m{text}\x1b[0m"


def say(text: str) -> None:
    """One line of our own."""
    print(coloured("▸ ", 36) + text, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    began = time.monotonic()
    say(f"{doing} …")
    yield
    print(coloured("✓ ", 32) + f"{doing} ({time.monotonic() - began:.1f} s)", flush=True)


def show(name: str, line: str) -> None:
    """One line of a process, with its name in front, unless it is one that nobody waits for."""
    if any(f'"logger": "{logger}"' in line for logger in HUSHED) and '"level": "info"' in line:
        return
    print(coloured(f"{name:>{WIDTH}} │ ", COLOURS.get(name, 37)) + readable(line), flush=True)


def readable(line: str) -> str:
    """A JSON log line as a person reads it; any other line as it is."""
    try:
        entry = json.loads(line) if line.startswith("{") else None
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or "message" not in entry:
        return line
    details = " ".join(f"{name}={value}" for name, value in entry.items() if name not in DULL)
    level = str(entry.get("level", ""))
    mark = coloured(level.upper() + " ", LEVELS[level]) if level in LEVELS else ""
    clock = str(entry.get("at", ""))[11:19]
    stack = f"\n{entry['exception']}" if "exception" in entry else ""
    return f"{clock} {mark}{entry['message']} {coloured(details, 90)}".strip() + stack


def banner(seconds: float, places: dict[str, str]) -> None:
    """The last word of a start: where everything is."""
    width = max(map(len, places))
    lines = [f"   {name:<{width}}   {coloured(place, 36)}" for name, place in places.items()]
    title = coloured("KeyNest is running", 1) + f" (ready in {seconds:.1f} s)"
    end = "   Ctrl-C stops everything. Demo data: make demo"
    print("\n".join(["", f"   {title}", "", *lines, "", end, ""]), flush=True)
