"""The filters of the list in the page's URL, so that views can be bookmarked and Back works.

The search text is not among them: it would stay in histories and logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from umbra.core.local_url import known_id, local_url
from umbra.todos.models import PRIORITIES, Priority
from umbra.todos.service import Sort, TodoFilter

PATH = "/todos"

Due = Literal["any", "overdue", "today", "upcoming", "someday"]
Done = Literal["open", "all", "done"]


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the todo page in its URL. Unknown values of the query become the default."""

    due: Due = "any"
    priority: Priority | None = None
    category: str = ""
    tag: str = ""
    done: Done = "open"
    sort: Sort = "due"
    open: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        def known(name: str, options: tuple[str, ...], default: str) -> str:
            value = query.get(name, default)
            return value if value in options else default

        return cls(
            due=known("due", get_args(Due), "any"),  # pyright: ignore[reportArgumentType]
            priority=known("priority", PRIORITIES, "") or None,  # pyright: ignore[reportArgumentType]
            category=query.get("category", "")[:50],
            tag=query.get("tag", "")[:50],
            done=known("done", get_args(Done), "open"),  # pyright: ignore[reportArgumentType]
            sort=known("sort", get_args(Sort), "due"),  # pyright: ignore[reportArgumentType]
            open=known_id(query.get("open", "")),
        )

    def url(self) -> str:
        """The local URL, with only what differs from the default."""
        return local_url(PATH, self)

    @property
    def filtered(self) -> bool:
        """Whether anything but the order and the open panel differs from the default."""
        return replace(self, sort="due", open="") != Address()

    def filter(self, text: str, today: date) -> TodoFilter:
        """The service's filter, when the owner's day is `today`."""
        before, after = {
            "any": (None, None),
            "overdue": (None, today - timedelta(days=1)),
            "today": (today, today),
            "upcoming": (today + timedelta(days=1), None),
            "someday": (None, None),
        }[self.due]
        return TodoFilter(
            text=text,
            priorities=(self.priority,) if self.priority else (),
            category=self.category or None,
            tag=self.tag or None,
            due_from=before,
            due_to=after,
            undated=self.due == "someday",
            completed={"open": False, "all": None, "done": True}[self.done],
        )
