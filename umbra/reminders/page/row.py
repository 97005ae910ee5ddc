"""One row of the list of reminders."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.page.rows import RowParts, has_notes, item_row, tags_of, words
from umbra.reminders.page.list_page import REMINDER_PAGE
from umbra.reminders.state import ReminderList
from umbra.reminders.state.view import ReminderCard
from umbra.ui.icon import icon
from umbra.ui.link import link
from umbra.ui.local.tick import tick

Card = ObjectVar[ReminderCard]


@rx.memo
def reminder_row(
    *, item_id: rx.Var[str], card: rx.Var[ReminderCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One row. Memoised: a change renders the row whose card came anew, and no other."""
    return _row(item_id, card.to(ReminderCard), sortable)


def _row(item_id: rx.Var[str], card: Card, sortable: rx.Var[bool]) -> rx.Component:
    box = tick(
        checked=card["done"],
        version=card["version"],
        refused=card["refused"],
        label=card["title"],
        class_name="",
        on_toggle=lambda dismissed: ReminderList.toggle(item_id, dismissed),
    )
    parts = RowParts(
        leading=box,
        details=(
            has_notes(card),
            tags_of(card),
            _about(card),
            words(card["repeats"], "repeat", "reminder-repeats"),
            words(card["snoozed"], "clock", "reminder-snoozed"),
            _when(card),
        ),
        attributes={"data-completed": card["done"]},
    )
    return item_row(REMINDER_PAGE, item_id, card, sortable, parts)


def _about(card: Card) -> rx.Component:
    """A link to what the reminder is about."""
    return rx.cond(
        card["about_href"] != "",
        link(
            icon(card["about_icon"].to(str), 12),
            rx.el.span(card["about"], dir="auto"),
            href=card["about_href"],
            tab_index=-1,
            class_name="reminder-about",
        ),
    )


def _when(card: Card) -> rx.Component:
    sign = rx.cond(card["tone"] == "missed", icon("circle-alert", 12), icon("bell", 12))
    return rx.el.span(
        sign,
        rx.el.span(card["when"]),
        rx.cond(
            card["elsewhere"] != "",
            rx.el.span(card["elsewhere"], class_name="reminder-elsewhere"),
        ),
        class_name=rx.match(
            card["tone"],
            ("missed", "reminder-when is-missed"),
            ("today", "reminder-when is-today"),
            "reminder-when",
        ),
    )
