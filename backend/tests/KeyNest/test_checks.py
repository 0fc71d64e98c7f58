"""What others can reach does not start with a key that everybody knows, and says what else is amiss."""

import base64
import os
import subprocess
import sys

import pytest

from KeyNest.checks import is_sample, production


def ids(settings, **changes) -> list[str | None]:
    settings.PUBLIC_URL = "https://vault.example.com"
    settings.DEFAULT_FROM_EMAIL = "KeyNest <keynest@example.com>"
    for name, value in changes.items():
        setattr(settings, name, value)
    return [message.id for message in production()]


def test_a_well_kept_installation_has_nothing_to_say(settings):
    assert ids(settings) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"KEYNEST_MASTER_KEYS": {"new": os.urandom(32), "old": bytes(32)}}, "keynest.E001"),
        ({"SECRET_KEY": "x" * 50}, "keynest.E002"),
        ({"SECRET_KEY_FALLBACKS": ["changeme" * 5]}, "keynest.E002"),
        ({"ALLOWED_HOSTS": ["*"]}, "keynest.E003"),
        ({"CORS_ALLOWED_ORIGINS": ["*"]}, "keynest.E004"),
        ({"PUBLIC_URL": "http://vault.example.com"}, "keynest.W001"),
        ({"DEFAULT_FROM_EMAIL": "KeyNest <keynest@localhost>"}, "keynest.W002"),
        ({"RATE_LIMITS_ENABLED": False}, "keynest.W003"),
        ({"OUTBOUND_ALLOW_INSECURE": True}, "keynest.W004"),
        ({"OPERATORS": ["boss@example.com", "first"]}, "keynest.W005"),
    ],
)
def test_each_mistake_has_its_id(settings, changes, expected):
    assert ids(settings, **changes) == [expected]


def test_this_very_machine_may_do_as_it_likes(settings):
    assert ids(settings, PUBLIC_URL="http://localhost:8000", KEYNEST_MASTER_KEYS={"k": bytes(32)}) == []


def test_drawn_keys_are_never_taken_for_samples():
    assert not any(is_sample(os.urandom(32)) for _ in range(5000))
    assert is_sample(b"0123456789abcdef0123456789abcdef")
    assert is_sample(bytes(range(8)) * 4)


@pytest.mark.parametrize(("address", "code"), [("https://vault.example.com", 1), ("http://localhost:8000", 0)])
def test_a_process_with_a_sample_key_does_not_start(address, code):
    environment = os.environ | {
        "PUBLIC_URL": address,
        "KEYNEST_MASTER_KEYS": "sample:" + base64.b64encode(bytes(32)).decode(),
    }
    command = [sys.executable, "-c", "import KeyNest.wsgi"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert ("keynest.E001" in done.stderr) is bool(code)
