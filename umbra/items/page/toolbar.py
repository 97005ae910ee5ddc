"""Search, filters, the View menu and the button that begins a selection."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.ui.button import button
from umbra.ui.inputs import search_input, select
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_separator


def toolbar(page: ListPage, *filters: rx.Component) -> rx.Component:
    """One line on a wide screen; on a phone the filters are in a line of their own."""
    return rx.el.div(
        search_input(
            id=f"{page.one}-search",
            label=f"Search {page.many}",
            placeholder="Search",
            value=page.items.searching,
            on_commit=page.items.search,
            debounce_ms=200,
            max_length=200,
            class_name="items-search",
        ),
        rx.el.div(
            *filters,
            rx.cond(
                page.items.filtered,
                button("Clear", variant="ghost", leading="x", on_click=page.items.show_everything),
            ),
            class_name="items-filters",
        ),
        rx.el.div(
            _view_menu(page),
            button(
                rx.cond(page.items.selecting, "Stop selecting", "Select"),
                variant="ghost",
                on_click=page.items.turn_selecting,
                aria_pressed=page.items.selecting,
            ),
            class_name="items-view",
        ),
        class_name="items-tools",
        role="search",
    )


def choice(
    page: ListPage, name: str, label: str, options: tuple[tuple[str, str], ...]
) -> rx.Component:
    """The filter `name` by fixed options, pairs of value and label; the first is the default."""
    value = page.items.filters[name]
    return select(
        options,
        id=f"{page.one}-filter-{name}",
        label=label,
        value=value,
        on_change=lambda chosen: page.items.narrow(name, chosen),
        class_name="filter",
        data_set=rx.cond(value == options[0][0], "false", "true"),
    )


def choice_in_use(page: ListPage, name: str) -> rx.Component:
    """The filter `name` by what the owner's items have; absent while they have nothing of it."""
    options, value = options_of(page, name), page.items.filters[name]
    anything = [("", f"Any {name}")]
    return rx.cond(
        options.length() > 0,
        select(
            rx.Var.create(anything).to(list[tuple[str, str]]) + options,
            id=f"{page.one}-filter-{name}",
            label=name.capitalize(),
            value=value,
            on_change=lambda chosen: page.items.narrow(name, chosen),
            class_name="filter",
            data_set=rx.cond(value == "", "false", "true"),
        ),
    )


def options_of(page: ListPage, name: str) -> Any:
    """The values in use of the filter `name`, as pairs of value and label."""
    return page.items.choices.get(name, []).to(list[tuple[str, str]])


def _view_menu(page: ListPage) -> rx.Component:
    return menu(
        button("View", variant="ghost", leading="arrow-up-down"),
        menu_group(
            "Order by",
            *(
                menu_choice(
                    words,
                    checked=page.items.filters["sort"] == value,
                    on_click=page.items.narrow("sort", value),
                )
                for value, words in page.sorts.items()
            ),
        ),
        menu_separator(),
        menu_item("Print …", on_click=page.items.print_list),
        label="View of the list",
        align="end",
    )
