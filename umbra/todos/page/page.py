"""The page's frame: tools, the box to add, the list between its two edges, the panel."""

from __future__ import annotations

import reflex as rx

from umbra.shell.frame import page_frame
from umbra.todos.page.keys import ADD_ID, ROW_KEYS, page_keys
from umbra.todos.page.panel import editor_panel
from umbra.todos.page.row import list_entry
from umbra.todos.page.selection import selection_bar
from umbra.todos.page.toolbar import toolbar
from umbra.todos.state import TodoList
from umbra.ui.button import button
from umbra.ui.dates import date_input
from umbra.ui.icon import icon
from umbra.ui.inputs import text_input
from umbra.ui.local.draft_form import draft_form
from umbra.ui.local.edge import edge
from umbra.ui.local.row_list import row_list
from umbra.ui.states import empty_state, loading

DRAG_WORDS = {
    "instructions": (
        "Press Space to lift the todo, arrow keys to move it, Space to drop it, "
        "Escape to leave it where it was."
    ),
    "lifted": "Lifted. It is",
    "over": "Moved to",
    "dropped": "Dropped at",
    "cancelled": "Left where it was.",
}


def todos_page() -> rx.Component:
    return page_frame(
        rx.el.div(
            toolbar(),
            _add_box(),
            rx.cond(TodoList.loaded, _list(), loading(8, label="Loading todos")),
            class_name=rx.cond(
                TodoList.selecting | (TodoList.selected_count > 0), "todos is-selecting", "todos"
            ),
        ),
        editor_panel(),
        selection_bar(),
        page_keys(),
        title="Todos",
        active="todos",
    )


def _add_box() -> rx.Component:
    """The form that adds todos. Enter adds one and keeps the focus for the next."""
    return draft_form(
        rx.el.span(icon("plus"), class_name="adder-icon", aria_hidden=True),
        text_input(
            id=ADD_ID,
            label="Add a todo",
            name="title",
            placeholder="Add a todo",
            auto_complete="off",
            enter_key_hint="done",
            invalid=TodoList.add_error != "",
            dir="auto",
            size="lg",
        ),
        date_input(id="todo-add-due", label="Due day", name="due_date", class_name="adder-due"),
        button("Add", type="submit", class_name="adder-button"),
        rx.el.p(TodoList.add_error, role="alert", class_name="adder-error"),
        name="new-todo",
        answers=TodoList.answers,
        on_send=TodoList.add,
        on_too_long=TodoList.refuse_length,
        class_name="adder",
    )


def _list() -> rx.Component:
    return rx.cond(
        TodoList.layout.length() > 0,
        rx.fragment(
            rx.cond(
                TodoList.has_before,
                edge(token=TodoList.layout[0]["id"].to(str), on_reach=TodoList.previous_window),
            ),
            row_list(
                rx.foreach(TodoList.layout, list_entry),
                order=TodoList.order,
                refused=TodoList.moves_refused,
                has_before=TodoList.has_before,
                acts=ROW_KEYS,
                sortable=TodoList.filters["sort"] == "due",
                words=DRAG_WORDS,
                on_move=TodoList.move,
                on_nudge=TodoList.nudge,
                on_first=TodoList.first_window,
                on_last=TodoList.last_window,
                class_name="todos-list",
                aria_label="Todos",
            ),
            rx.cond(
                TodoList.has_after,
                edge(token=TodoList.layout[-1]["id"].to(str), on_reach=TodoList.next_window),
            ),
        ),
        _nothing(),
    )


def _nothing() -> rx.Component:
    """Nothing fits the filters, or nothing is left to do, or nothing was ever written down."""
    return rx.cond(
        TodoList.filtered | (TodoList.searching != ""),
        empty_state(
            "Nothing fits that",
            "No todo matches the filters and the search.",
            button("Show everything", on_click=TodoList.show_everything),
            name="search",
        ),
        rx.cond(
            TodoList.counts["done"].to(int) > 0,
            empty_state("All done", "Nothing is waiting for you. Enjoy it.", name="coffee"),
            empty_state(
                "Nothing to do yet",
                "Write down the first thing and press Enter. Day, priority and tags can follow.",
                name="sparkles",
            ),
        ),
    )
