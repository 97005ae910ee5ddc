"""The toolbar shown while rows are selected: bulk changes."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.ui.button import button, icon_button


def selection_bar(page: ListPage, *actions: rx.Component) -> rx.Component:
    """`actions` are the kind's bulk changes. The list's keys click what has them in `data-keys`."""
    return rx.cond(
        page.items.selected_count > 0,
        rx.el.div(
            rx.el.span(
                page.items.selected_count,
                " selected",
                role="status",
                class_name="selection-count num",
            ),
            *actions,
            button("Select all", size="sm", variant="ghost", on_click=page.items.select_all),
            button(
                "Delete",
                leading="trash",
                size="sm",
                on_click=page.items.delete_selected,
                data_keys="# Delete",
            ),
            icon_button(
                "x",
                "Select none",
                size="sm",
                on_click=page.items.select_none,
                data_keys="Escape",
            ),
            id=page.selection_id,
            class_name="selection",
            role="toolbar",
            aria_label=f"Change the selected {page.many}",
        ),
    )
