"""The readers that our exports must satisfy: python-dotenv, npm's dotenv, bash."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import dotenv

NPM_DOTENV = Path(__file__).parents[4] / "frontend" / "node_modules" / "dotenv"
SCRIPT = Path(__file__).with_name("dotenv_by_npm.cjs")


def python_dotenv(text: str) -> dict[str, str | None]:
    """What python-dotenv reads; without expansion, which is the reader's choice and not the file's."""
    return dict(dotenv.dotenv_values(stream=StringIO(text, newline=""), interpolate=False))


def npm_dotenv(texts: list[str]) -> list[tuple[dict[str, str], dict[str, str]]]:
    """What npm's dotenv reads from each text, by its two parsers."""
    node = shutil.which("node")
    assert node, "node is needed, as for the web app"
    done = subprocess.run(
        [node, str(SCRIPT), str(NPM_DOTENV)], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [(both[0], both[1]) for both in json.loads(done.stdout)]


def bash(text: str, names: list[str], directory: Path) -> dict[str, str]:
    """What bash has after it has sourced the text."""
    script = directory / "export.sh"
    script.write_bytes(text.encode())
    command = f'set -eu; . "{script}"; for name in {" ".join(names)}; do printf "%s\\0" "${{!name}}"; done'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    return dict(zip(names, done.stdout.decode().split("\0"), strict=False))


def docker(text: str) -> Mapping[str, str]:
    """What `docker run --env-file` reads: lines split at the first =, nothing else done to them (docker/cli kvfile)."""
    found: dict[str, str] = {}
    for line in text.removeprefix("\ufeff").split("\n"):
        bare = line.lstrip(" \t")
        if bare and not bare.startswith("#"):
            name, _, value = bare.partition("=")
            found[name] = value
    return found
