"""Reads FRONTEND_INTEGRATION.md: the endpoints it describes with their examples, and the clients printed in it."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[3] / "FRONTEND_INTEGRATION.md"
_FENCE = re.compile(r"^```(?P<kind>\S*)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_EXAMPLE = re.compile(
    r"# (?P<who>.+)\n(?P<method>[A-Z]+) (?P<path>[^\s?]+)(?:\?(?P<query>\S*))?\n"
    r"(?P<sent>.*?)\n?\n(?P<status>\d{3})\n(?P<answer>.*)",
    re.DOTALL,
)
_MENTION = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (/api/[^\s`?]+)")


@dataclass(frozen=True)
class Example:
    """One endpoint as the guide shows it; `sent` and `answer` are None where there is no body."""

    who: str
    method: str
    path: str
    query: frozenset[str]
    sent: Any
    status: str
    answer: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def examples() -> Iterator[Example]:
    """Every endpoint block."""
    for fence in _FENCE.finditer(GUIDE.read_text()):
        if fence["kind"] != "http":
            continue
        found = _EXAMPLE.fullmatch(fence["text"])
        assert found, fence["text"]
        query = frozenset(part.partition("=")[0] for part in (found["query"] or "").split("&") if part)
        sent, answer = (json.loads(text) if text.strip() else None for text in (found["sent"], found["answer"]))
        yield Example(found["who"], found["method"], found["path"], query, sent, found["status"], answer)


def mentions() -> set[str]:
    """Every endpoint that is named anywhere in the text."""
    return {f"{method} {path}" for method, path in _MENTION.findall(GUIDE.read_text())}


def write_clients(directory: Path) -> None:
    """Put the printed clients into files of their names."""
    for fence in _FENCE.finditer(GUIDE.read_text()):
        if fence["name"]:
            (directory / fence["name"]).write_text(fence["text"])


def flags_for_sockets(node: str) -> list[str]:
    """What Node is told so that it has `WebSocket`, which it has by itself since version 22."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    old = int(said.removeprefix("v").partition(".")[0]) < 22
    return ["--no-warnings", *(["--experimental-websocket"] if old else [])]
