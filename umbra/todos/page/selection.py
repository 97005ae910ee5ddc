"""The toolbar shown while rows are selected: bulk changes."""

from __future__ import annotations

import reflex as rx

from umbra.todos.page.panel import PRIORITY_OPTIONS
from umbra.todos.state import TodoList
from umbra.ui.button import button, icon_button
from umbra.ui.dates import date_input
from umbra.ui.menu import menu, menu_item
from umbra.ui.popover import popover


def selection_bar() -> rx.Component:
    return rx.cond(
        TodoList.selected_count > 0,
        rx.el.div(
            rx.el.span(
                TodoList.selected_count,
                " selected",
                role="status",
                class_name="selection-count num",
            ),
            button("Done", leading="check", size="sm", on_click=TodoList.complete_selected),
            popover(
                button("Due", leading="calendar", size="sm"),
                date_input(
                    id="selection-due",
                    label="Due day of the selected",
                    value="",
                    on_commit=TodoList.reschedule_selected,
                ),
                button(
                    "No date",
                    variant="ghost",
                    size="sm",
                    data_closes=True,
                    on_click=TodoList.reschedule_selected(""),
                ),
                label="Due day of the selected",
            ),
            menu(
                button("Priority", leading="flag", size="sm"),
                *(
                    menu_item(option.label, on_click=TodoList.prioritise_selected(option.value))
                    for option in PRIORITY_OPTIONS
                ),
                label="Priority of the selected",
            ),
            button("Delete", leading="trash", size="sm", on_click=TodoList.delete_selected),
            icon_button("x", "Select none", size="sm", on_click=TodoList.select_none),
            class_name="selection",
            role="toolbar",
            aria_label="Change the selected todos",
        ),
    )
