"""The todo page: its filters, the form that adds, bulk changes and keys."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.frame import PageParts, list_frame
from umbra.items.page.keys import TICK
from umbra.items.page.toolbar import choice, choice_in_use
from umbra.todos.page.list_page import TODO_PAGE
from umbra.todos.page.panel import PRIORITY_OPTIONS, todo_panel
from umbra.todos.page.row import todo_row
from umbra.todos.state import TodoList
from umbra.todos.state.view import TodoCard
from umbra.ui.button import button
from umbra.ui.dates import date_input
from umbra.ui.menu import menu, menu_item
from umbra.ui.popover import popover
from umbra.ui.states import empty_state

DUE_CHOICES = (
    ("any", "Any day"),
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("upcoming", "Upcoming"),
    ("someday", "Someday"),
    ("paused", "Paused"),
)
PRIORITY_CHOICES = (
    ("", "Any priority"),
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
    ("none", "No priority"),
)
DONE_CHOICES = (("open", "To do"), ("all", "To do and done"), ("done", "Done"))


def todos_page() -> rx.Component:
    parts = PageParts(
        row=todo_row,
        card=TodoCard,
        panel=todo_panel(),
        nothing_yet=_nothing_yet(),
        filters=(
            choice(TODO_PAGE, "due", "Due", DUE_CHOICES),
            choice(TODO_PAGE, "priority", "Priority", PRIORITY_CHOICES),
            choice_in_use(TODO_PAGE, "category"),
            choice_in_use(TODO_PAGE, "tag"),
            choice(TODO_PAGE, "done", "Done or not", DONE_CHOICES),
        ),
        add_fields=(
            date_input(
                id="todo-add-due", label="Due day", name="due_date", class_name="adder-more"
            ),
        ),
        bulk_actions=_bulk_actions(),
        keys={TICK: "[data-act=tick]"},
    )
    return list_frame(TODO_PAGE, parts, active="todos")


def _nothing_yet() -> rx.Component:
    return rx.cond(
        TodoList.counts["paused"].to(int) > 0,
        empty_state(
            "Nothing to do now",
            "What is left is paused.",
            button("Show what is paused", on_click=TodoList.narrow("due", "paused")),
            name="pause",
        ),
        _all_done_or_new(),
    )


def _all_done_or_new() -> rx.Component:
    return rx.cond(
        TodoList.counts["done"].to(int) > 0,
        empty_state("All done", "Nothing is waiting for you. Enjoy it.", name="coffee"),
        empty_state(
            "Nothing to do yet",
            "Write down the first thing and press Enter. Day, priority and tags can follow.",
            name="sparkles",
        ),
    )


def _bulk_actions() -> tuple[rx.Component, ...]:
    label = "Due day of the selected"
    no_date = button(
        "No date",
        variant="ghost",
        size="sm",
        data_closes=True,
        on_click=TodoList.reschedule_selected(""),
    )
    day = date_input(
        id="selection-due", label=label, value="", on_commit=TodoList.reschedule_selected
    )
    return (
        button("Done", leading="check", size="sm", on_click=TodoList.complete_selected),
        popover(button("Due", leading="calendar", size="sm"), day, no_date, label=label),
        menu(
            button("Priority", leading="flag", size="sm"),
            *(
                menu_item(option.label, on_click=TodoList.prioritise_selected(option.value))
                for option in PRIORITY_OPTIONS
            ),
            label="Priority of the selected",
        ),
    )
