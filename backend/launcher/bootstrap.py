"""Makes a bare machine ready: Python packages, Node packages, the built web app. Then, if asked, runs KeyNest.

It is called by the Makefile with whatever Python the machine has, before anything is installed, so it uses the standard
library only. Each thing is done once and again only when what it depends on has changed.

    python3 -I backend/launcher/bootstrap.py python tools npm web run
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND, FRONTEND = ROOT / "backend", ROOT / "frontend"
VENV = BACKEND / ".venv"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 9)
# What the built web app is made of.
WEB_SOURCES = ("src", "public", "scripts", "package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json")


class NotReadyError(Exception):
    """What is missing, in one line that says what to do about it."""


def make_python() -> None:
    """The virtual environment with what a running KeyNest needs."""
    if not _is_current("dev.txt"):  # which holds all of run.txt
        _install("run.txt")


def make_tools() -> None:
    """The same, with what tests, lint and benchmarks need on top."""
    if not _is_current("dev.txt"):
        _install("dev.txt")


def _is_current(name: str) -> bool:
    stamp = VENV / f"keynest-{name}"
    return stamp.exists() and stamp.read_text() == _python_state()


def _python_state() -> str:
    return _digest([BACKEND / "requirements" / name for name in ("run.txt", "dev.txt")]) + sys.version


def _install(name: str) -> None:
    if _is_current(name):
        return
    python = VENV / "bin" / "python"
    if not python.exists():
        if importlib.util.find_spec("ensurepip") is None:
            raise NotReadyError("Python's venv module is missing: apt-get install python3-venv (or python3-full)")
        with _step("Making the Python environment"):
            _run([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    with _step("Installing Python packages (the first time this takes a minute)"):
        _run([*pip, "--requirement", str(BACKEND / "requirements" / name)])
    (VENV / f"keynest-{name}").write_text(_python_state())


def make_npm() -> None:
    """The packages of the web app, as its lock file names them."""
    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules" / ".keynest"
    if stamp.exists() and stamp.read_text() == _digest([lock]):
        return
    _demand_node()
    with _step("Installing Node packages (the first time this takes a minute)"):
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], FRONTEND)
    stamp.write_text(_digest([lock]))


def make_web() -> None:
    """The web app, exported to files."""
    sources = (FRONTEND / name for name in WEB_SOURCES)
    files = sorted(file for source in sources for file in (source.rglob("*") if source.is_dir() else [source]))
    wanted = _digest([file for file in files if file.is_file()])
    stamp = FRONTEND / ".next" / "keynest"
    if stamp.exists() and stamp.read_text() == wanted and (FRONTEND / "out" / "index.html").exists():
        return
    make_npm()
    with _step("Building the web app"):
        _run(["npm", "run", "build", "--silent"], FRONTEND)
    stamp.write_text(wanted)


def _demand_node() -> None:
    advice = f"Node.js {OLDEST_NODE[0]} or newer is needed to build the web app"
    node = shutil.which("node")
    if node is None:
        raise NotReadyError(f"{advice}: apt-get install nodejs npm, or https://nodejs.org")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(map(int, version.lstrip("v").split(".")[:2])) < OLDEST_NODE:
        raise NotReadyError(f"{advice}, this one is {version}: https://nodejs.org")
    if shutil.which("npm") is None:
        raise NotReadyError("npm is needed to build the web app: apt-get install npm")


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(str(file.relative_to(ROOT)).encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _run(command: list[str], directory: Path = ROOT) -> None:
    quiet = {"NEXT_TELEMETRY_DISABLED": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        command, cwd=directory, env=os.environ | quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        words = done.stdout.decode(errors="replace").strip().splitlines()[-20:]
        raise NotReadyError("\n  ".join([f"`{' '.join(command[:4])} …` failed with status {done.returncode}:", *words]))


@contextlib.contextmanager
def _step(doing: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"▸ {doing} …", flush=True)
    yield
    print(f"✓ {doing} ({time.monotonic() - began:.0f} s)", flush=True)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one bootstrap of this checkout work at a time; the others wait and then find the work done."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run() -> None:
    """Become `python -m launcher`."""
    python = str(VENV / "bin" / "python")
    os.chdir(BACKEND)
    os.execv(python, [python, "-m", "launcher"])  # noqa: S606  # no shell is wanted


MAKERS = {"python": make_python, "tools": make_tools, "npm": make_npm, "web": make_web}


def main(wishes: list[str]) -> int:
    """Make ready what is asked for."""
    os.environ.setdefault("KEYNEST_BEGAN", str(time.monotonic()))
    if sys.version_info < OLDEST_PYTHON:
        newer = next(filter(None, (shutil.which(f"python3.{minor}") for minor in (14, 13, 12, 11))), None)
        if newer is None:
            print(
                "KeyNest needs Python 3.11 or newer: https://www.python.org, or your system's package", file=sys.stderr
            )
            return 2
        os.execv(newer, [newer, "-I", __file__, *wishes])  # noqa: S606  # no shell is wanted
    try:
        with _alone():
            for wish in wishes:
                if wish in MAKERS:
                    MAKERS[wish]()
    except (NotReadyError, OSError) as reason:
        print(f"Not ready: {reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if "run" in wishes:
        run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
