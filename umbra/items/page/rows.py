"""The list between its two edges: rows, headings of sections, what a row can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.page.list_page import ListPage, RowOf
from umbra.items.state.slots import slots_var
from umbra.ui.icon import IconName, icon
from umbra.ui.local.edge import edge
from umbra.ui.local.row_list import drag_handle, row_list, sortable_row
from umbra.ui.text import visually_hidden


@dataclass(frozen=True, eq=False)
class RowParts:
    """What a kind shows in its rows. `attributes` are data attributes of the row."""

    leading: rx.Component
    details: tuple[rx.Component, ...]
    links: tuple[rx.Component, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


def item_list(
    page: ListPage, row: RowOf, card: type[Any], keys: Mapping[str, str], nothing: rx.Component
) -> rx.Component:
    """The rows in the window, or `nothing`. `keys` are those of `row_keys`."""
    items = page.items
    return rx.cond(
        items.layout.length() > 0,
        rx.fragment(
            rx.cond(
                items.has_before,
                edge(token=items.layout[0]["id"].to(str), on_reach=items.previous_window),
            ),
            row_list(
                rx.foreach(items.layout, lambda entry: _entry(page, entry, row, card)),
                order=items.order,
                refused=items.moves_refused,
                has_before=items.has_before,
                acts=rx.Var.create(dict(keys)),
                selection=page.selection_id,
                selected=items.selected_count,
                sortable=page.is_by_hand,
                words=drag_words(page.one),
                on_first=items.first_window,
                on_last=items.last_window,
                class_name="items-list",
                aria_label=page.many.capitalize(),
                **_moves(page),
            ),
            rx.cond(
                items.has_after,
                edge(token=items.layout[-1]["id"].to(str), on_reach=items.next_window),
            ),
        ),
        nothing,
    )


def item_row(
    page: ListPage,
    item_id: rx.Var[str],
    card: Any,
    sortable: rx.Var[bool],
    parts: RowParts,
) -> rx.Component:
    """One row: what leads it, the title that opens the panel, details, links and actions.

    `card` has the title under the name of the kind's title.
    """
    title = card[page.kind.kind.title.name]
    handle = drag_handle(icon("grip"), label="Move " + title.to(str), class_name="item-handle")
    return sortable_row(
        rx.cond(sortable, handle) if page.by_hand else rx.fragment(),
        parts.leading,
        rx.el.div(
            rx.el.button(
                title,
                type="button",
                dir="auto",
                custom_attrs={"data-act": "open"},
                class_name="item-title",
                on_click=page.editor.show(item_id),
            ),
            rx.el.div(*parts.details, class_name="item-details"),
            class_name="item-main",
        ),
        rx.el.div(*parts.links, class_name="item-links") if parts.links else rx.fragment(),
        rx.el.div(
            chooser(page, item_id, card, title),
            rx.el.button(
                icon("trash"),
                type="button",
                tab_index=-1,
                class_name="btn btn--icon btn--ghost btn--sm",
                on_click=page.items.delete(item_id),
                custom_attrs={"data-act": "delete", "aria-label": "Delete " + title.to(str)},
            ),
            class_name="item-actions",
        ),
        row_id=item_id,
        class_name=rx.cond(card["selected"], "item-row is-selected", "item-row"),
        custom_attrs={"data-version": card["version"], **parts.attributes},
    )


def has_notes(card: Any) -> rx.Component:
    return _sign(card["noted"], "list", "Has notes")


def has_alarms(card: Any) -> rx.Component:
    return _sign(card["alarmed"], "bell", "Has an alarm")


def _sign(shown: Any, name: IconName, text: str) -> rx.Component:
    """An icon with a text for screen readers."""
    return rx.cond(
        shown, rx.el.span(icon(name, 12), visually_hidden(text), class_name="item-noted")
    )


def tags_of(card: Any) -> rx.Component:
    return rx.foreach(
        card["tags"].to(list[str]),
        lambda name: rx.el.span(name, class_name="item-tag", dir="auto"),
    )


def category_of(card: Any) -> rx.Component:
    return rx.cond(
        card["category"] != "",
        rx.el.span(icon("folder", 12), card["category"], class_name="item-category", dir="auto"),
    )


def words(shown: rx.Var[Any], sign: IconName, class_name: str) -> rx.Component:
    """Words behind an icon; nothing where they are empty."""
    return rx.cond(
        shown != "", rx.el.span(icon(sign, 12), rx.el.span(shown), class_name=class_name)
    )


def _entry(
    page: ListPage, entry: ObjectVar[dict[str, str]], row: RowOf, card: type[Any]
) -> rx.Component:
    """A row, under its section's heading when it is the first of it in the window."""
    slots = slots_var(page.items, card)
    head = entry["head"]
    return rx.fragment(
        rx.cond(head != "", _heading(page, head)) if page.sections else rx.fragment(),
        row(
            item_id=entry["id"].to(str),  # pyright: ignore[reportCallIssue]
            card=slots[entry["slot"].to(int)].to(card),
            sortable=page.is_by_hand,
        ),
        key=entry["id"],
    )


def _heading(page: ListPage, section: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(rx.match(section, *page.sections.items(), ""), class_name="item-heading-words"),
        rx.el.span(page.items.counts[section.to(str)], class_name="item-heading-count"),
        class_name="item-heading",
        custom_attrs={"data-section": section},
    )


def chooser(page: ListPage, item_id: rx.Var[str], card: Any, title: rx.Var[str]) -> rx.Component:
    """The square that selects a row for a bulk change."""
    return rx.el.button(
        icon("check", 12),
        type="button",
        role="checkbox",
        tab_index=-1,
        class_name="item-choose",
        on_click=page.items.select(item_id),
        custom_attrs={
            "data-act": "select",
            "aria-checked": rx.cond(card["selected"], "true", "false"),
            "aria-label": "Select " + title.to(str),
        },
    )


def _moves(page: ListPage) -> dict[str, Any]:
    if not page.by_hand:
        return {}
    return {"on_move": page.items.move, "on_nudge": page.items.nudge}


def drag_words(one: str) -> dict[str, str]:
    """What a screen reader is told while a row is dragged by keyboard."""
    return {
        "instructions": (
            f"Press Space to lift the {one}, arrow keys to move it, Space to drop it, "
            "Escape to leave it where it was."
        ),
        "lifted": "Lifted. It is",
        "over": "Moved to",
        "dropped": "Dropped at",
        "cancelled": "Left where it was.",
    }
