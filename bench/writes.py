"""Writing one value (in a small and in a large environment) and importing a thousand."""

import secrets
import statistics
import time
from collections.abc import Callable
from itertools import count

from bench.client import Client
from bench.load import cpu_ms
from bench.report import Table
from bench.stage import migrate, services, serving


def run() -> list[Table]:
    """One client, one request after the other: what a write costs, and whether it grows with the environment."""
    table = Table(
        "Writing", ("what", "CPU ms", "wall ms p50", "wall ms p99"), "One client, durable PostgreSQL (fsync on)."
    )
    numbers = count()
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false"}
        migrate(settings)
        with serving(settings) as origin:
            client = Client(origin.url, "writer@example.com").register()
            for size in (10, 1900):
                environment = client.environment_of(size)
                listed = client.call("GET", f"core/variables/?environment={environment}")["results"]
                identity = listed[0]["id"]

                def write(identity: str = identity) -> None:
                    value = f"{next(numbers)}{secrets.token_urlsafe(30)}"
                    client.call("PATCH", f"core/variables/{identity}/", {"value": value})

                table.add(f"write one value among {size}", *_timed(write, origin.pids, 200))

            def organization() -> None:
                client.call("GET", f"core/organizations/{client.organization}/")

            table.add("floor: one authenticated GET", *_timed(organization, origin.pids, 200))
            environments = [client.environment_of(0) for _ in range(5)]

            def import_thousand() -> None:
                client.fill(environments.pop(), 1000)

            table.add("import 1,000 new values", *_timed(import_thousand, origin.pids, 5))
    return [table]


def _timed(work: Callable[[], None], pids: list[int], times: int) -> tuple[float, float, float]:
    walls = []
    before = cpu_ms(pids)
    for _ in range(times):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1000)
    walls.sort()
    return (cpu_ms(pids) - before) / times, statistics.median(walls), walls[int(len(walls) * 0.99) - 1]
