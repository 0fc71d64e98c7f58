"""`python -m launcher`: run KeyNest on this machine. Called by `make run`, once bootstrap.py has made Python ready."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time

from launcher import run
from launcher.errors import StartError
from launcher.ports import free_port


def main() -> int:
    """Run until told to end; 2 means that something has to be mended before it can start."""
    parser = argparse.ArgumentParser(prog="python -m launcher", description=__doc__)
    parser.add_argument("--temporary", action="store_true", help="on free ports, with data that is deleted at the end")
    parser.add_argument("--then", nargs=argparse.REMAINDER, default=[], help="run this command, then stop everything")
    given = parser.parse_args()
    if not given.temporary:
        return _run(given.then)
    with tempfile.TemporaryDirectory(prefix="keynest-") as directory:
        os.environ |= {"DATA_DIR": directory, "PORT": str(free_port()), "INBOX_PORT": str(free_port())}
        os.environ["PUBLIC_URL"] = f"http://localhost:{os.environ['PORT']}"
        return _run(given.then)


def _run(then: list[str]) -> int:
    # bootstrap.py tells when the person's wait began.
    began = float(os.environ.pop("KEYNEST_BEGAN", time.monotonic()))
    try:
        return asyncio.run(run.run(run.plan(run.BACKEND.parent), began, then))
    except (StartError, OSError) as reason:  # like data of another user, or a full disk
        print(f"KeyNest can't start: {reason}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
