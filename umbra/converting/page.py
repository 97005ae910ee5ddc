"""The buttons in the panels of todos and tasks that make one the other."""

from __future__ import annotations

import reflex as rx

from umbra.converting.state import Converting
from umbra.items.page.panel import add_to_panel
from umbra.projects.board.state import TaskEditor
from umbra.todos.state import TodoEditor
from umbra.ui.button import button, icon_button
from umbra.ui.dialog import dialog
from umbra.ui.inputs import select_field


def register_buttons() -> None:
    """Adds the buttons to the panels. Called before the pages are made."""
    add_to_panel("todo", _to_task)
    add_to_panel("task", _to_todo)


def _to_task() -> rx.Component:
    return rx.fragment(
        icon_button("kanban", "Make it a task …", on_click=Converting.ask(TodoEditor.open_id)),
        dialog(
            rx.el.form(
                select_field(
                    "Project",
                    Converting.projects,
                    id="todo-project",
                    name="project",
                    error=Converting.error,
                    data_autofocus=True,
                ),
                id="todo-to-task",
                on_submit=Converting.to_task,
                method="dialog",
                no_validate=True,
            ),
            title="Make it a task",
            open=Converting.is_open,
            on_close=Converting.close,
            size="sm",
            footer=(
                button("Cancel", variant="ghost", on_click=Converting.close),
                button("Make it a task", type="submit", form="todo-to-task", variant="primary"),
            ),
        ),
    )


def _to_todo() -> rx.Component:
    return icon_button("todos", "Make it a todo", on_click=Converting.to_todo(TaskEditor.open_id))
