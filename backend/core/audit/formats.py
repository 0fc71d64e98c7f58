"""The two forms of an export: NDJSON for verifying, CSV for spreadsheets. And reading the first one back."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.audit.chain import Entry
from kernel import events

VERSION = 1
COLUMNS = ("seq", "at", "verb", "actor_kind", "actor_id", "actor_label", "target_kind", "target_id", "target_label",
           "address", "agent", "request_id", "data", "hash")  # fmt: skip
# A spreadsheet takes what begins so for a formula, and would run it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Unreadable(ValueError):
    """The file is not an export of ours."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of an export: which chain, where it ended then, and whether all of it follows."""

    stream: str
    seq: int
    hash: bytes
    complete: bool


def ndjson(heading: Heading, entries: Iterable[Entry], **told: Any) -> Iterator[str]:
    """A heading that says how to verify, then an entry a line."""
    yield _line(
        {
            "keynest_audit": VERSION,
            "stream": heading.stream,
            "head": {"seq": heading.seq, "hash": heading.hash.hex()},
            "complete": heading.complete,
            **told,
            "genesis": events.genesis(heading.stream).hex(),
            "how_to_verify": {
                "digest": "SHA-256 of `entry` as JSON with sorted keys, no spaces, UTF-8, no escapes but JSON's own",
                "hash": "SHA-256 of the hash before (the first: genesis), seq as 8 bytes big-endian, and digest",
                "head": "the last entry's seq and hash, when `complete` is true",
            },
        }
    )
    for entry in entries:
        digests = {"digest": entry.digest.hex(), "hash": entry.hash.hex()}
        yield _line({"seq": entry.seq, "entry": entry.stated, **digests})


def read_ndjson(lines: Iterable[str]) -> tuple[Heading, Iterator[Entry]]:
    """What `ndjson` wrote. Raises `Unreadable`, also while the entries are read."""
    rest = iter(lines)
    try:
        first = json.loads(next(rest))
        head = first["head"]
        heading = Heading(first["stream"], head["seq"], bytes.fromhex(head["hash"]), first["complete"])
        if first["keynest_audit"] != VERSION:
            raise Unreadable("written by another version")
    except (StopIteration, TypeError, KeyError, ValueError) as error:
        raise Unreadable(f"the first line is not an export's heading ({type(error).__name__})") from error
    return heading, _entries(rest)


def _entries(lines: Iterator[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=2):
        try:
            row = json.loads(line)
            yield Entry(row["seq"], row["entry"], bytes.fromhex(row["digest"]), bytes.fromhex(row["hash"]))
        except (TypeError, KeyError, ValueError) as error:
            raise Unreadable(f"line {number} is not an entry") from error


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A heading row, then an entry a row, nothing of which a spreadsheet takes for a formula."""
    yield _row(COLUMNS)
    for entry in entries:
        known = {**entry.stated, "seq": entry.seq, "hash": entry.hash.hex()}
        known["data"] = json.dumps(known["data"], ensure_ascii=False, sort_keys=True)
        yield _row([_harmless(known[column]) for column in COLUMNS])


def _harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
