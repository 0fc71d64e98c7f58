"""The OpenAPI document: without warnings, equal to the snapshot, and saying of every endpoint what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

BACKEND = Path(__file__).parents[2]
SNAPSHOT = BACKEND / "schema.yaml"


@pytest.fixture(scope="module")
def generated() -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "spectacular", "--fail-on-warn", "--validate"],
        cwd=BACKEND,
        env={"PATH": "", "DJANGO_SETTINGS_MODULE": "KeyNest.offline"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_snapshot_that_clients_were_generated_from(generated):
    assert generated == SNAPSHOT.read_text(), "run `make schema`, and look at what clients will notice"


def test_every_operation_says_what_it_refuses(generated):
    document = yaml.safe_load(generated)
    assert document["openapi"].startswith("3.1")
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path.startswith("/api/core/"):
                answers = set(operation["responses"])
                assert {"400", "401", "403", "404", "429", "503"} <= answers, (method, path)
                assert operation["summary"], (method, path)
