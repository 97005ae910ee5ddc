"""One row of the todo list."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.page.rows import (
    RowParts,
    category_of,
    has_alarms,
    has_notes,
    item_row,
    tags_of,
    words,
)
from umbra.todos.page.list_page import TODO_PAGE
from umbra.todos.state import TodoList
from umbra.todos.state.view import TodoCard
from umbra.ui.icon import icon
from umbra.ui.local.tick import tick

Card = ObjectVar[TodoCard]


@rx.memo
def todo_row(
    *, item_id: rx.Var[str], card: rx.Var[TodoCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One row. Memoised: a change renders the row whose card came anew, and no other."""
    return _row(item_id, card.to(TodoCard), sortable)


def _row(item_id: rx.Var[str], card: Card, sortable: rx.Var[bool]) -> rx.Component:
    box = tick(
        checked=card["done"],
        version=card["version"],
        refused=card["refused"],
        label=card["title"],
        class_name=rx.match(
            card["priority"],
            ("high", "priority-high"),
            ("medium", "priority-medium"),
            ("low", "priority-low"),
            "",
        ),
        on_toggle=lambda completed: TodoList.toggle(item_id, completed),
    )
    parts = RowParts(
        leading=box,
        details=(
            has_notes(card),
            has_alarms(card),
            tags_of(card),
            category_of(card),
            words(card["paused"], "pause", "todo-paused"),
            words(card["repeats"], "repeat", "todo-repeats"),
            _due(card),
        ),
        attributes={"data-completed": card["done"]},
    )
    return item_row(TODO_PAGE, item_id, card, sortable, parts)


def _due(card: Card) -> rx.Component:
    sign = rx.cond(card["due_tone"] == "overdue", icon("circle-alert", 12), icon("calendar", 12))
    return rx.cond(
        card["due"] != "",
        rx.el.span(
            sign,
            card["due"],
            class_name=rx.match(
                card["due_tone"],
                ("overdue", "todo-due is-overdue"),
                ("today", "todo-due is-today"),
                "todo-due",
            ),
        ),
    )
