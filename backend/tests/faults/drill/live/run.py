"""Runs the scenarios of sockets one after the other, and says of each what its clients applied."""

import time
import traceback

from tests.faults.drill.live import breaks, clients, ends, nodes
from tests.faults.drill.live.play import ALL, HEAD, Play
from tests.faults.drill.live.stage import Stage

MODULES = (breaks, nodes, clients, ends)


def run(stage: Stage, names: list[str]) -> int:
    """All that are named; the number of those that did not hold."""
    print(HEAD, flush=True)
    broken = 0
    for name in names:
        began = time.monotonic()
        play = Play(stage, name)
        try:
            ALL[name](play)
        except Exception:  # noqa: BLE001  # the others are to be seen all the same
            traceback.print_exc()
            play.expect("ended by an error", 1, 0)
            stage.restart(*stage.servers)
        play.took = time.monotonic() - began
        print(play, flush=True)
        for fault in play.faults:
            print(f"  FAULT in {name}: {fault}", flush=True)
        broken += bool(play.faults)
    return broken
