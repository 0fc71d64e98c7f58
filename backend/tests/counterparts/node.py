"""Counterparts that were not written here, from npm: started on a free port, told what to do, ended by their id."""

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

SCRIPTS = Path(__file__).parents[3] / "frontend/e2e/counterparts"


@dataclass(frozen=True)
class FromNow:
    """A moment so many seconds from when it is used: tests are collected minutes before they run."""

    seconds: int

    @property
    def moment(self) -> int:
        """In seconds of the epoch."""
        return int(time.time()) + self.seconds


class Counterpart:
    """One that runs, at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, **body: Any) -> Any:
        """Use one of its addresses for tests."""
        answer = requests.post(self.url + path, json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def lie(self, **how: Any) -> None:
        """Say how it misbehaves from now on; nothing ends that."""
        self.ask("/control", **how)

    def token(self, **wish: Any) -> str:
        """A token of that make; moments of its payload may be said as `FromNow`."""
        payload = {name: at.moment if isinstance(at, FromNow) else at for name, at in wish.get("payload", {}).items()}
        return str(self.ask("/make", **{**wish, "payload": payload})["token"])

    def counts(self) -> dict[str, int]:
        """How often each address was asked for since it was last told how to behave."""
        return self.ask("/counts")


@contextlib.contextmanager
def running(script: str, *arguments: str, **environment: str) -> Iterator[Counterpart]:
    """Start frontend/e2e/counterparts/<script>, which prints {"url": …} once it listens."""
    with subprocess.Popen(
        ["node", str(SCRIPTS / script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LEASHED": "1", **environment},
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "it did not start: are the npm packages there? (make test installs them)"
            yield Counterpart(json.loads(line)["url"])
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def _issuer() -> Iterator[Counterpart]:
    with running("issuer.mjs") as found:
        yield found


@pytest.fixture
def issuer(_issuer: Counterpart) -> Counterpart:
    """npm oauth2-mock-server, honest until told otherwise."""
    _issuer.lie()
    return _issuer
