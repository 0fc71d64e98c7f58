"""Tables of figures, as they are printed and as they stand in RESULTS.md."""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("Django", "djangorestframework", "psycopg2-binary", "uvicorn", "cryptography", "orjson")


@dataclass
class Table:
    """One benchmark's figures."""

    title: str
    columns: tuple[str, ...]
    note: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row; floats get three significant figures."""
        self.rows.append(
            tuple(
                f"{cell:.3g}"
                if isinstance(cell, float) and cell < 100
                else f"{cell:,.0f}"
                if isinstance(cell, float)
                else str(cell)
                for cell in cells
            )
        )

    def __str__(self) -> str:
        lines = [f"## {self.title}", "", *([self.note, ""] if self.note else [])]
        lines += [f"| {' | '.join(self.columns)} |", f"| {' | '.join('---' for _ in self.columns)} |"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join(lines) + "\n"


def header() -> str:
    """When, on what, with which versions."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "# What `make bench` printed\n\n"
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{versions}. Load average at the start: {load}. CPU is of the origin and PostgreSQL together, from /proc. "
        "Load generator, server, PostgreSQL and Redis share the machine: read the ratios to the floor of the run.\n"
    )
