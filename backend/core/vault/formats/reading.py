"""Reading variables from text: dotenv, JSON, YAML. Every entry and every fault knows its line."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import yaml

from core.vault import dotenv
from core.vault.dotenv import BadLine, Entry
from core.vault.models import NAME

MAX_NAMES = 2000
MAX_ASSIGNMENTS = 10 * MAX_NAMES
MAX_BAD_LINES = 200
MAX_YAML = 1024 * 1024
# libyaml looks through all open brackets at each token: deep nesting would cost the square of its depth.
DEEPEST_YAML = 20
VALUE_BYTES = 64 * 1024
NAME_LENGTH = 128

_NAME = re.compile(NAME[:-1] + r"\Z")
_WHITE = re.compile(r"[ \t\n\r]*")


class ImportFormat(StrEnum):
    """What can be read."""

    DOTENV = "dotenv"
    JSON = "json"
    YAML = "yaml"


@dataclass
class Parsed:
    """What a text holds: the last entry of each name, the bad lines, and the names that stood there more than once."""

    entries: dict[str, Entry] = field(default_factory=dict)
    bad: list[BadLine] = field(default_factory=list)
    duplicates: dict[str, list[int]] = field(default_factory=dict)


def parse(text: str, form: ImportFormat) -> Parsed:
    """Read a text; nothing in it is an exception."""
    parsed = Parsed()
    for number, found in enumerate(_READERS[form](text)):
        if number >= MAX_ASSIGNMENTS:  # nearly all of them repetitions, which cost time and say nothing
            parsed.bad.append(BadLine(found.line, "too_many", f"At most {MAX_ASSIGNMENTS} assignments at once.", ""))
            break
        fault = found if isinstance(found, BadLine) else _fault(found)
        if fault is not None:
            parsed.bad.append(fault)
            if len(parsed.bad) >= MAX_BAD_LINES:
                parsed.bad.append(BadLine(fault.line, "too_many_faults", "Reading ended here.", ""))
                break
        elif isinstance(found, Entry):
            before = parsed.entries.pop(found.name, None)
            if before is not None:
                parsed.duplicates.setdefault(found.name, [before.line]).append(found.line)
            elif len(parsed.entries) >= MAX_NAMES:
                parsed.bad.append(BadLine(found.line, "too_many", f"At most {MAX_NAMES} variables at once.", ""))
                break
            parsed.entries[found.name] = found
    return parsed


def _fault(entry: Entry) -> BadLine | None:
    """What is wrong with a name or a value that were read well."""

    def bad(code: str, message: str) -> BadLine:
        return BadLine(entry.line, code, message, f"{entry.name[:NAME_LENGTH]}=•••")

    if not _NAME.match(entry.name):
        return bad("bad_name", "A name has letters, digits and underscores, and doesn't begin with a digit.")
    if len(entry.name) > NAME_LENGTH:
        return bad("name_too_long", f"A name has at most {NAME_LENGTH} characters.")
    if "\x00" in entry.value:
        return bad("nul", "A value can't hold a NUL character.")
    try:
        length = len(entry.value.encode())
    except UnicodeEncodeError:
        return bad("not_unicode", "The value is not valid Unicode.")
    if length > VALUE_BYTES:
        return bad("value_too_long", f"A value may have at most {VALUE_BYTES} bytes.")
    return None


class _Malformed(ValueError):
    """The text is not of its format from here on."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position


def _read_json(text: str) -> Iterator[Entry | BadLine]:
    """One object of names and texts. Numbers and booleans count as the text that stands there; nothing is nested."""
    line, counted = 1, 0

    def line_at(position: int) -> int:
        nonlocal line, counted
        line += text.count("\n", counted, position)
        counted = position
        return line

    try:
        for position, name, value in _members(text):
            if isinstance(value, str):
                yield Entry(name, value, line_at(position))
            else:
                message = "The value must be a text." if value is not None else 'null is no value; "" is an empty one.'
                yield BadLine(line_at(position), "not_text", message, f"{name[:NAME_LENGTH]}: •••")
    except _Malformed as error:
        yield BadLine(line_at(max(error.position, counted)), "malformed", str(error), "")


