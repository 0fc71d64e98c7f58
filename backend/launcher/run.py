"""The whole of `make run` once Python's packages are there: servers, migrations, processes, and their end."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from launcher import environment, leash, postgres, redis
from launcher.children import Child, Crew, last_words
from launcher.console import banner, say, step
from launcher.errors import StartError
from launcher.ports import LOOPBACK, free_port, is_taken

BACKEND = Path(__file__).resolve().parents[1]
INBOX_PORT = 8025
SERVERS = {"postgres": "PostgreSQL", "redis": "Redis"}
# Ctrl-C has everything ended within ten seconds: first what serves and works, then what it stands on.
GRACE_OF_PROCESSES = 6.0
GRACE_OF_SERVERS = 3.0


@dataclass(frozen=True)
class Plan:
    """What to start, decided before anything is."""

    data: Path
    port: int
    database: postgres.Cluster | None
    broker: redis.Server | None
    inbox: tuple[int, int] | None  # ports of SMTP and of the page

    @property
    def servers(self) -> list[str]:
        """The names of the embedded servers."""
        return ["postgres"] * bool(self.database) + ["redis"] * bool(self.broker)


def data_directory(root: Path) -> Path:
    """Where everything that a run keeps lies."""
    environment.read_dotenv(root / ".env")
    return Path(os.environ.get("DATA_DIR") or root / ".data").resolve()


def plan(root: Path) -> Plan:
    """Read the operator's settings and set those of the processes in our own environment, which they inherit."""
    data = data_directory(root)
    _hold_alone(data)
    port = environment.number("PORT", 8000)
    if is_taken(port):
        raise StartError(
            f"port {port} is in use by another program: stop it, or choose another port (PORT=8001 make run)"
        )
    database = None if environment.given("DATABASE_URL") else postgres.Cluster(data / "postgres", free_port())
    broker = None if environment.given("REDIS_URL") else redis.Server(data / "redis", free_port())
    inbox = None if environment.given("EMAIL_URL") else (free_port(), _inbox_port())
    exists = database is None or database.data.exists()
    environment.add_secrets(data / "secrets.env", database_exists=exists and database is not None)
    os.environ["PORT"] = str(port)
    os.environ["PUBLIC_URL"] = os.environ.get("PUBLIC_URL") or f"http://localhost:{port}"
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # the threads' own heaps would cost more memory than they save time
    os.environ.setdefault("DRAIN_SECONDS", "1")  # Ctrl-C shall not take as long as a deployment
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # which would load every view into processes that have none
    os.environ["PYTHONUNBUFFERED"] = "1"
    if broker:
        os.environ["REDIS_URL"] = broker.url
    if inbox:
        os.environ["EMAIL_URL"] = f"smtp://{LOOPBACK}:{inbox[0]}/"
    return Plan(data, port, database, broker, inbox)


async def run(plan: Plan, began: float, then: list[str]) -> int:
    """Start everything, keep it running until we are told to end, and stop it in order.

    With a command in `then`, that is run once all is there, and its end is ours too; its status is answered.
    """
    logs = plan.data / "logs"
    logs.mkdir(exist_ok=True)
    crew, told = Crew(logs, BACKEND), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    starting = asyncio.create_task(_start(crew, plan, began, then))
    ending = asyncio.create_task(told.wait())
    try:
        await asyncio.wait([starting, ending], return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and (starting.exception() or then):
            return starting.result()
        await ending
        return 0
    finally:
        starting.cancel()
        (plan.data / "running.env").unlink(missing_ok=True)
        with step("Stopping"):
            await crew.stop(["web", "inbox", "beat", "worker"], GRACE_OF_PROCESSES)
            await crew.stop(["redis", "postgres"], GRACE_OF_SERVERS)


async def _start(crew: Crew, plan: Plan, began: float, then: list[str]) -> int:
    if plan.servers:
        with step("Starting " + " and ".join(SERVERS[name] for name in plan.servers)):
            await _start_servers(crew, plan)
    await _migrate(plan)
    if plan.inbox:
        smtp, page = plan.inbox
        given = ["--directory", str(plan.data / "inbox"), "--smtp-port", str(smtp), "--http-port", str(page)]
        crew.start(Child("inbox", [sys.executable, "-m", "launcher.inbox", *given]))
    with step("Starting the web process"):
        web = [sys.executable, "-m", "KeyNest.serve", "--drain-seconds", "4"]
        crew.start(Child("web", web, is_ready=lambda _: _answers(plan.port)))
        await crew.until_ready("web", 60)
    banner(time.monotonic() - began, _places(plan))
    # Only now: on two cores they would make the first page wait.
    # Celery warns of root at length, in every container as well.
    celery = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "KeyNest"]
    work = ["worker", "--queues", "default,mail,heavy", "--pool", "threads", "--concurrency", "6"]
    crew.start(Child("worker", [*celery, *work, "--without-gossip", "--without-mingle", "--without-heartbeat"]))
    crew.start(Child("beat", [*celery, "beat", "--schedule", str(plan.data / "beat")]))
    environment.keep_for_commands(plan.data / "running.env")
    return await (await asyncio.create_subprocess_exec(*then)).wait() if then else 0


