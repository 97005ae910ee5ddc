"""Search, filters and the order of the list."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.todos.page.keys import SEARCH_ID
from umbra.todos.state import TodoList
from umbra.ui.button import button
from umbra.ui.inputs import search_input, select
from umbra.ui.menu import menu, menu_choice, menu_group

DUE_CHOICES = (
    ("any", "Any day"),
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("upcoming", "Upcoming"),
    ("someday", "Someday"),
)
PRIORITY_CHOICES = (
    ("", "Any priority"),
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
    ("none", "No priority"),
)
DONE_CHOICES = (("open", "To do"), ("all", "To do and done"), ("done", "Done"))
SORT_CHOICES = (
    ("due", "By day, then by hand"),
    ("priority", "Most urgent first"),
    ("title", "Title, A to Z"),
    ("-title", "Title, Z to A"),
    ("-created", "Newest first"),
    ("created", "Oldest first"),
)


def toolbar() -> rx.Component:
    """One line on a wide screen; on a phone the filters scroll sideways under the search."""
    return rx.el.div(
        search_input(
            id=SEARCH_ID,
            label="Search todos",
            placeholder="Search",
            value=TodoList.searching,
            on_commit=TodoList.search,
            debounce_ms=200,
            max_length=200,
            class_name="todos-search",
        ),
        rx.el.div(
            _choice("due", "Due", DUE_CHOICES),
            _choice("priority", "Priority", PRIORITY_CHOICES),
            _from_data("category", "Any category"),
            _from_data("tag", "Any tag"),
            _choice("done", "Done or not", DONE_CHOICES),
            _order_menu(),
            button(
                rx.cond(TodoList.selecting, "Stop selecting", "Select"),
                variant="ghost",
                on_click=TodoList.turn_selecting,
                aria_pressed=TodoList.selecting,
            ),
            rx.cond(
                TodoList.filtered,
                button("Clear", variant="ghost", leading="x", on_click=TodoList.show_everything),
            ),
            class_name="todos-filters",
        ),
        class_name="todos-tools",
        role="search",
    )


def _choice(name: str, label: str, options: tuple[tuple[str, str], ...]) -> rx.Component:
    value = TodoList.filters[name]
    return select(
        options,
        id=f"todo-{name}",
        label=label,
        value=value,
        on_change=lambda chosen: TodoList.narrow(name, chosen),
        class_name="filter",
        data_set=rx.cond(value == options[0][0], "false", "true"),
    )


def _from_data(name: str, anything: str) -> rx.Component:
    """A filter by what the owner's todos have; absent while they have nothing of it."""
    options, value = _options(name), TodoList.filters[name]
    return rx.cond(
        options.length() > 0,
        select(
            rx.Var.create([("", anything)]).to(list[tuple[str, str]]) + options,
            id=f"todo-{name}",
            label=anything.removeprefix("Any ").capitalize(),
            value=value,
            on_change=lambda chosen: TodoList.narrow(name, chosen),
            class_name="filter",
            data_set=rx.cond(value == "", "false", "true"),
        ),
    )


def _options(name: str) -> Any:
    return TodoList.choices.get(name, []).to(list[tuple[str, str]])


def _order_menu() -> rx.Component:
    return menu(
        button("Order", variant="ghost", leading="arrow-up-down"),
        menu_group(
            "Order by",
            *(
                menu_choice(
                    words,
                    checked=TodoList.filters["sort"] == value,
                    on_click=TodoList.narrow("sort", value),
                )
                for value, words in SORT_CHOICES
            ),
        ),
        label="Order of the list",
        align="end",
    )
