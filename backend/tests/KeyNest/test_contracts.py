"""The import contracts hold something: each is seen to break by one import that it forbids, planted in a copy."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

BACKEND = Path(__file__).parents[2]
SOURCES = ("KeyNest", "core", "authentication", "kernel", "launcher")
LINTER = Path(sys.executable).with_name("lint-imports")

# What is planted where, and which contract it breaks.
FORBIDDEN = [
    ("kernel/clock.py", "import core.tenancy.roles", "Apps import to their right, never back"),
    ("authentication/events.py", "import core.tenancy.events", "Apps import to their right, never back"),
    (
        "launcher/ports.py",
        "import kernel.clock",
        "The launcher starts processes and knows nothing of what runs in them",
    ),
    ("kernel/clock.py", "import launcher.ports", "Nobody needs the launcher"),
    ("core/tenancy/events.py", "import core.vault.events", "Packages of core"),
    ("core/audit/events.py", "import core.notifications.events", "Packages of core"),
    ("core/utils.py", "", "Packages of core"),
    ("core/vault/models.py", "import core.vault.actions.slugs", "Files of a package of core"),
    ("core/tenancy/selectors.py", "import core.tenancy.views", "Files of a package of core"),
    ("core/vault/utils.py", "", "Files of a package of core"),
    ("authentication/models.py", "import authentication.tokens", "Files of authentication"),
    ("authentication/utils.py", "", "Files of authentication"),
    ("core/vault/actions/slugs.py", "import rest_framework", "Rules know no framework of transport"),
    ("core/notifications/handlers.py", "import celery", "Rules know no framework of transport"),
    ("core/tenancy/grants.py", "import channels", "Rules know no framework of transport"),
    ("core/vault/views/values.py", "import kernel.crypto.envelope", "Encryption is reached from two places"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The tree without its tests, to be spoilt."""
    tree = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        shutil.copytree(BACKEND / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BACKEND / "pyproject.toml", tree)
    return tree


def broken(tree):
    done = subprocess.run([LINTER, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert any(line.startswith("Contracts: ") for line in lines), done.stdout + done.stderr
    return {line.partition(" BROKEN")[0] for line in lines if " BROKEN" in line}


def test_they_are_kept(copy):
    assert broken(copy) == set()


@pytest.mark.parametrize(("file", "line", "contract"), FORBIDDEN, ids=[f"{f}: {c}" for f, _, c in FORBIDDEN])
def test_a_forbidden_import_breaks_its_contract(copy, file, line, contract):
    path = copy / file
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        assert contract in broken(copy)
    finally:
        path.unlink() if before is None else path.write_text(before)


def test_each_contract_is_seen_to_break():
    settings = tomllib.loads((BACKEND / "pyproject.toml").read_text())
    contracts = {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for _, _, contract in FORBIDDEN}
