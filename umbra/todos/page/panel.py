"""The panel that shows and edits one todo."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.alarms import alarms_field
from umbra.items.page.links import location_field, people_field
from umbra.items.page.panel import (
    category_field,
    filled,
    item_panel,
    notes_field,
    pair,
    tags_field,
    title_field,
)
from umbra.items.page.repeats import repeat_fields, repeat_rule, repeat_select
from umbra.todos.page.list_page import TODO_PAGE
from umbra.todos.state import TodoEditor
from umbra.todos.state.repeats_form import WATCHED
from umbra.ui.button import button
from umbra.ui.chip import chip
from umbra.ui.dates import date_field, time_field
from umbra.ui.field import field
from umbra.ui.inputs import select_field
from umbra.ui.segmented import Option, segmented

COUNTED_FROM = (("due", "Due date"), ("completion", "Completion"))
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
        _repeat_fields(),
        alarms_field(**filled(TODO_PAGE, "alarms"), timed_by="due_time"),
        people_field(TODO_PAGE),
        location_field(TODO_PAGE),
        _priority_field(),
        category_field(TODO_PAGE),
        tags_field(TODO_PAGE),
        notes_field(TODO_PAGE),
        bar=(
            rx.cond(TodoEditor.completed, chip("Done", tone="success", leading="check")),
            rx.cond(
                TodoEditor.paused != "",
                button("Resume", size="sm", variant="ghost", on_click=TodoEditor.end_pause),
            ),
            rx.cond(
                TodoEditor.can_skip,
                button("Skip", size="sm", variant="ghost", on_click=TodoEditor.skip),
            ),
        ),
    )


def _repeat_fields() -> rx.Component:
    """How the todo repeats and rests. The style sheet hides what the chosen rule does not need."""
    until = filled(TODO_PAGE, "paused_until")
    return rx.el.div(
        repeat_fields(
            TodoEditor,
            pair(
                repeat_select(TodoEditor, TODO_PAGE.one),
                select_field("Counted from", COUNTED_FROM, **filled(TODO_PAGE, "repeat_from")),
            ),
            repeat_rule(TodoEditor, TODO_PAGE.one, dayless=True),
            names=WATCHED,
        ),
        date_field("Paused until", **until, hint=TodoEditor.paused),
        class_name="todo-repeat",
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
