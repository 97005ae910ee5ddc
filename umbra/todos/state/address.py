"""The filters of the todo page in its URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from umbra.items.due import Priority
from umbra.todos.service import Sort, TodoFilter

Due = Literal["any", "overdue", "today", "upcoming", "someday", "paused"]
Done = Literal["open", "all", "done"]


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the todo page in its URL."""

    due: Due = "any"
    priority: Priority | None = None
    category: str = ""
    tag: str = ""
    done: Done = "open"
    sort: Sort = "due"
    open: str = ""


def filter_of(address: Address, text: str, today: date) -> TodoFilter:
    """The service's filter, when the owner's day is `today`.

    Open todos that rest are shown under `paused` alone.
    """
    before, after = {
        "any": (None, None),
        "overdue": (None, today - timedelta(days=1)),
        "today": (today, today),
        "upcoming": (today + timedelta(days=1), None),
        "someday": (None, None),
        "paused": (None, None),
    }[address.due]
    return TodoFilter(
        text=text,
        priorities=(address.priority,) if address.priority else (),
        category=address.category or None,
        tag=address.tag or None,
        due_from=before,
        due_to=after,
        undated=address.due == "someday",
        awake_on=None if address.due == "paused" else today,
        resting_on=today if address.due == "paused" else None,
        completed={"open": False, "all": None, "done": True}[address.done],
    )
