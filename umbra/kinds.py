"""The registry of kinds, which trash, tags and search go through.

A test compares the list with the tables, so a kind that is not registered is found.
"""

from __future__ import annotations

from typing import Any

from umbra.alerts.sources import use_sources
from umbra.events import places
from umbra.events.kind import EVENT
from umbra.items.hooks import use_hooks
from umbra.items.kind import Kind
from umbra.locations.kind import LOCATION
from umbra.reminders import about, alerting
from umbra.reminders.kind import REMINDER
from umbra.tags import service as tags
from umbra.todos.kind import TODO

KINDS: tuple[Kind[Any], ...] = (TODO, LOCATION, EVENT, REMINDER)


def register_kinds() -> None:
    """Registers the link tables of tags, what kinds know of each other, and where alerts come
    from.

    Every process that writes items calls this.
    """
    places.use_locations(LOCATION)
    tags.use_links(kind.tags for kind in KINDS if kind.tags is not None)
    about.use_kinds(KINDS)
    use_sources([alerting.SOURCE])
    use_hooks(after_restore={REMINDER.name: alerting.resume})
