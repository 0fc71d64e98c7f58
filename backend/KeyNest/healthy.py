"""`python -m KeyNest.healthy`: ends with 0 while the web process of this container answers. Used by its HEALTHCHECK."""

import os
import sys
import urllib.request


def main() -> int:
    """Ask once."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/live", timeout=2):
            return 0
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