async def _start_servers(crew: Crew, plan: Plan) -> None:
    if plan.broker:
        plan.broker.prepare()
        crew.start(Child("redis", plan.broker.command(), lambda _: _redis_is_ready(plan), redis.POLITE, quiet=True))
    if plan.database:
        await asyncio.to_thread(plan.database.initialise)
        os.environ["DATABASE_URL"] = plan.database.url
        child = Child("postgres", plan.database.command(), plan.database.is_ready, postgres.POLITE, quiet=True)
        crew.start(child)
    for name in plan.servers:
        await crew.until_ready(name, 60)


async def _migrate(plan: Plan) -> None:
    """Bring the database to this code's state. Our own database remembers for which migrations that was done."""
    files = sorted(path for path in BACKEND.glob("*/migrations/*.py"))
    lock = (BACKEND / "requirements" / "run.txt").read_bytes()  # other people's migrations come with their packages
    state = hashlib.sha256(lock + b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()
    stamp = plan.database.directory / "migrated" if plan.database else None
    if stamp and stamp.exists() and stamp.read_text() == state:
        return
    with step("Migrating the database"):
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "1"]
        process = await asyncio.create_subprocess_exec(
            *command, cwd=BACKEND, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise StartError(last_words("the migration", output))
    if stamp:
        stamp.write_text(state)


def _hold_alone(data: Path) -> None:
    """Make the data directory ours for the length of this run, and of whatever it leaves behind when it is killed."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + leash.GRACE_SECONDS + 2
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            owner = os.pread(lock, 20, 0).decode().strip()
            # A killed run is being cleared away by its guardian, which takes a few seconds at the most.
            if _is_alive(owner) or time.monotonic() > deadline:
                raise StartError(
                    f"another `make run` (process {owner}) uses {data}: stop it, or choose another place (DATA_DIR=…)"
                ) from None
            time.sleep(0.1)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    leash.keep_open(lock)


def _is_alive(pid: str) -> bool:
    with contextlib.suppress(ValueError, ProcessLookupError):
        os.kill(int(pid), 0)
        return True
    return False


def _inbox_port() -> int:
    wanted = environment.number("INBOX_PORT", INBOX_PORT)
    if not is_taken(wanted):
        return wanted
    if "INBOX_PORT" in os.environ:
        raise StartError(f"port {wanted}, for the inbox, is in use: choose another port (INBOX_PORT=8026 make run)")
    port = next((port for port in range(wanted + 1, wanted + 50) if not is_taken(port)), free_port())
    say(f"Port {wanted} is in use, the inbox takes {port} instead")
    return port


def _places(plan: Plan) -> dict[str, str]:
    address = os.environ["PUBLIC_URL"].rstrip("/")
    inbox = {"Inbox": f"http://localhost:{plan.inbox[1]}   every mail lands here"} if plan.inbox else {}
    return {"Web app": address, "API": f"{address}/api/docs/", **inbox, "Data": f"{plan.data}   keys in secrets.env"}


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/health/live", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _redis_is_ready(plan: Plan) -> bool:
    return plan.broker is not None and plan.broker.is_ready()
