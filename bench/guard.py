"""The leak guard: what it misses, what it holds back without need, and what a message and a write cost."""

import base64
import os
import secrets
import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.vault import fingerprints

from bench.report import Table
from bench.samples import CHAT, EVERYDAY, KINDS
from bench.stage import BACKEND, migrate, services

OF_EACH, KEY = 50, b"k" * 32
LONGEST = 4000
Forms = dict[str, Callable[[str], str]]

FORMS: Forms = {
    "whole": lambda value: value,
    "in a sentence": lambda value: f"Hi, please use {value} for now.",
    "quoted": lambda value: f'the value is "{value}".',
    "in a code span": lambda value: f"it is `{value}`, isn't it?",
    "NAME=value": lambda value: f"export SOME_NAME='{value}'",
    "in JSON": lambda value: '{"name": "x", "value": "' + value.replace("\n", "\\n") + '", "ttl": 60}',
    "in YAML": lambda value: f"key:\n  some_value: {value}\n  other: 1",
    "in a query string": lambda value: f"https://api.example.com/v1/do?key={quote(value, safe='')}&page=2",
    "as a password in a URL": lambda value: f"amqp://service:{quote(value, safe='')}@queue.example.com:5672/main",
    "wrapped at 30": lambda value: "\n".join(textwrap.wrap(value, 30, break_on_hyphens=False) or [value]),
    "wrapped at 30, in a reply": lambda value: (
        "as you said\n" + "\n".join(f"> {line}" for line in textwrap.wrap(value, 30, break_on_hyphens=False)) + "\nok"
    ),
    "in Base64": lambda value: base64.b64encode(value.encode()).decode(),
    "in Base64, with its user": lambda value: "Basic " + base64.b64encode(f"user:{value}".encode()).decode(),
    "the first two thirds": lambda value: f"it begins with {value[: len(value) * 2 // 3]}",
}


def run() -> list[Table]:
    """Corpora and values are made here; nothing of them is real."""
    return [_misses(), _false_alarms(), *_costs()]


def _misses() -> Table:
    note = f"Percent found of {OF_EACH} values of each of {len(KINDS)} kinds, by how they are pasted."
    table = Table("Leak guard: found", ("kind of value", "kept", *FORMS), note)
    totals = dict.fromkeys(FORMS, 0)
    for kind, make in KINDS.items():
        values = [make() for _ in range(OF_EACH)]
        marks = [set(fingerprints.marks_of_value(value)) for value in values]
        row = {}
        for form, paste in FORMS.items():
            pasted = zip(values, marks, strict=True)
            found = sum(not some.isdisjoint(fingerprints.marks_of_text(paste(value))) for value, some in pasted)
            row[form] = found
            totals[form] += found
        table.add(kind, _percent(sum(map(bool, marks)), OF_EACH), *(_percent(row[form], OF_EACH) for form in FORMS))
    table.add("all", "", *(_percent(totals[form], OF_EACH * len(KINDS)) for form in FORMS))
    return table


def _false_alarms() -> Table:
    everyday: dict[str, str] = {}
    for value in EVERYDAY:
        everyday |= dict.fromkeys(fingerprints.marks_of_value(value), value)
    secret = {mark for make in KINDS.values() for _ in range(OF_EACH) for mark in fingerprints.marks_of_value(make())}
    note = (
        f"Texts that hold no secret, in pieces of at most {LONGEST} characters, against {len(secret)} fingerprints of"
        f" secrets and those of {len(EVERYDAY)} everyday settings that were stored as if they were secret, of which"
        f" {len(set(everyday.values()))} have any."
    )
    columns = ("corpus", "pieces", "ask the index", "held for a secret", "held for an everyday setting", "ms a piece")
    table = Table("Leak guard: held back without need", columns, note)
    for name, pieces in _corpora().items():
        began = time.process_time()
        marks = [fingerprints.marks_of_text(piece) for piece in pieces]
        took = (time.process_time() - began) * 1000 / len(pieces)
        asked = sum(map(bool, marks))
        wrong = sum(not secret.isdisjoint(some) for some in marks)
        dull = sum(any(mark in everyday for mark in some) for some in marks)
        table.add(name, len(pieces), _percent(asked, len(pieces)), wrong, dull, took)
    return table


def _corpora() -> dict[str, list[str]]:
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    here = BACKEND.parent
    return {
        "lines of chat": list(CHAT),
        "our documentation": _pieces([*here.glob("docs/**/*.md"), *here.glob("*.md")]),
        "licences": _pieces(sorted(packages.glob("*.dist-info/**/LICEN*"))[:150]),
        "our source code": _pieces(sorted((here / "backend/core").glob("**/*.py"))),
        "others' source code": _pieces(sorted(packages.glob("*/[a-m]*.py"))[:600]),
        "their metadata": _pieces(sorted(packages.glob("*.dist-info/METADATA"))),
    }


def _pieces(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        text = path.read_text(errors="replace") if path.is_file() else ""
        found += [text[at : at + LONGEST] for at in range(0, min(len(text), 200_000), LONGEST)]
    return found


def _costs() -> Iterator[Table]:
    table = Table("Leak guard: cost in Python", ("what", "us"), "CPU of one process, without the database.")
    token = secrets.token_urlsafe(30)
    url = f"postgres://app:{secrets.token_urlsafe(12)}@db.example.com:5432/app"
    tokens = [secrets.token_urlsafe(16) for _ in range(200)]
    sealed = KINDS["private key (PEM)"]()
    for what, work in {
        "fingerprints of a token of 40 characters": lambda: fingerprints.marks_of_value(token),
        "of an address with a password": lambda: fingerprints.marks_of_value(url),
        "of a private key of 28 lines": lambda: fingerprints.marks_of_value(sealed),
        "a line of chat": lambda: fingerprints.marks_of_text(CHAT[0]),
        "a message of 4,000 characters of prose": lambda: fingerprints.marks_of_text(("a word and " * 400)[:4000]),
        "a message of 4,000 characters of tokens": lambda: fingerprints.marks_of_text((f"{token} " * 100)[:4000]),
        "of as many different tokens": lambda: fingerprints.marks_of_text(" ".join(tokens)[:LONGEST]),
        "of as many, each on its line": lambda: fingerprints.marks_of_text("\n".join(tokens)[:LONGEST]),
    }.items():
        table.add(what, _microseconds(work))
    yield table
    with services() as settings:
        migrate(settings)
        command = [sys.executable, "-m", "bench.recognition"]
        environ = os.environ | settings | {"PYTHONPATH": f"{BACKEND}{os.pathsep}{BACKEND.parent}"}
        printed = subprocess.run(command, cwd=BACKEND, env=environ, check=True, capture_output=True, text=True).stdout
    columns = ("candidates", "PostgreSQL's CPU ms", "wall ms p50", "plan")
    lookups = Table("Leak guard: looking up among 50,000 versions", columns, "A message has at most 1,000 candidates.")
    for line in printed.splitlines():
        lookups.add(*line.split("|"))
    yield lookups


def _microseconds(work: Callable[[], Any]) -> float:
    work()
    rounds = []
    for _ in range(5):
        began, times = time.process_time(), 0
        while time.process_time() - began < 0.1:
            work()
            times += 1
        rounds.append((time.process_time() - began) / times * 1_000_000)
    return statistics.median(rounds)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}"
