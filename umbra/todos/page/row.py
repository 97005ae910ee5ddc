"""One row of the list, and the heading its section begins with."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.state.slots import slots_var
from umbra.todos.state import TodoEditor, TodoList
from umbra.todos.state.view import TodoCard
from umbra.ui.icon import icon
from umbra.ui.local.row_list import drag_handle, sortable_row
from umbra.ui.local.tick import tick

Card = ObjectVar[TodoCard]

SECTION_WORDS = {
    "overdue": "Overdue",
    "today": "Today",
    "upcoming": "Upcoming",
    "someday": "Someday",
    "done": "Done",
}


def list_entry(entry: ObjectVar[dict[str, str]]) -> rx.Component:
    """A row, under its section's heading when it is the first of it in the window."""
    return rx.fragment(
        rx.cond(entry["head"] != "", _heading(entry["head"])),
        todo_row(
            todo_id=entry["id"].to(str),
            card=slots_var(TodoList, TodoCard)[entry["slot"].to(int)].to(TodoCard),
            sortable=TodoList.filters["sort"] == "due",
        ),
        key=entry["id"],
    )


def _heading(section: rx.Var[str]) -> rx.Component:
    words = rx.match(section, *SECTION_WORDS.items(), "")
    return rx.el.li(
        rx.el.h2(words, class_name="todo-heading-words"),
        rx.el.span(TodoList.counts[section.to(str)], class_name="todo-heading-count"),
        class_name=rx.match(section, ("overdue", "todo-heading is-overdue"), "todo-heading"),
    )


@rx.memo
def todo_row(
    *, todo_id: rx.Var[str], card: rx.Var[TodoCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One row. Memoised: a change renders the row whose card came anew, and no other."""
    return _row(todo_id, card.to(TodoCard), sortable)


def _row(todo_id: rx.Var[str], card: Card, sortable: rx.Var[bool]) -> rx.Component:
    return sortable_row(
        _handle(card, sortable),
        tick(
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
            on_toggle=lambda completed: TodoList.toggle(todo_id, completed),
        ),
        rx.el.div(
            rx.el.button(
                card["title"],
                type="button",
                dir="auto",
                custom_attrs={"data-act": "open"},
                class_name="todo-title",
                on_click=TodoEditor.show(todo_id),
            ),
            _details(card),
            class_name="todo-main",
        ),
        _actions(todo_id, card),
        row_id=todo_id,
        class_name=rx.cond(card["selected"], "todo-row is-selected", "todo-row"),
        custom_attrs={
            "data-todo-id": todo_id,
            "data-version": card["version"],
            "data-completed": card["done"],
        },
    )


def _handle(card: Card, sortable: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        sortable,
        drag_handle(icon("grip"), label="Move " + card["title"].to(str), class_name="todo-handle"),
    )


def _chooser(todo_id: rx.Var[str], card: Card) -> rx.Component:
    """The square that selects a row for a change of many."""
    return rx.el.button(
        icon("check", 12),
        type="button",
        role="checkbox",
        tab_index=-1,
        class_name="todo-choose",
        on_click=TodoList.select(todo_id),
        custom_attrs={
            "data-act": "select",
            "aria-checked": rx.cond(card["selected"], "true", "false"),
            "aria-label": "Select " + card["title"].to(str),
        },
    )


def _details(card: Card) -> rx.Component:
    """Due day, category, tags and whether there are notes: only what is there."""
    return rx.el.div(
        rx.cond(
            card["noted"],
            rx.el.span(
                icon("list", 12),
                rx.el.span("Has notes", class_name="visually-hidden"),
                class_name="todo-noted",
            ),
        ),
        rx.foreach(
            card["tags"].to(list[str]),
            lambda name: rx.el.span(name, class_name="todo-tag", dir="auto"),
        ),
        rx.cond(
            card["category"] != "",
            rx.el.span(
                icon("folder", 12), card["category"], class_name="todo-category", dir="auto"
            ),
        ),
        rx.cond(
            card["due"] != "",
            rx.el.span(
                rx.cond(
                    card["due_tone"] == "overdue", icon("circle-alert", 12), icon("calendar", 12)
                ),
                card["due"],
                class_name=rx.match(
                    card["due_tone"],
                    ("overdue", "todo-due is-overdue"),
                    ("today", "todo-due is-today"),
                    "todo-due",
                ),
            ),
        ),
        class_name="todo-details",
    )


def _actions(todo_id: rx.Var[str], card: Card) -> rx.Component:
    return rx.el.div(
        _chooser(todo_id, card),
        rx.el.button(
            icon("trash"),
            type="button",
            tab_index=-1,
            class_name="btn btn--icon btn--ghost btn--sm",
            on_click=TodoList.delete(todo_id),
            custom_attrs={"data-act": "delete", "aria-label": "Delete " + card["title"].to(str)},
        ),
        class_name="todo-actions",
    )
