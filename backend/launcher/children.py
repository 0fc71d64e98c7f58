"""The processes of a run: started, watched, started again when one dies, and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher import leash
from launcher.console import say, show
from launcher.errors import StartError

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 10.0  # a process that lived this long gets its first, short pause again when it dies
LARGEST_LOG = 10 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
BROKEN_SETTINGS = "KeyNest can't start, "  # how KeyNest.settings.environment begins its list


@dataclass(frozen=True)
class Child:
    """One process to keep running. `is_ready` takes its process id; `polite` is the signal that asks it to end."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[int], bool] = lambda _: True
    polite: signal.Signals = signal.SIGTERM
    quiet: bool = False  # its log goes to the file only


class Crew:
    """All children of a run, in the order in which they were started."""

    def __init__(self, logs: Path, directory: Path) -> None:
        self._logs = logs
        self._directory = directory
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._children: dict[str, Child] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ending: set[str] = set()

    def start(self, child: Child) -> None:
        """Start a child and keep it running until it is stopped."""
        self._children[child.name] = child
        self._tasks[child.name] = asyncio.create_task(self._keep_running(child))

    async def until_ready(self, name: str, seconds: float) -> None:
        """Return when the child is ready; refuse to go on when it died or takes too long."""
        child, deadline = self._children[name], asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < deadline:
            process = self._processes.get(name)
            if process is not None and process.returncode is not None:
                break
            if process is not None and await asyncio.to_thread(child.is_ready, process.pid):
                return
            await asyncio.sleep(0.02)
        raise StartError(last_words(name, self._log(name).read_bytes()))

    async def stop(self, names: Sequence[str], grace: float) -> None:
        """Ask these children to end, all at once, and insist after `grace` seconds."""
        self._ending.update(names)
        await asyncio.gather(*(self._end(self._children[name], grace) for name in names if name in self._children))

    async def _end(self, child: Child, grace: float) -> None:
        process, task = self._processes.get(child.name), self._tasks[child.name]
        if process is None or process.returncode is not None:
            task.cancel()
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(child.polite)
        try:
            async with asyncio.timeout(grace):
                await process.wait()
        except TimeoutError:
            say(f"{child.name} does not end by itself, killing it")
            _kill_group(process.pid)
        await asyncio.wait([task], timeout=2)

    async def _keep_running(self, child: Child) -> None:
        pause = 1.0
        while True:
            began = asyncio.get_running_loop().time()
            status = await self._run(child)
            if child.name in self._ending:
                return
            if asyncio.get_running_loop().time() - began > STEADY_SECONDS:
                pause = 1.0
            say(f"{child.name} ended ({_meaning(status)}), starting it again in {pause:.0f} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run(self, child: Child) -> int:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            cwd=self._directory,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
            start_new_session=True,
        )
        leash.hold(process.pid, child.polite)
        self._processes[child.name] = process
        copying = asyncio.create_task(self._copy(child, process.stdout))
        status = await process.wait()
        _kill_group(process.pid)  # what the child itself may have started
        leash.release(process.pid)
        await asyncio.wait([copying], timeout=1)
        return status

    async def _copy(self, child: Child, output: asyncio.StreamReader | None) -> None:
        path = self._log(child.name)
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            while output is not None and (line := await _next_line(output)):
                log.write(line)
                log.flush()
                if not child.quiet:
                    show(child.name, line.decode(errors="replace").rstrip())

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


def last_words(name: str, output: bytes) -> str:
    """What a process that failed had to say; only its own list of broken settings, where it wrote one."""
    lines = output.decode(errors="replace").strip().splitlines()[-15:]
    faults = next((number for number, line in enumerate(lines) if line.startswith(BROKEN_SETTINGS)), None)
    if faults is not None:
        return "\n".join([lines[faults].removeprefix(BROKEN_SETTINGS), *lines[faults + 1 :]])
    return "\n  ".join([f"{name} failed; its last words:", *lines])


async def _next_line(output: asyncio.StreamReader) -> bytes:
    try:
        return await output.readline()
    except ValueError:  # longer than any line we take; its beginning is dropped by asyncio
        return b"(a line too long to show)\n"


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _meaning(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
