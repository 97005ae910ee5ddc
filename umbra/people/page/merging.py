"""Possible duplicates of a person, and the dialog that compares and merges two."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.people.page.part import part
from umbra.people.state import PersonEditor
from umbra.ui.button import button
from umbra.ui.dialog import dialog
from umbra.ui.icon import icon
from umbra.ui.segmented import Option, segmented


def duplicates_part() -> rx.Component:
    """People who may be the same; absent without any."""
    alike = PersonEditor.alike
    return rx.cond(
        alike.length() > 0,
        part(
            "Possible duplicates",
            None,
            rx.el.ul(rx.foreach(alike, _alike), class_name="person-lines", aria_label="Duplicates"),
        ),
    )


def merge_dialog() -> rx.Component:
    """Both people side by side, and what a merge makes of them."""
    return dialog(
        segmented(
            "Whose values stay",
            (Option("this", "Keep this person's"), Option("other", "Keep the other's")),
            name="person-prefer",
            value=PersonEditor.prefer,
            on_change=PersonEditor.choose_preferred,
            wide=True,
        ),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(rx.el.span("Field", class_name="visually-hidden"), scope="col"),
                        rx.el.th("This person", scope="col"),
                        rx.el.th("The other", scope="col"),
                        rx.el.th("Merged", scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(PersonEditor.compared, _field)),
                class_name="person-compared",
            ),
            class_name="person-comparing",
            role="region",
            aria_label="Comparison",
            tab_index=0,
        ),
        rx.cond(PersonEditor.moves != "", rx.el.p(PersonEditor.moves, class_name="person-moves")),
        title=f"Merge with {PersonEditor.merging_name}?",
        description="The other person goes into the trash. Restoring them undoes the merge.",
        open=PersonEditor.merging != "",
        on_close=PersonEditor.stop_merging,
        size="lg",
        footer=(
            button("Cancel", variant="ghost", on_click=PersonEditor.stop_merging),
            button("Merge", variant="primary", on_click=PersonEditor.merge),
        ),
    )


def _alike(row: Any) -> rx.Component:
    return rx.el.li(
        icon("copy", class_name="person-sign"),
        rx.el.div(
            rx.el.button(
                row["name"],
                type="button",
                dir="auto",
                on_click=PersonEditor.show(row["id"].to(str)),
                class_name="item-title",
            ),
            rx.el.span(
                row["why"],
                rx.cond(row["line"] != "", f" · {row['line']}", ""),
                class_name="person-detail",
                dir="auto",
            ),
        ),
        rx.el.span(),
        button(
            "Compare",
            size="sm",
            aria_label=f"Compare with {row['name']}",
            on_click=PersonEditor.compare(row["id"].to(str)),
        ),
        class_name="person-entry",
        key=row["id"],
    )


def _field(row: Any) -> rx.Component:
    cells = (rx.el.td(row[name], dir="auto") for name in ("this", "other", "merged"))
    return rx.el.tr(rx.el.th(row["field"], scope="row"), *cells, key=row["field"])
