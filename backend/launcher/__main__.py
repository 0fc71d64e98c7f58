"""`python -m launcher`: run KeyNest on this machine. Called by `make run`, once bootstrap.py has made Python ready."""

from __future__ import annotations

import asyncio
import os
import sys
import time

from launcher import run
from launcher.errors import StartError


def main() -> int:
    """Run until told to end; 2 means that something has to be mended before it can start."""
    # bootstrap.py tells when the person's wait began.
    began = float(os.environ.pop("KEYNEST_BEGAN", time.monotonic()))
    try:
        asyncio.run(run.run(run.plan(run.BACKEND.parent), began))
    except StartError as reason:
        print(f"KeyNest can't start: {reason}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
