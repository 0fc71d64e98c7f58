"""`python -m launcher.attach COMMAND…`: run a Python command against the KeyNest that `make run` started."""

from __future__ import annotations

import os
import sys

from dotenv import dotenv_values

from launcher.run import BACKEND, data_directory


def main(command: list[str]) -> int:
    """Become the command, with the addresses and keys of the running system in its environment."""
    path = data_directory(BACKEND.parent) / "running.env"
    if not path.exists():
        print(
            "KeyNest does not run here: start it with `make run`, then try again in another terminal.", file=sys.stderr
        )
        return 2
    os.environ |= {name: value for name, value in dotenv_values(path, interpolate=False).items() if value is not None}
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
