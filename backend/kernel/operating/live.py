"""What all processes have counted of live updates, for Prometheus: each of them, under its name as `node`."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from kernel.operating.nodes import Told
from kernel.sockets.figures import BOUNDS, COUNTS, LEVELS, TIMINGS
from kernel.sockets.levels import DOOR

NODE = "node"
CLASSES = [*map(str, BOUNDS), "+Inf"]


def families(told: Sequence[Told]) -> Iterator[Metric]:
    """One family after the other; what a process of another version says beside is left out."""
    yield from _nodes(told)
    for name, (said, labels) in LEVELS.items():
        level = GaugeMetricFamily(f"keynest_{name}", said, labels=[NODE, *labels])
        _fill(level, told, "levels", name, len(labels))
        yield level
    for name, count in COUNTS.items():
        counter = CounterMetricFamily(f"keynest_{name}", count.said, labels=[NODE, *count.labels])
        _fill(counter, told, "counts", name, len(count.labels))
        yield counter
    for name, timing in TIMINGS.items():
        histogram = HistogramMetricFamily(f"keynest_{name}", timing.said, labels=[NODE])
        for one in told:
            *classes, total = one.figures.get("timings", {}).get(name, [0.0])
            if len(classes) == len(CLASSES):
                histogram.add_metric([one.name], list(zip(CLASSES, accumulate(classes), strict=True)), total)
        yield histogram


def brief(told: Told) -> dict[str, Any]:
    """The few figures that people look at."""

    def level(name: str, *labels: str) -> float | None:
        found = {tuple(given): value for *given, value in told.figures.get("levels", {}).get(name, [])}
        return found.get(labels)

    doors = {door: int(count) for door, count in told.figures.get("levels", {}).get("ws_connections", [])}
    waiting = doors.pop(DOOR, 0)
    up, most = level("rt_bus_up"), level("ws_connections_most")
    return {
        "node": told.name,
        "started_at": told.started_at,
        "seen_at": told.seen_at,
        "connections": sum(doors.values()),
        "waiting": waiting,
        "most": None if most is None else int(most),
        "streams": int(level("rt_streams") or 0),
        "bus_up": None if up is None else bool(up),
        "bus_ms": _milliseconds(level("rt_canary_seconds")),
        "lag_ms": _milliseconds(level("ws_loop_lag_seconds")),
        "behind": int(level("ws_outbox_depth", "worst") or 0),
        "gaps": sum(count for *_, count in told.figures.get("counts", {}).get("ws_gap", [])),
    }


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _nodes(told: Sequence[Told]) -> Iterator[Metric]:
    nodes = GaugeMetricFamily("keynest_nodes", "Processes that were heard in the last half minute.", labels=["kind"])
    for kind in ("web", "worker"):
        nodes.add_metric([kind], sum(one.kind == kind for one in told))
    yield nodes


def _fill(
    family: CounterMetricFamily | GaugeMetricFamily, told: Sequence[Told], sort: str, name: str, labels: int
) -> None:
    for one in told:
        for *given, value in one.figures.get(sort, {}).get(name, []):
            if len(given) == labels:
                family.add_metric([one.name, *given], value)
