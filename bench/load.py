"""Load by wrk, and what it cost: CPU milliseconds a request of the server and its PostgreSQL, read from /proc."""

import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Cost:
    """What a request cost: CPU milliseconds (server + PostgreSQL), requests a second, and latencies in milliseconds."""

    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


def hammer(
    url: str,
    pids: Iterable[int],
    *,
    token: str,
    connections: int = 16,
    seconds: int = 5,
    etag: str = "",
    script: str = "",
) -> Cost:
    """Ask for `url` as fast as it goes; a `script` (a file of Lua) makes requests differ. wrk's own CPU is not counted.

    Raises:
        SystemExit: wrk is not installed.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("benchmarks need wrk: apt-get install wrk")
    headers = ["-H", f"Authorization: Bearer {token}"] if token else []
    headers += (["-H", f"If-None-Match: {etag}"] if etag else []) + (["-s", script] if script else [])
    roots = list(pids)
    before = cpu_ms(roots)
    done = subprocess.run(
        [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers, url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    spent = cpu_ms(roots) - before
    requests = int(re.search(r"(\d+) requests in", done)[1])  # type: ignore[index]  # wrk always says it
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    latency = dict(re.findall(r"(50|99)%\s+([\d.]+(?:us|ms|s))", done))
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])  # type: ignore[index]
    return Cost(
        spent / max(requests, 1), per_second, _ms(latency["50"]), _ms(latency["99"]), int(refused[1]) if refused else 0
    )


def median(costs: list[Cost]) -> Cost:
    """The middle of each figure over rounds; errors are added up."""
    return Cost(
        statistics.median(c.cpu_ms for c in costs),
        statistics.median(c.per_second for c in costs),
        statistics.median(c.p50_ms for c in costs),
        statistics.median(c.p99_ms for c in costs),
        sum(c.errors for c in costs),
    )


def cpu_ms(roots: Iterable[int]) -> float:
    """User and system time of these processes and all their descendants so far."""
    return sum(sum(map(int, _stat(pid)[11:13])) for pid in tree(roots)) * TICK_MS


def memory_mib(pid: int) -> float:
    """Proportional set size of one process: what it shares with others is counted in parts."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def tree(roots: Iterable[int]) -> list[int]:
    """The processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    found, ahead = [], list(roots)
    while ahead:
        pid = ahead.pop()
        found.append(pid)
        ahead += children.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * UNITS[unit]
