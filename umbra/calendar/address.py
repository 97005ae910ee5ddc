"""The calendar's view in its URL, so that a reload, a bookmark and Back show it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from umbra.calendar.views import View
from umbra.core.local_url import local_url
from umbra.events.month import Hidden
from umbra.events.state.editor import NEW
from umbra.items.state.address import read_address
from umbra.preferences.models import ACCENTS

PATH = "/calendar"
NO_COLOUR = "none"
LONGEST_HIDDEN = 500


@dataclass(frozen=True, slots=True)
class Address:
    """The URL's query. `date` is empty for today. `hide` lists what is not shown, with commas:
    colours (`none` for events without one) and tags as `#name`.

    `open` and `at` are the event in the panel, and the recurrence id of its occurrence; of a new
    event "new", and its times.
    """

    view: View = "month"
    date: str = ""
    todos: Literal["", "off"] = ""
    hide: str = ""
    open: str = ""
    at: str = ""

    @property
    def day(self) -> date | None:
        """The day that the URL names, None for today or for what is no date."""
        try:
            return date.fromisoformat(self.date)
        except ValueError:
            return None

    @property
    def hidden(self) -> tuple[str, ...]:
        """The names of `hide`: known colours and tags, each once."""
        names = dict.fromkeys(name.strip() for name in self.hide.split(","))
        return tuple(name for name in names if _is_set(name))

    @property
    def filter(self) -> Hidden:
        """The hidden colours and tags as the month's filter."""
        colours = (name for name in self.hidden if not name.startswith("#"))
        tags = (name[1:] for name in self.hidden if name.startswith("#"))
        return Hidden(tuple("" if name == NO_COLOUR else name for name in colours), tuple(tags))

    @property
    def url(self) -> str:
        return local_url(PATH, self)

    def turned(self, name: str) -> Address:
        """This view with the set `name` hidden if it was shown, and the other way."""
        now = self.hidden
        names = [one for one in now if one != name] if name in now else [*now, name]
        return replace(self, hide=",".join(names))


def read(query: Mapping[str, str]) -> Address:
    """The address of a URL's query; values that are not known become the default."""
    found = read_address(Address, query)
    opened = NEW if query.get("open") == NEW else found.open
    return replace(found, hide=query.get("hide", "")[:LONGEST_HIDDEN], open=opened)


def _is_set(name: str) -> bool:
    return name in ACCENTS or name == NO_COLOUR or (name.startswith("#") and len(name) > 1)
