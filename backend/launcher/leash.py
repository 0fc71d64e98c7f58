"""Ends what this process started, even when this process is killed.

A small guardian process holds the other end of a pipe. When the pipe closes, because its owner ended in whatever way
(kill -9 included), the guardian stops everything it was told of: politely first, then for certain. This file is also
the guardian's program, so it uses the standard library only and imports nothing of ours.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

GRACE_SECONDS = 5.0
_guardians: list[subprocess.Popen[bytes]] = []  # one at the most, started when it is first needed


@contextlib.contextmanager
def held(process: subprocess.Popen[bytes], polite: signal.Signals = signal.SIGTERM) -> Iterator[None]:
    """Keep a process on the leash while the block runs. It must lead its own session (`start_new_session=True`)."""
    hold(process.pid, polite)
    try:
        yield
    finally:
        release(process.pid)


def hold(pid: int, polite: signal.Signals = signal.SIGTERM) -> None:
    """End this process, and its process group, if we die before `release(pid)`."""
    _tell(f"+{pid} {int(polite)}\n")


def keep_open(descriptor: int) -> None:
    """Let the guardian hold this file open too: a lock on it then lasts until everything that was held has ended."""
    _start(descriptor)


def release(pid: int) -> None:
    """Forget a process that has been waited for: its number may soon be somebody else's."""
    _tell(f"-{pid}\n")


def stop(process: subprocess.Popen[bytes], polite: signal.Signals, grace: float = GRACE_SECONDS) -> int:
    """Ask a process to end, insist after `grace` seconds, sweep up its group, and answer its exit status."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(polite)
    try:
        status = process.wait(grace)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGKILL)
        return process.wait()
    _signal_group(process.pid, signal.SIGKILL)
    return status


def _start(*descriptors: int) -> None:
    # A session of its own: Ctrl-C in the terminal must not take the guardian before its owner.
    command = [sys.executable, "-I", "-S", __file__]
    guardian = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=descriptors, start_new_session=True)
    _guardians.append(guardian)
    atexit.register(_dismiss)


def _dismiss() -> None:
    guardian = _guardians.pop()
    guardian.communicate()  # closes the pipe, and waits while the guardian ends what may still be held


def _tell(line: str) -> None:
    if not _guardians:
        _start()
    if pipe := _guardians[0].stdin:
        pipe.write(line.encode())
        pipe.flush()


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):  # where there is a /proc: a zombie that nobody collects has ended all the same
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    return True


def _guard() -> None:
    """Read orders until the owner is gone, then end what is still held."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    charges: dict[int, int] = {}
    for line in sys.stdin.buffer:
        order, words = line[:1], line[1:].split()
        if order == b"+":
            charges[int(words[0])] = int(words[1])
        else:
            charges.pop(int(words[0]), None)
    for pid, polite in charges.items():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, polite)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(_alive, charges)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in charges:
        _signal_group(pid, signal.SIGKILL)


if __name__ == "__main__":
    _guard()
