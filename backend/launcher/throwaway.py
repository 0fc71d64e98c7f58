"""`python -m launcher.throwaway COMMAND…`: run a Python command that reads the settings but reaches no server.

Type checks and the OpenAPI document need settings that are complete; here they get keys that are forgotten at once.
"""

from __future__ import annotations

import os
import sys

from launcher import environment


def main(command: list[str]) -> None:
    """Become the command."""
    os.environ |= {
        "DATABASE_URL": "postgresql://keynest@127.0.0.1:1/keynest",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        **environment.new_secrets(),
    }
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
