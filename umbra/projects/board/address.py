"""The filters and the view of the task page in its URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from umbra.core.local_url import known_id
from umbra.items.due import Priority
from umbra.projects.tasks.kind import BY_POSITION
from umbra.projects.tasks.service import TaskFilter

View = Literal["board", "list"]
Due = Literal["any", "overdue", "today", "week"]
Order = Literal["due", "priority", "title", "-title", "created", "-created"]

WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Address:
    """The state of the task page in its URL; without `project`, of the tasks of all projects.

    `sort` is None for the usual order: by hand in a project, else by due day. `done` "all" shows
    all done tasks, not the latest ones.
    """

    project: str = ""
    view: View = "board"
    due: Due = "any"
    priority: Priority | None = None
    tag: str = ""
    done: Literal["latest", "all"] = "latest"
    sort: Order | None = None
    open: str = ""

    @property
    def project_id(self) -> UUID | None:
        known = known_id(self.project)
        return UUID(known) if known else None

    @property
    def is_filtered(self) -> bool:
        return bool(self.due != "any" or self.priority or self.tag)


def filter_of(address: Address, text: str, today: date) -> TaskFilter:
    """The service's filter, when the owner's day is `today`.

    A project without filters shows sub-tasks under their parents alone.
    """
    first, last = {
        "any": (None, None),
        "overdue": (None, today - timedelta(days=1)),
        "today": (today, today),
        "week": (today, today + WEEK),
    }[address.due]
    return TaskFilter(
        text=text,
        project_id=address.project_id,
        top=address.project_id is not None and not address.is_filtered and not text,
        priorities=(address.priority,) if address.priority else (),
        tag=address.tag or None,
        due_from=first,
        due_to=last,
    )


def order_of(sort: str | None, project_id: UUID | None) -> str:
    """The service's sort: the named one, or the usual order of a project or of all tasks."""
    return sort or ("due" if project_id is None else BY_POSITION)
