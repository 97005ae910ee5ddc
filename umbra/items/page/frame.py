"""A whole list page, put together of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from umbra.items.page.add_box import add_box
from umbra.items.page.keys import page_keys, row_keys
from umbra.items.page.list_page import ListPage, RowOf, nothing_here
from umbra.items.page.printing import printed_list
from umbra.items.page.rows import item_list
from umbra.items.page.selection import selection_bar
from umbra.items.page.toolbar import toolbar
from umbra.shell.frame import ActivePage, page_frame
from umbra.ui.shortcuts import Shortcut
from umbra.ui.states import loading


@dataclass(frozen=True, eq=False)
class PageParts:
    """What a kind adds to its page.

    `row` shows an item of the type `card`. `keys` are the kind's own shortcuts, with the selector
    of what they click in the focused row. `nothing_yet` is shown while there are no items, `above`
    over the toolbar, `beside` at the end of the rows.
    """

    row: RowOf
    card: type[Any]
    panel: rx.Component
    nothing_yet: rx.Component
    filters: tuple[rx.Component, ...] = ()
    add_fields: tuple[rx.Component, ...] = ()
    bulk_actions: tuple[rx.Component, ...] = ()
    keys: Mapping[Shortcut, str] = field(default_factory=dict)
    above: rx.Component | None = None
    beside: rx.Component | None = None


def list_frame(page: ListPage, parts: PageParts, *, active: ActivePage) -> rx.Component:
    """The page of a kind in the frame of signed-in pages."""
    items = page.items
    nothing = nothing_here(page, parts.nothing_yet)
    rows = item_list(page, parts.row, parts.card, row_keys(parts.keys), nothing)
    if parts.beside is not None:
        rows = rx.el.div(rx.el.div(rows), parts.beside, class_name="items-beside")
    return page_frame(
        rx.el.div(
            parts.above or rx.fragment(),
            toolbar(page, *parts.filters),
            add_box(page, *parts.add_fields),
            rx.cond(items.loaded, rows, loading(8, label=f"Loading {page.many}")),
            printed_list(page),
            class_name=rx.cond(
                items.selecting | (items.selected_count > 0), "items is-selecting", "items"
            ),
        ),
        parts.panel,
        selection_bar(page, *parts.bulk_actions),
        page_keys(page, parts.keys),
        title=page.many.capitalize(),
        active=active,
    )
