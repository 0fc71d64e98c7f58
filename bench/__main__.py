"""`make bench`: run all benchmarks, or those named, print their tables and write RESULTS.md."""

import sys
from importlib import import_module

from bench.report import RESULTS, header

ALL = ("reads", "writes", "login", "auth", "endings", "outbox", "sockets", "chat", "guard", "publishing", "footprint")


def main(chosen: list[str]) -> None:
    """Run them one after the other; RESULTS.md is written by a full run only."""
    text = header()
    for name in chosen or ALL:
        for table in import_module(f"bench.{name}").run():
            print(table, flush=True)
            text += f"\n{table}"
    if not chosen:
        RESULTS.write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:])
