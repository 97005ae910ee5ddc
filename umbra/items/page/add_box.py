"""The form that adds items. Enter adds one and keeps the focus for the next."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.ui.button import button
from umbra.ui.icon import icon
from umbra.ui.inputs import text_input
from umbra.ui.local.draft_form import draft_form


def add_box(page: ListPage, *more: rx.Component) -> rx.Component:
    """A field for the title, and `more` fields that show once the form is used."""
    label = f"Add {page.article} {page.one}"
    return draft_form(
        rx.el.span(icon("plus"), class_name="adder-icon", aria_hidden=True),
        text_input(
            id=f"{page.one}-add",
            label=label,
            name=page.kind.kind.title.name,
            placeholder=label,
            auto_complete="off",
            enter_key_hint="done",
            invalid=page.items.add_error != "",
            dir="auto",
            size="lg",
        ),
        *more,
        button("Add", type="submit", class_name="adder-button"),
        rx.el.p(page.items.add_error, role="alert", class_name="adder-error"),
        name=f"new-{page.one}",
        answers=page.items.answers,
        on_send=page.items.add,
        on_too_long=page.items.refuse_length,
        class_name="adder",
    )
