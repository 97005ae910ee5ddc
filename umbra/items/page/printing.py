"""What is printed of a list: all its rows up to a stated number, not the window of the screen."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.ui.local.print_sheet import print_sheet


def printed_list(page: ListPage) -> rx.Component:
    """Shown on paper alone. Ctrl+P and the View menu fill it and open the print dialog."""
    items = page.items
    return rx.fragment(
        print_sheet(
            rx.el.h2(page.many.capitalize(), class_name="printed-title"),
            rx.cond(
                items.printed_note != "",
                rx.el.p(items.printed_note, class_name="printed-note"),
            ),
            rx.el.ul(
                rx.foreach(
                    items.printed,
                    lambda row: rx.el.li(
                        rx.el.span(row["mark"], class_name="printed-mark"),
                        rx.el.span(row["title"], class_name="printed-words", dir="auto"),
                        rx.el.span(row["details"], class_name="printed-details", dir="auto"),
                    ),
                ),
                class_name="printed-list",
            ),
            count=items.printed.length(),
            on_print=items.print_list,
            on_done=items.clear_printed,
        ),
        rx.cond(
            items.has_before | items.has_after,
            rx.el.p(
                f"Some {page.many} are missing here: print from the View menu.",
                class_name="printed-window",
            ),
        ),
    )
