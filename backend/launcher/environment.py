"""The environment of all processes of a run: what the operator set, and sensible values for the rest."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dotenv import dotenv_values

from launcher.errors import StartError

KEY_ID = "local"
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "PORT")
# The first line of the file of keys.
KEEP = "# The keys of this installation: without them its data can't be read. Back them up, show them to nobody.\n"
SECRETS = ("SECRET_KEY", "KEYNEST_MASTER_KEYS", "JWT_PRIVATE_KEYS")


def read_dotenv(path: Path) -> None:
    """Take the operator's .env into our environment; what is set in the environment itself wins."""
    if path.is_file():
        for name, value in dotenv_values(path, interpolate=False).items():
            if value is not None:
                os.environ.setdefault(name, value)


def given(name: str) -> bool:
    """Whether the operator set this, directly or as the path of a file that holds it."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def number(name: str, default: int) -> int:
    """A port from the environment."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartError(f"{name} must be a port between 1 and 65535, not {text!r}")
    return int(text)


def keep_for_commands(path: Path) -> None:
    """Write down how to reach the running system, for `python -m launcher.attach`, until the run ends."""
    _write(path, {name: os.environ[name] for name in (*ADDRESSES, *SECRETS) if name in os.environ})


def add_secrets(path: Path, *, database_exists: bool) -> None:
    """Make the keys of this installation once, keep them beside its data, and set those that the operator did not."""
    if all(map(given, SECRETS)):
        return
    if not path.exists():
        if database_exists:
            raise StartError(
                f"{path} is missing, and without its keys the stored values can't be read: put it back, or delete"
                f" {path.parent} to begin anew"
            )
        _write(path, new_secrets(), KEEP)
    for name, value in dotenv_values(path, interpolate=False).items():
        if value and not given(name):
            os.environ[name] = value


def new_secrets() -> Mapping[str, str]:
    """Fresh keys, in the formats that KeyNest.env reads."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(encoding, form, serialization.NoEncryption())
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "KEYNEST_MASTER_KEYS": f"{KEY_ID}:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "JWT_PRIVATE_KEYS": f"{KEY_ID}:{base64.b64encode(private).decode()}",
    }


def _write(path: Path, values: Mapping[str, str], comment: str = "") -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(comment + "".join(f"{name}={value}\n" for name, value in values.items()))
    draft.rename(path)
