"""One row of the list of people."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.page.rows import RowParts, has_notes, item_row, tags_of
from umbra.people.page.list_page import PERSON_PAGE
from umbra.people.state import PersonList
from umbra.people.state.view import PersonCard
from umbra.ui.avatar import avatar
from umbra.ui.button import icon_link
from umbra.ui.icon import IconName, icon

Card = ObjectVar[PersonCard]


@rx.memo
def person_row(
    *, item_id: rx.Var[str], card: rx.Var[PersonCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One row. Memoised: a change renders the row whose card came anew, and no other."""
    shown = card.to(PersonCard)
    by_contact = PersonList.filters["sort"].contains("talked")
    parts = RowParts(
        leading=portrait(shown["photo"], shown["initials"], "person-face"),
        details=(
            _words(shown["line"], "person-line"),
            rx.cond(by_contact, _words(shown["talked"], "person-talked")),
            has_notes(shown),
            tags_of(shown),
        ),
        links=(
            _link(shown["mail"], "mail", f"Write to {shown['name']}"),
            _link(shown["call"], "phone", f"Call {shown['name']}"),
            _star(item_id, shown),
        ),
    )
    return item_row(PERSON_PAGE, item_id, shown, sortable, parts)


def portrait(photo: rx.Var[Any], letters: rx.Var[Any], class_name: str) -> rx.Component:
    """The photo, or the initials without one. Decorative: the name stands beside it."""
    return rx.el.span(
        rx.cond(
            photo != "",
            rx.el.img(src=photo, alt="", loading="lazy", decoding="async", draggable=False),
            avatar(letters),
        ),
        class_name=class_name,
        aria_hidden=True,
    )


def _star(item_id: rx.Var[str], card: Card) -> rx.Component:
    favourite = card["favourite"].to(bool)
    return rx.el.button(
        icon("star"),
        type="button",
        tab_index=-1,
        aria_pressed=rx.cond(favourite, "true", "false"),
        aria_label=f"Favourite: {card['name']}",
        class_name="btn btn--icon btn--ghost btn--md person-star",
        on_click=PersonList.star(item_id, ~favourite),
        custom_attrs={"data-act": "star"},
    )


def _words(words: rx.Var[Any], class_name: str) -> rx.Component:
    return rx.cond(words != "", rx.el.span(words, class_name=class_name, dir="auto"))


def _link(href: rx.Var[Any], name: IconName, label: str | rx.Var[str]) -> rx.Component:
    """An icon that links to another app; absent without an address."""
    return rx.cond(href != "", icon_link(name, label, href))
