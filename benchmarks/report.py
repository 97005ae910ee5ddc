"""The figures as Markdown, for the terminal and for docs/performance.md (between two marks)."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN = "<!-- figures: written by `python -m benchmarks full --write` -->"
END = "<!-- end of figures -->"
_PACKAGES = ("reflex", "fastapi", "sqlalchemy", "psycopg", "granian")


@dataclass(frozen=True, slots=True)
class Goal:
    """A measured figure and its upper or lower bound."""

    what: str
    measured: float
    bound: float
    unit: str = "times"
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def row(self) -> tuple[str, ...]:
        side = "at least" if self.at_least else "at most"
        return (
            self.what,
            f"{self.measured:,.2f} {self.unit}",
            f"{side} {self.bound:g} {self.unit}",
            "yes" if self.met else "**no**",
        )


@dataclass(frozen=True, slots=True)
class Section:
    """One table of measurements, and the goals that depend on it."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    goals: Sequence[Goal]

    def markdown(self) -> str:
        return f"### {self.title}\n\n{table(self.columns, self.rows)}"


def render(sections: Sequence[Section], mode: str, chromium: str, postgresql: str) -> str:
    """The whole report: the machine, the goals, and all tables."""
    goals = [goal.row() for section in sections for goal in section.goals]
    parts = [
        _where(mode, chromium, postgresql),
        "### What must hold\n\n" + table(("Goal", "Measured", "Must be", "Holds"), goals),
        *(section.markdown() for section in sections),
    ]
    return "\n\n".join(parts)


def write(report: str) -> None:
    """Replaces the figures in docs/performance.md by `report`."""
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{after}")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [columns, ("---", *("---:" for _ in columns[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _where(mode: str, chromium: str, postgresql: str) -> str:
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `{mode}`, on {_processor()}, "
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, {packages}, PostgreSQL {postgresql}, "
        f"Chromium {chromium}. Servers, database, browser and load generator share the cores."
    )


def _processor() -> str:
    """The processor's name, or its architecture if the name is unknown."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
