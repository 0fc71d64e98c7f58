"""Starts programs for tests and tells which of their processes are still there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[2]


def start(command: list[str], output: Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a Python program of the backend, its output in a file."""
    with output.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=BACKEND,
            env={**os.environ, **(environment or {})},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )


def alive_with(mark: str) -> list[str]:
    """The command lines of all living processes that name `mark`; a zombie has none."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if mark in line and entry.parent.name != str(os.getpid()):
            found.append(line)
    return found


def until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
