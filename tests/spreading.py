"""How `--dist=loadfile` spreads tests over processes, so that they all end at about the same time.

The unit is a file. A test that walks a long list takes parts of it as a parameter, named by
`parts`: each part may run in another process than the rest of its file. A folder whose tests share
what is slow to make is one unit. Units that take long run first.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    import pytest

T = TypeVar("T")

_PART = re.compile(r"\bpart \d+ of \d+\b")

_SHARED = ("tests/ui/gallery",)
"""Folders whose tests share something slow: the gallery is built once in each process."""

_BEFOREHAND = {"tests/ui/gallery": 30.0, "tests/browser/test_reflex_run.py": 60.0}
"""Seconds that a unit takes before its first test, if they are many."""

_PER_TEST = {
    "tests/browser/": 3.0,
    "tests/ui/gallery": 1.5,
    "tests/runtime/": 1.5,
    "tests/test_api_contract.py": 0.6,
    "": 0.15,
}
"""About the seconds that a test takes, by the beginning of its path; the first that fits holds."""


def parts(items: list[T], number: int) -> dict[str, list[T]]:
    """`items` in `number` parts of the same size, by the name of the part."""
    return {f"part {k + 1} of {number}": items[k::number] for k in range(number)}


def unit_of(nodeid: str) -> str:
    """The unit of a test. Tests of one unit run in one process, in order."""
    file = nodeid.split("::", 1)[0]
    for folder in _SHARED:
        if file.startswith(f"{folder}/"):
            return folder
    part = _PART.search(nodeid)
    return f"{file} {part[0]}" if part else file


def longest_first(nodeids: list[str]) -> list[str]:
    """The units of the tests `nodeids`, those first that are expected to take longest."""
    sizes = Counter(map(unit_of, nodeids))
    return sorted(sizes, key=lambda unit: -_seconds(unit, sizes[unit]))


def sort_by_units(items: list[pytest.Item]) -> None:
    """Sorts tests by `longest_first`; the order within a unit stays."""
    rank = {unit: k for k, unit in enumerate(longest_first([item.nodeid for item in items]))}
    items.sort(key=lambda item: rank[unit_of(item.nodeid)])


def _seconds(unit: str, tests: int) -> float:
    each = next(seconds for path, seconds in _PER_TEST.items() if unit.startswith(path))
    return _BEFOREHAND.get(unit, 0.0) + tests * each


class ByUnit(LoadFileScheduling):
    """The scheduler: hands out the units in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
