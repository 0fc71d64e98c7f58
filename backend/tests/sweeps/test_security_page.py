"""docs/security.md names only tests that there are."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parents[1] / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| M?\d+ \|", line)]
PART_ONE = {*range(1, 74), *range(94, 108)}


def test_it_has_a_row_for_each_requirement_of_this_part():
    numbers = {row.split("|")[1].strip() for row in ROWS}
    assert {int(number) for number in numbers if number.isdigit()} == PART_ONE


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_each_test_that_a_row_names_exists(row):
    _, _, _, _, named, state, _ = row.split("|")
    file = ""
    for path, name in re.findall(r"`([\w/]*(?:\.py)?)(?:::(test_\w+))?`", named):
        file = path or file
        text = (TESTS / file).read_text()
        assert not name or f"def {name}(" in text, f"{file} has no {name}"
    assert file or "not yet" in state
