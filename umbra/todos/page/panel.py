"""The panel that shows and edits one todo."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.panel import (
    category_field,
    filled,
    item_panel,
    notes_field,
    pair,
    tags_field,
    title_field,
)
from umbra.todos.page.list_page import TODO_PAGE
from umbra.todos.state import TodoEditor
from umbra.ui.chip import chip
from umbra.ui.dates import date_field, time_field
from umbra.ui.field import field
from umbra.ui.segmented import Option, segmented

PRIORITY_OPTIONS = (
    Option("none", "None"),
    Option("low", "Low"),
    Option("medium", "Medium"),
    Option("high", "High"),
)


def todo_panel() -> rx.Component:
    return item_panel(
        TODO_PAGE,
        title_field(TODO_PAGE, "Title"),
        pair(
            date_field("Due", **filled(TODO_PAGE, "due_date"), clears_also="todo-due-time"),
            time_field("Time", **filled(TODO_PAGE, "due_time")),
        ),
        _priority_field(),
        category_field(TODO_PAGE),
        tags_field(TODO_PAGE),
        notes_field(TODO_PAGE),
        bar=(rx.cond(TodoEditor.completed, chip("Done", tone="success", leading="check")),),
    )


def _priority_field() -> rx.Component:
    given = filled(TODO_PAGE, "priority")
    control = segmented(
        "Priority",
        PRIORITY_OPTIONS,
        name="priority",
        default_value=given["default_value"],
        wide=True,
    )
    return field("Priority", control, id=given["id"], error=given["error"])
