"""The panel that shows and edits one todo."""

from __future__ import annotations

import reflex as rx

from umbra.todos.state import TodoEditor, TodoList
from umbra.ui.button import button, icon_button
from umbra.ui.chip import chip
from umbra.ui.dates import date_field, time_field
from umbra.ui.field import field
from umbra.ui.inputs import text_field, textarea_field
from umbra.ui.local.edit_form import edit_form
from umbra.ui.panel import side_panel
from umbra.ui.segmented import Option, segmented
from umbra.ui.states import empty_state
from umbra.ui.text import kbd

PRIORITY_OPTIONS = (
    Option("none", "None"),
    Option("low", "Low"),
    Option("medium", "Medium"),
    Option("high", "High"),
)


def editor_panel() -> rx.Component:
    return side_panel(
        rx.cond(TodoEditor.missing, _gone(), _form()),
        title="Todo",
        open=TodoEditor.open_id != "",
        on_close=TodoEditor.close,
        bar=(_delete_button(),),
        footer=(_footer(),),
    )


def _form() -> rx.Component:
    """Mounted anew whenever `filled` grows: the fields hold what is typed, not the state."""
    return edit_form(
        _newer(),
        text_field(
            "Title",
            id="todo-title",
            name="title",
            error=_error("title"),
            default_value=TodoEditor.base["title"],
            dir="auto",
            max_length=1000,
        ),
        rx.el.div(
            date_field(
                "Due",
                id="todo-due-date",
                name="due_date",
                error=_error("due_date"),
                clears_also="todo-due-time",
                default_value=TodoEditor.base["due_date"],
            ),
            time_field(
                "Time",
                id="todo-due-time",
                name="due_time",
                error=_error("due_time"),
                default_value=TodoEditor.base["due_time"],
            ),
            class_name="editor-pair",
        ),
        field(
            "Priority",
            segmented(
                "Priority",
                PRIORITY_OPTIONS,
                name="priority",
                default_value=TodoEditor.base["priority"],
                wide=True,
            ),
            id="todo-priority-choice",
            error=_error("priority"),
        ),
        rx.el.div(
            text_field(
                "Category",
                id="todo-category-field",
                name="category",
                error=_error("category"),
                default_value=TodoEditor.base["category"],
                list="todo-categories",
                dir="auto",
            ),
            text_field(
                "Tags",
                id="todo-tags-field",
                name="tags",
                hint="Separate them by commas.",
                error=_error("tags"),
                default_value=TodoEditor.base["tags"],
                dir="auto",
            ),
            class_name="editor-pair",
        ),
        rx.el.datalist(
            rx.foreach(
                TodoList.choices.get("category", []).to(list[tuple[str, str]]),
                lambda pair: rx.el.option(value=pair[0]),
            ),
            id="todo-categories",
        ),
        _notes(),
        name=TodoEditor.open_id,
        version=TodoEditor.version,
        base=TodoEditor.base,
        answers=TodoEditor.answers,
        on_send=TodoEditor.save,
        on_behind=TodoEditor.resume,
        on_peek=TodoEditor.peek,
        on_too_long=TodoEditor.refuse_length,
        key=TodoEditor.open_id + TodoEditor.filled.to_string(),
        id="todo-editor",
        class_name="editor",
    )


def _notes() -> rx.Component:
    """The notes field, and the preview of its Markdown."""
    return rx.el.div(
        rx.el.div(
            textarea_field(
                "Notes",
                id="todo-notes",
                name="notes",
                hint="Markdown works here.",
                error=_error("notes"),
                default_value=TodoEditor.base["notes"],
                rows=6,
                dir="auto",
            ),
            class_name="editor-typed",
        ),
        rx.cond(
            TodoEditor.peeking,
            rx.el.div(
                rx.cond(
                    TodoEditor.preview_problem != "",
                    rx.el.p(
                        TodoEditor.preview_problem, role="status", class_name="preview-problem"
                    ),
                ),
                rx.html(
                    TodoEditor.preview,
                    class_name="rendered",
                    dir="auto",
                    role="region",
                    aria_label="Notes as they read",
                ),
                class_name=rx.cond(TodoEditor.preview_problem != "", "is-plain", ""),
            ),
        ),
        button(
            rx.cond(TodoEditor.peeking, "Write", "Preview"),
            variant="ghost",
            size="sm",
            data_act="peek",
        ),
        class_name=rx.cond(TodoEditor.peeking, "editor-notes is-peeking", "editor-notes"),
    )


def _error(name: str) -> rx.Var[str]:
    return TodoEditor.errors.get(name, "").to(str)


def _newer() -> rx.Component:
    """The conflict notice: what changed elsewhere while there is unsaved input here."""
    return rx.cond(
        TodoEditor.differences.length() > 0,
        rx.el.div(
            rx.el.p(
                "This todo changed elsewhere. What you typed is still here.",
                class_name="newer-words",
            ),
            rx.el.dl(
                rx.foreach(
                    TodoEditor.differences,
                    lambda row: rx.el.div(
                        rx.el.dt(row["field"]), rx.el.dd(row["theirs"], dir="auto")
                    ),
                ),
                class_name="newer-list",
            ),
            rx.el.div(
                button("Take theirs", on_click=TodoEditor.take_theirs, data_act="discard"),
                button(
                    "Keep mine",
                    variant="ghost",
                    on_click=TodoEditor.keep_mine,
                    data_act="keep",
                ),
                class_name="newer-actions",
            ),
            role="status",
            class_name="newer",
        ),
    )


def _gone() -> rx.Component:
    return empty_state(
        "This todo is not here",
        "It was deleted, or the link is not for your account.",
        button("Back to the list", on_click=TodoEditor.close),
        name="trash",
    )


def _delete_button() -> rx.Component:
    return rx.cond(
        TodoEditor.missing,
        rx.fragment(),
        rx.fragment(
            rx.cond(TodoEditor.completed, chip("Done", tone="success", leading="check")),
            icon_button("trash", "Delete", on_click=TodoEditor.delete),
        ),
    )


def _footer() -> rx.Component:
    return rx.cond(
        TodoEditor.missing,
        rx.fragment(),
        rx.fragment(
            rx.el.span("Created " + TodoEditor.created, class_name="editor-created"),
            button(
                "Save",
                type="submit",
                form="todo-editor",
                variant="primary",
                trailing=kbd("Ctrl", "↵"),
            ),
        ),
    )
