"""What a bare machine lacks is said in one line, and nothing is done twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launcher.processes import BACKEND


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the bootstrap and a web app without sources."""
    for folder in ("backend/launcher", "backend/requirements", "frontend", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(BACKEND / "launcher" / "bootstrap.py", tmp_path / "backend" / "launcher")
    for name in ("run.txt", "dev.txt"):
        (tmp_path / "backend" / "requirements" / name).write_text("")
    for name in ("package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json"):
        (tmp_path / "frontend" / name).write_text("{}")
    return tmp_path


def program(checkout: Path, name: str, text: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def bootstrap(checkout: Path, *wishes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(checkout / "backend" / "launcher" / "bootstrap.py"), *wishes],
        env={**os.environ, "PATH": f"{checkout / 'bin'}"},
        capture_output=True,
        text=True,
        check=False,
    )


def calls(checkout: Path) -> list[str]:
    log = checkout / "calls"
    return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def node(checkout: Path) -> Path:
    """The checkout with a Node and an npm that write down what they were called with."""
    program(checkout, "node", "echo v22.1.0")
    build = 'case "$*" in *build*) mkdir -p .next out; echo > out/index.html;; *) mkdir -p node_modules;; esac'
    program(checkout, "npm", f'PATH=/usr/bin:/bin; echo "$*" >> {checkout}/calls; {build}')
    return checkout


def test_a_missing_node_is_named(checkout: Path) -> None:
    done = bootstrap(checkout, "web")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Not ready: Node.js 20 or newer is needed to build the web app: apt-get install")


@pytest.mark.parametrize("version", ["v18.19.0", "v20.8.1"])
def test_an_old_node_is_named_with_its_version(checkout: Path, version: str) -> None:
    program(checkout, "node", f"echo {version}")

    done = bootstrap(checkout, "npm")

    assert done.returncode == 2
    assert f"this one is {version}" in done.stderr


def test_a_missing_npm_is_named(checkout: Path) -> None:
    program(checkout, "node", "echo v20.9.0")

    assert "npm is needed" in bootstrap(checkout, "npm").stderr


def test_the_web_app_is_built_once_and_again_when_a_source_changes(node: Path) -> None:
    assert bootstrap(node, "web").returncode == 0
    assert [call.split()[0] for call in calls(node)] == ["ci", "run"]

    assert bootstrap(node, "web").stdout == ""
    assert len(calls(node)) == 2

    (node / "frontend" / "src").mkdir()
    (node / "frontend" / "src" / "page.tsx").write_text("new")
    bootstrap(node, "web")
    assert [call.split()[0] for call in calls(node)] == ["ci", "run", "run"]

    (node / "frontend" / "package-lock.json").write_text("{ }")
    bootstrap(node, "web")
    assert [call.split()[0] for call in calls(node)] == ["ci", "run", "run", "ci", "run"]


def test_a_build_that_fails_shows_its_last_words_and_is_tried_again(node: Path) -> None:
    program(node, "npm", "echo type error in page.tsx; exit 1")

    for _ in range(2):
        done = bootstrap(node, "npm")
        assert done.returncode == 2
        assert "`npm ci --no-audit --no-fund …` failed with status 1:\n  type error in page.tsx" in done.stderr


def test_the_python_environment_is_made_once_and_again_when_the_lock_changes(checkout: Path) -> None:
    first = bootstrap(checkout, "python")
    assert first.returncode == 0, first.stderr
    assert "Making the Python environment" in first.stdout

    assert bootstrap(checkout, "python").stdout == ""

    (checkout / "backend" / "requirements" / "run.txt").write_text("# changed")
    again = bootstrap(checkout, "python").stdout
    assert "Installing Python packages" in again
    assert "Making" not in again