def _members(text: str) -> Iterator[tuple[int, str, Any]]:
    """The members of the one object that a JSON text holds: where each begins, its name, its value."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)

    def blank(position: int) -> int:
        found = _WHITE.match(text, position)
        return found.end() if found else position

    def expect(position: int, sign: str) -> int:
        position = blank(position)
        if text[position : position + 1] != sign:
            raise _Malformed(position, f"Expected {sign} here.")
        return blank(position + 1)

    at = expect(len(text) - len(text.removeprefix("\ufeff")), "{")
    more = text[at : at + 1] != "}"
    while more:
        began = at
        try:
            if text[at : at + 1] != '"':
                raise _Malformed(at, "Expected a name in double quotes here.")
            name, at = decoder.raw_decode(text, at)
            value, at = decoder.raw_decode(text, expect(at, ":"))
        except json.JSONDecodeError as error:
            raise _Malformed(error.pos, f"{error.msg}.") from None
        except RecursionError:
            raise _Malformed(began, "It is nested too deep.") from None
        yield began, name, str(value).lower() if isinstance(value, bool) else value
        at = blank(at)
        more = text[at : at + 1] != "}"
        if more:
            at = expect(at, ",")
    if blank(at + 1) != len(text):
        raise _Malformed(at + 1, "There is text after the object.")


def _read_yaml(text: str) -> Iterator[Entry | BadLine]:
    """One mapping of names and scalars, each taken as it is written: no `yes` becomes true, no 0123 a number.

    It is read event by event: no object is built, so neither depth nor aliases can blow anything up.
    """
    if len(text) > MAX_YAML:
        yield BadLine(1, "too_large", f"YAML may have at most {MAX_YAML} characters.", "")
        return
    try:
        yield from _pairs(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield BadLine(mark.line + 1 if mark else 1, "malformed", f"{error.problem or 'Not YAML'}.".capitalize(), "")
    except (yaml.YAMLError, RecursionError):
        yield BadLine(1, "malformed", "This is not YAML, or holds characters that YAML can't.", "")


def _pairs(events: Iterator[Any]) -> Iterator[Entry | BadLine]:
    depth, name = 0, None
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent() if depth:
                yield BadLine(line, "malformed", "There is more than one document.", "")
                return
            case yaml.DocumentStartEvent():
                depth = 1
            case yaml.MappingStartEvent() if depth == 1:
                depth = 2
            case yaml.ScalarEvent() if depth == 2 and name is None:
                name = event
            case yaml.ScalarEvent() if depth == 2:
                yield _scalar(name, event)
                name = None
            case yaml.ScalarEvent() | yaml.AliasEvent() if depth > 2:
                continue
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                depth -= 1
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent() | yaml.AliasEvent() | yaml.ScalarEvent():
                shown = f"{name.value[:NAME_LENGTH]}: •••" if name else ""
                if depth <= 2:
                    yield BadLine(line, "not_text", "Expected NAME: value, both plain texts.", shown)
                name = None
                depth += isinstance(event, yaml.CollectionStartEvent)
                if depth <= 1 or depth > DEEPEST_YAML:
                    return


def _scalar(name: Any, value: Any) -> Entry | BadLine:
    line = name.start_mark.line + 1
    plain = value.style is None or value.style == ""
    if value.tag is not None and value.tag not in ("!", "tag:yaml.org,2002:str"):
        return BadLine(line, "tag", "Tags are not understood here.", f"{name.value[:NAME_LENGTH]}: •••")
    if plain and value.tag is None and value.value in ("", "~", "null", "Null", "NULL"):
        message = 'null is no value; "" is an empty one.'
        return BadLine(line, "not_text", message, f"{name.value[:NAME_LENGTH]}: •••")
    return Entry(name.value, value.value, line)


_READERS: Mapping[ImportFormat, Callable[[str], Iterator[Entry | BadLine]]] = {
    ImportFormat.DOTENV: dotenv.read,
    ImportFormat.JSON: _read_json,
    ImportFormat.YAML: _read_yaml,
}
