"""Writing variables as files: six formats, each read back and compared before it leaves."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
import yaml

from core.vault import dotenv

Values = Mapping[str, str]
DOCKER_LINE = 64 * 1024
KUBERNETES_BYTES = 1024 * 1024
_SHELL = re.compile(r"export ([A-Za-z_][A-Za-z0-9_]*)='((?:[^']|'\\'')*+)'\n")
# What YAML calls not printable, or takes for a line break, and JSON leaves as it is.
_YAML_UNFIT = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class ExportFormat(StrEnum):
    """What can be written."""

    DOTENV = "dotenv"
    JSON = "json"
    YAML = "yaml"
    DOCKER = "docker"
    SHELL = "shell"
    KUBERNETES = "k8s"


class Unwritable(ValueError):
    """The format can't carry these variables' values."""

    def __init__(self, names: list[str], reason: str) -> None:
        super().__init__(reason)
        self.names = names
        self.reason = reason


class Distorted(RuntimeError):
    """A programmer's error: what was written reads differently. It never leaves."""


@dataclass(frozen=True, slots=True)
class Style:
    """One format: its media type, how its files' names end, its writer (`title` names the whole) and its reader."""

    media_type: str
    suffix: str
    write: Callable[[Values, str], str]
    read: Callable[[str], Values]


def export(values: Values, form: ExportFormat, title: str) -> str:
    """The file, proved to hold exactly these values.

    Raises:
        Unwritable: naming the variables that this format can't carry.
    """
    style = STYLES[form]
    text = style.write(values, title)
    if style.read(text) != values:
        raise Distorted(form)
    return text


def _write_dotenv(values: Values, _: str) -> str:
    refused = dotenv.unwritable(values)
    if refused:
        raise Unwritable(refused, "No quoting brings this value through both python-dotenv and npm's dotenv.")
    return dotenv.write(values)


def _read_dotenv(text: str) -> Values:
    return {found.name: found.value for found in dotenv.read(text) if isinstance(found, dotenv.Entry)}


def _write_json(values: Values, _: str) -> str:
    return orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _write_yaml(values: Values, _: str) -> str:
    return "".join(f"{_quoted(name)}: {_quoted(value)}\n" for name, value in values.items()) or "{}\n"


def _quoted(text: str) -> str:
    """Double-quoted, names too: a bare NO or ON is a boolean to many a reader."""
    written = json.dumps(text, ensure_ascii=False)
    return _YAML_UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _read_yaml(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # a safe loader


def _write_docker(values: Values, _: str) -> str:
    broken = [name for name, value in values.items() if "\n" in value or "\r" in value]
    if broken:
        raise Unwritable(broken, "docker's --env-file holds no line breaks.")
    long = [name for name, value in values.items() if len(f"{name}={value}".encode()) >= DOCKER_LINE]
    if long:
        raise Unwritable(long, "docker reads no line of 64 KiB or more.")
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _read_docker(text: str) -> Values:
    pairs = (line.partition("=") for line in text.split("\n") if line)
    return {name: value for name, _, value in pairs}


def _write_shell(values: Values, _: str) -> str:
    quoted = ((name, value.replace("'", "'\\''")) for name, value in values.items())
    return "".join(f"export {name}='{value}'\n" for name, value in quoted)


def _read_shell(text: str) -> Values:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        line = _SHELL.match(text, position)
        if line is None:
            raise Distorted(ExportFormat.SHELL)
        found[line[1]] = line[2].replace("'\\''", "'")
        position = line.end()
    return found


def _write_kubernetes(values: Values, title: str) -> str:
    encoded = {name: base64.b64encode(value.encode()).decode() for name, value in values.items()}
    if sum(len(value.encode()) for value in values.values()) > KUBERNETES_BYTES:
        raise Unwritable(
            sorted(values, key=lambda name: len(values[name]), reverse=True)[:10], "A Kubernetes Secret holds 1 MiB."
        )
    head = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {_quoted(title)}\ntype: Opaque\n"
    lines = "".join(f"  {_quoted(name)}: {_quoted(value)}\n" for name, value in encoded.items())
    return head + (f"data:\n{lines}" if lines else "data: {}\n")


def _read_kubernetes(text: str) -> Values:
    return {name: base64.b64decode(value).decode() for name, value in _read_yaml(text)["data"].items()}


STYLES: Mapping[ExportFormat, Style] = {
    ExportFormat.DOTENV: Style("text/plain; charset=utf-8", ".env", _write_dotenv, _read_dotenv),
    ExportFormat.JSON: Style("application/json", ".json", _write_json, orjson.loads),
    ExportFormat.YAML: Style("application/yaml", ".yaml", _write_yaml, _read_yaml),
    ExportFormat.DOCKER: Style("text/plain; charset=utf-8", ".docker.env", _write_docker, _read_docker),
    ExportFormat.SHELL: Style("text/plain; charset=utf-8", ".sh", _write_shell, _read_shell),
    ExportFormat.KUBERNETES: Style("application/yaml", ".secret.yaml", _write_kubernetes, _read_kubernetes),
}
