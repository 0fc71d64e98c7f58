"""FRONTEND_INTEGRATION.md is true: it names every endpoint, its examples fit the schema, its clients work."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kernel.errors import STATUS, Code
from tests.core.realtime.wire import Node, running_node
from tests.factories import PASSWORD, make_user
from tests.flows import guide
from tests.flows.guide import Example
from tests.sweeps import test_roles
from tests.world import make_organization

SCHEMA = yaml.safe_load((Path(__file__).parents[2] / "schema.yaml").read_text())
OPERATIONS = {
    f"{method.upper()} {path}": item for path, each in SCHEMA["paths"].items() for method, item in each.items()
}
EXAMPLES = list(guide.examples())
SCENARIOS = Path(__file__).parent / "clients"
ROLES = {
    "owner admin member viewer": "viewer",
    "owner admin member": "member",
    "owner admin": "admin",
    "owner": "owner",
}


def test_it_names_every_endpoint_once_and_no_other():
    assert sorted(map(str, EXAMPLES)) == sorted(OPERATIONS)
    assert guide.mentions() == set(OPERATIONS)


def faults(shape: dict[str, Any], value: Any) -> list[str]:
    """How a value does not fit a schema of the document."""
    whole = {"components": SCHEMA["components"], "allOf": [shape]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(value)]


def shape_of(content: dict[str, Any]) -> dict[str, Any]:
    """The schema of a JSON body."""
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_each_example_fits_the_schema(example: Example):
    operation = OPERATIONS[str(example)]
    declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    assert example.query == declared
    body = shape_of(operation.get("requestBody", {}).get("content", {}))
    assert (example.sent is not None) == bool(body)
    if body:
        assert faults(body, example.sent) == []
    answer = operation["responses"][example.status]
    if example.answer is not None:
        assert faults(shape_of(answer["content"]), example.answer) == []
        assert shape_of(answer["content"])


@pytest.mark.parametrize("case", test_roles.CASES, ids=str)
def test_it_says_rightly_who_may(case):
    path = re.sub(r"\{\w+\}", "{}", "/api/core/" + case.path.partition("?")[0]).replace("versions/1/", "versions/{}/")
    path = re.sub(r"mail-templates/\w+/", "mail-templates/{}/", path)
    shown = {(each.method, re.sub(r"\{\w+\}", "{}", each.path)): each.who for each in EXAMPLES}
    assert shown[case.method.upper(), path] == ROLES[case.allowed]


def test_it_explains_every_error_code():
    text = guide.GUIDE.read_text()
    explained = re.findall(r"^\| `(\w+)` \| ([\d, ]+) \|", text, re.MULTILINE)
    assert sorted(code for code, _ in explained) == sorted(code.value for code in Code)
    for code, statuses in explained:
        assert str(STATUS[Code(code)]) in statuses.split(", "), code


@pytest.fixture
def origin(transactional_db: None, tmp_path: Path) -> Iterator[Node]:
    """A running origin with a small limit that can be met, and somebody with an organization."""
    ada = make_user("ada@example.com", password=PASSWORD)
    make_organization("Acme", owner=ada)
    with running_node(tmp_path, RATE_VERIFY_IP="2/2s") as node:
        yield node


@pytest.mark.parametrize("scenario", sorted(SCENARIOS.glob("*.*")), ids=lambda path: path.stem)
def test_its_clients_work(scenario: Path, origin: Node, tmp_path: Path):
    node = shutil.which("node")
    assert node, "Node is needed to run what is written for it"
    guide.write_clients(tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = tmp_path / scenario.name
    program.write_text(scenario.read_text())
    interpreter = [sys.executable] if scenario.suffix == ".py" else [node, *guide.flags_for_sockets(node)]
    done = subprocess.run(
        [*interpreter, str(program)],
        env={"ORIGIN": origin.http, "EMAIL": "ada@example.com", "PASSWORD": PASSWORD, "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "held\n"), done.stderr + done.stdout
