"""What a card shows: pure functions of a task and the current day."""

from __future__ import annotations

from datetime import date

from umbra.core.moments import within
from umbra.items.state.due import due_tone, due_words
from umbra.items.state.list_kind import Printed, plain_card
from umbra.projects.models import TASK_STATUSES
from umbra.projects.tasks.service import TaskRow
from umbra.ui.local.board import BoardCard, ColumnWords, Mark, mark

COLUMNS: dict[str, ColumnWords] = {
    "todo": {"title": "To do", "empty": "Nothing to do", "done": False},
    "doing": {"title": "Doing", "empty": "Nothing is being done", "done": False},
    "done": {"title": "Done", "empty": "Nothing is done yet", "done": True},
}
assert tuple(COLUMNS) == TASK_STATUSES

_DUE = {"overdue": ("circle-alert", "danger"), "today": ("calendar", "accent")}
_PRIORITIES = {"high": "danger", "medium": "warning", "low": "info"}


class TaskCard(BoardCard):
    """A slot of the page."""


def card_of(row: TaskRow, today: date, project: str = "") -> TaskCard:
    """The card of a task. `project` is the name of its project, where that is shown."""
    return {
        **plain_card(row),
        "title": row.title,
        "done": row.status == "done",
        "priority": row.priority if row.priority in _PRIORITIES else "",
        "subtasks": row.subtasks["total"],
        "marks": _marks(row, today, project),
    }


def printed_of(row: TaskRow, today: date) -> Printed:
    due = due_words(row.due_date, row.due_time, today)
    details = (COLUMNS[row.status]["title"], due, *(f"#{name}" for name in row.tags))
    return {
        "mark": "☑" if row.status == "done" else "☐",
        "title": row.title,
        "details": " · ".join(one for one in details if one),
    }


def _marks(row: TaskRow, today: date, project: str) -> list[Mark]:
    marks: list[Mark] = []
    if row.priority in _PRIORITIES and row.status != "done":
        tone = _PRIORITIES[row.priority]
        marks.append(mark(row.priority.capitalize(), icon="flag", label="Priority", tone=tone))
    if row.due_date is not None:
        marks.append(_due(row, row.due_date, today))
    if row.subtasks["total"]:
        text = f"{row.subtasks['done']}/{row.subtasks['total']}"
        marks.append(mark(text, icon="todos", label="Sub-tasks done"))
    if row.comment_count:
        marks.append(mark(str(row.comment_count), icon="message", label="Comments"))
    if row.notes:
        marks.append(mark("", icon="list", label="Has notes"))
    if row.alarms:
        marks.append(mark("", icon="bell", label="Has an alarm"))
    if project:
        marks.append(mark(project, icon="folder", label="Project"))
    return marks + [mark(name, label="Tag", tone="tag") for name in row.tags]


def _due(row: TaskRow, day: date, today: date) -> Mark:
    tone = "later" if row.status == "done" else due_tone(day, today)
    icon, colour = _DUE.get(tone, ("calendar", ""))
    words = due_words(day, row.due_time, today)
    if tone == "overdue":
        return mark(f"Overdue, {within(words)}", icon=icon, tone=colour)
    return mark(words, icon=icon, label="Due", tone=colour)
