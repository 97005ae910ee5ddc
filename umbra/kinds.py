"""The registry of kinds: what trash, bulk requests, tags and search go through.

A kind of item that is not listed here is none: a test compares the list with the tables.
"""

from __future__ import annotations

from typing import Any

from umbra.items.kind import Kind
from umbra.locations.kind import LOCATION
from umbra.tags import service as tags
from umbra.todos.kind import TODO

KINDS: tuple[Kind[Any], ...] = (TODO, LOCATION)


def register_kinds() -> None:
    """Lets tags know which tables link to them, for each process that writes items."""
    tags.use_links(kind.tags for kind in KINDS if kind.tags is not None)
