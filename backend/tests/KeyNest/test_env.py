"""Settings: all faults at once, before anything starts; and the example names each setting."""

import os
import re
import subprocess
import sys
from pathlib import Path

from environs import FileAwareEnv

from KeyNest import env

ROOT = Path(__file__).parents[3]
CODE = "from KeyNest import env; env.read()"


def started_with(**settings: str) -> subprocess.CompletedProcess[str]:
    """A process that reads its settings as the program does."""
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "-c", "import KeyNest.settings.environment"],
        cwd=ROOT / "backend",
        env=clean | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_faults_are_told_at_once_without_a_stack_and_without_the_values():
    faulty = {"PORT": "99999", "SECRET_KEY": "short", "KEYNEST_MASTER_KEYS": "k:not base64!", "RATE_LOGIN_IP": "often"}
    done = started_with(**faulty, OUTBOUND_CA_FILE=__file__)
    assert done.returncode == 1
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "KEYNEST_MASTER_KEYS",
        "JWT_PRIVATE_KEYS",
        "PORT",
        "RATE_LOGIN_IP",
        "OUTBOUND_CA_FILE",
    ):
        assert f"{name}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert "not base64!" not in done.stderr
    assert "short" not in done.stderr


def test_a_secret_can_come_from_a_file(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("s" * 40)
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY_FILE", str(secret))
    assert env.read().secret_key == "s" * 40


def test_no_secret_stands_in_the_repr():
    shown = repr(env.read())
    for name in ("SECRET_KEY", "KEYNEST_MASTER_KEYS", "JWT_PRIVATE_KEYS", "DATABASE_URL", "REDIS_URL"):
        assert os.environ[name] not in shown


def test_the_example_names_exactly_the_settings_that_are_read(monkeypatch):
    read: list[FileAwareEnv] = []
    seal = FileAwareEnv.seal
    monkeypatch.setattr(FileAwareEnv, "seal", lambda self: (read.append(self), seal(self))[1])
    env.read()
    known = set(read[0].dump())
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, flags=re.MULTILINE))
    assert named == known
