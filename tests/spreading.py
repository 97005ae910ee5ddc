"""How `--dist=loadfile` spreads tests over processes: by file, and by part of a long test.

A test that walks a long list takes parts of it as a parameter, named by `parts`. Each part may
run in another process than the rest of its file.
"""

from __future__ import annotations

import re
from typing import TypeVar

from xdist.scheduler import LoadFileScheduling

T = TypeVar("T")

_PART = re.compile(r"\bpart \d+ of \d+\b")


def parts(items: list[T], number: int) -> dict[str, list[T]]:
    """`items` in `number` parts of the same size, by the name of the part."""
    return {f"part {k + 1} of {number}": items[k::number] for k in range(number)}


class ByFileAndPart(LoadFileScheduling):
    """The scheduler. Tests of one scope run in one process, in order."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        part = _PART.search(nodeid)
        return f"{file} {part[0]}" if part else file
