"""The page of tasks, put together: toolbar, board or list, panel, dialog, keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from umbra.items.page.keys import ADD, DELETE, EDIT, MOVE, SEARCH, SELECT, TICK, UNDO
from umbra.items.page.printing import printed_list
from umbra.items.page.selection import selection_bar
from umbra.items.state.slots import slots_var
from umbra.projects.board.card import COLUMNS, TaskCard
from umbra.projects.board.columns import SLOTS
from umbra.projects.board.move import TaskMove
from umbra.projects.board.panel import PRIORITY_OPTIONS, task_panel
from umbra.projects.board.state import TaskBoard, TaskEditor
from umbra.projects.board.toolbar import IN_PROJECT, TASK_PAGE, toolbar
from umbra.projects.page.parts import ProjectStyles
from umbra.shell.frame import page_frame
from umbra.ui.button import button, link_button
from umbra.ui.dates import date_input
from umbra.ui.dialog import dialog
from umbra.ui.icon import icon
from umbra.ui.inputs import select_field, text_input
from umbra.ui.local.board import board
from umbra.ui.local.draft_form import draft_form
from umbra.ui.menu import menu, menu_item
from umbra.ui.popover import popover
from umbra.ui.shortcuts import register, shortcut
from umbra.ui.states import empty_state, loading

_BOARD = "On the board"
_IN_BOARD = (
    register("Arrows", "From card to card", _BOARD),
    replace(TICK, label="Lift, or drop", group=_BOARD),
    register("Alt+↑↓←→", "Move at once", _BOARD),
    replace(MOVE, group=_BOARD),
    *(replace(known, group=_BOARD) for known in (EDIT, SELECT, DELETE)),
)
_ADD_ID = "task-add-todo"


class _Styles(rx.Fragment):
    """The styles of this page, which no other page loads."""

    def add_imports(self) -> dict[str, Any]:
        return {"": rx.asset("tasks.css", shared=True).importable_path}


def tasks_page() -> rx.Component:
    of_what = rx.cond(IN_PROJECT, TaskBoard.project["name"], "My tasks")
    title = rx.cond(TaskBoard.missing, "Project", rx.cond(TaskBoard.loaded, of_what, "Tasks"))
    shown = rx.cond(TaskBoard.missing, _gone(), _content())
    return page_frame(
        rx.el.div(
            rx.cond(TaskBoard.missing, rx.fragment(), toolbar()),
            rx.cond(TaskBoard.loaded, shown, loading(8, label="Loading tasks")),
            printed_list(TASK_PAGE),
            class_name="board-page",
            data_view=TaskBoard.filters["view"],
        ),
        task_panel(),
        _move_dialog(),
        selection_bar(TASK_PAGE, *_bulk_actions()),
        _keys(),
        ProjectStyles.create(),
        _Styles.create(),
        title=title,
        active="projects",
        width="full",
    )


def _content() -> rx.Component:
    nothing = TaskBoard.filtered | (TaskBoard.searching != "")
    total = sum(TaskBoard.counts.get(status, 0).to(int) for status in COLUMNS)
    return rx.cond(
        nothing & (total == 0) & (TaskBoard.column_todo["slots"].to(list[int]).length() == 0),
        empty_state(
            "Nothing fits that",
            "No task matches the filters and the search.",
            button("Show everything", on_click=TaskBoard.show_everything),
            name="search",
        ),
        _board(),
    )


def _board() -> rx.Component:
    return board(
        *(_adder(status) for status in COLUMNS),
        columns=rx.Var.create(
            [TaskBoard.column_todo, TaskBoard.column_doing, TaskBoard.column_done]
        ),
        words=COLUMNS,
        counts=TaskBoard.counts,
        cards=slots_var(TaskBoard, TaskCard, SLOTS),
        subs=TaskBoard.subs,
        layout=TaskBoard.filters["view"],
        sorted=TaskBoard.sorted,
        refused=TaskBoard.moves_refused,
        selection=TASK_PAGE.selection_id,
        selecting=TaskBoard.selecting | (TaskBoard.selected_count > 0),
        label="Tasks",
        on_move=TaskBoard.move,
        on_open=TaskEditor.show,
        on_select=TaskBoard.select,
        on_delete=TaskBoard.delete,
        on_move_menu=TaskMove.open,
        on_toggle=TaskBoard.toggle,
        on_expand=TaskBoard.expand,
        on_reach=TaskBoard.reach,
        on_more=lambda _column: TaskBoard.show_done("all"),
    )


def _adder(status: str) -> rx.Component:
    """The form at the foot of a column. Enter adds a task and keeps the focus for the next."""
    label = f"Add a task to {COLUMNS[status]['title']}"
    mine = TaskBoard.add_column == status
    return rx.cond(
        IN_PROJECT,
        draft_form(
            rx.el.span(icon("plus"), class_name="adder-icon", aria_hidden=True),
            text_input(
                id=f"task-add-{status}",
                label=label,
                name="title",
                placeholder="Add a task",
                auto_complete="off",
                enter_key_hint="done",
                dir="auto",
            ),
            rx.el.p(rx.cond(mine, TaskBoard.add_error, ""), role="alert", class_name="adder-error"),
            name=f"new-task-{status}",
            answers=TaskBoard.answers,
            on_send=lambda values, send: TaskBoard.add_to(status, values, send),
            on_too_long=TaskBoard.refuse_length,
            class_name="adder board-adder",
        ),
    )


def _gone() -> rx.Component:
    return empty_state(
        "This project is not here",
        "It was deleted, or the link is not for your account.",
        link_button("To the projects", "/projects"),
        name="trash",
    )


def _bulk_actions() -> tuple[rx.Component, ...]:
    label = "Due day of the selected"
    return (
        menu(
            button("Move", leading="arrow-right", size="sm"),
            *(
                menu_item(words["title"], on_click=TaskBoard.move_selected(status))
                for status, words in COLUMNS.items()
            ),
            label="Column of the selected",
        ),
        popover(
            button("Due", leading="calendar", size="sm"),
            date_input(
                id="selection-due", label=label, value="", on_commit=TaskBoard.reschedule_selected
            ),
            button(
                "No date",
                variant="ghost",
                size="sm",
                data_closes=True,
                on_click=TaskBoard.reschedule_selected(""),
            ),
            label=label,
        ),
        menu(
            button("Priority", leading="flag", size="sm"),
            *(
                menu_item(option.label, on_click=TaskBoard.prioritise_selected(option.value))
                for option in PRIORITY_OPTIONS
            ),
            label="Priority of the selected",
        ),
    )


def _move_dialog() -> rx.Component:
    places = (("stay", "As it is now"), ("top", "First"), ("bottom", "Last"))
    return dialog(
        rx.el.form(
            select_field(
                "Column",
                tuple((status, words["title"]) for status, words in COLUMNS.items()),
                id="task-move-status",
                name="status",
                default_value=TaskMove.status,
                data_autofocus=True,
            ),
            select_field("Place", places, id="task-move-place", name="place", default_value="top"),
            select_field(
                "Project",
                TaskMove.projects,
                id="task-move-project",
                name="project",
                default_value=TaskMove.project,
            ),
            id="task-move",
            key=TaskMove.opened,
            on_submit=TaskMove.save,
            method="dialog",
            no_validate=True,
            class_name="stack",
        ),
        title="Move task",
        description=TaskMove.title,
        open=TaskMove.is_open,
        on_close=TaskMove.close,
        size="sm",
        keep=True,
        footer=(
            button("Cancel", variant="ghost", on_click=TaskMove.close),
            button("Move", type="submit", form="task-move", variant="primary"),
        ),
    )


def _keys() -> rx.Component:
    return rx.fragment(
        shortcut(ADD, target=_ADD_ID),
        shortcut(SEARCH, target="task-search"),
        shortcut(UNDO, on_press=TaskBoard.undo),
        *(shortcut(known) for known in _IN_BOARD),
    )
