"""The drill's end of a crowd of clients."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from launcher import leash
from tests.faults.stack import BACKEND


class Clients:
    """A crowd in a process of its own. Any method of `crowd.Crowd` can be called by its name."""

    def __init__(self, directory: Path, people: list[dict[str, Any]], *, before: tuple[str, ...] = ()) -> None:
        command = [*before, sys.executable, "-m", "tests.faults.drill.live.crowd"]
        self._log = (directory / "crowd.log").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=BACKEND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        leash.hold(self.process.pid)
        self.count = len(people)
        self._say({"client": str(directory / "live.py"), "people": people})

    def ask(self, name: str, *given: Any) -> Any:
        """What a method of the crowd answers."""
        self._say([name, *given])
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def send(self, number: signal.Signals) -> None:
        """Freeze it, or let it go on."""
        os.killpg(self.process.pid, number)

    def end(self) -> None:
        """Hang up."""
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGCONT)
            self.send(signal.SIGKILL)
        self.process.communicate()
        self._log.close()
        leash.release(self.process.pid)

    def _say(self, what: Any) -> None:
        assert self.process.stdin is not None
        print(json.dumps(what), file=self.process.stdin, flush=True)


@contextlib.contextmanager
def connected(directory: Path, people: list[dict[str, Any]], **options: Any) -> Iterator[Clients]:
    """A crowd for the length of the block."""
    clients = Clients(directory, people, **options)
    try:
        yield clients
    finally:
        clients.end()
