"""What a project shows of itself: on its card in the grid, and above its tasks."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from umbra.items.state.due import due_tone, due_words
from umbra.projects.models import ProjectStatus
from umbra.projects.service import ProjectRow

STATUSES: dict[ProjectStatus, str] = {
    "active": "Active",
    "on_hold": "On hold",
    "done": "Done",
    "archived": "Archived",
}


class ProjectHead(TypedDict):
    """`colour` is an accent, empty for none and for a colour that only the API can set.

    `due_tone` is that of a todo; `status` is empty without a project, and `state` has the words
    for one that is not active.
    """

    id: str
    name: str
    colour: str
    status: str
    state: str
    done: int
    total: int
    due: str
    due_tone: str


NO_PROJECT: ProjectHead = {
    "id": "",
    "name": "",
    "colour": "",
    "status": "",
    "state": "",
    "done": 0,
    "total": 0,
    "due": "",
    "due_tone": "",
}


def head_of(row: ProjectRow, today: date) -> ProjectHead:
    colour = row.colour or ""
    open_day = row.due_date if row.status in ("active", "on_hold") else None
    return {
        "id": str(row.id),
        "name": row.name,
        "colour": "" if colour.startswith("#") else colour,
        "status": row.status,
        "state": "" if row.status == "active" else STATUSES[row.status],
        "done": row.progress["done"],
        "total": row.progress["total"],
        "due": due_words(row.due_date, None, today),
        "due_tone": due_tone(open_day, today),
    }
