"""The relationships of a person, and the form that adds one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.people.page.part import part
from umbra.people.state import PersonEditor
from umbra.ui.button import button, icon_button
from umbra.ui.icon import icon
from umbra.ui.inputs import text_input
from umbra.ui.item_picker import item_picker
from umbra.ui.local.draft_form import draft_form

WORDS = ("friend", "partner", "mother", "father", "child", "sibling", "colleague", "neighbour")


def relating_part() -> rx.Component:
    relations = PersonEditor.relations
    return part(
        "Relationships",
        None,
        rx.cond(
            relations.length() > 0,
            rx.el.ul(
                rx.foreach(relations, _relation),
                class_name="person-lines",
                aria_label="Relationships",
            ),
        ),
        rx.el.details(
            rx.el.summary(
                icon("plus"), rx.el.span("Add a relationship"), class_name="details-summary"
            ),
            _form(),
        ),
    )


def _form() -> rx.Component:
    return draft_form(
        item_picker(
            id="relation-other",
            label="Who",
            name="other_id",
            options=PersonEditor.others,
            on_search=PersonEditor.find_others,
            default_label="",
            empty_text="None of your people has that name",
            placeholder="Who",
        ),
        rx.el.div(
            text_input(
                id="relation-word",
                label="What they are of this person",
                name="word",
                placeholder="Mother, friend",
                auto_complete="off",
                dir="auto",
                list="relation-words",
                max_length=50,
            ),
            text_input(
                id="relation-inverse",
                label="What this person is of them, if another word",
                name="inverse",
                placeholder="And the other way round",
                auto_complete="off",
                dir="auto",
                list="relation-words",
                max_length=50,
            ),
            class_name="editor-pair",
        ),
        rx.el.datalist(*(rx.el.option(value=word) for word in WORDS), id="relation-words"),
        rx.el.p(PersonEditor.relation_error, role="alert", class_name="adder-error"),
        button("Add", type="submit", size="sm"),
        name="new-relation-" + PersonEditor.open_id,
        answers=PersonEditor.answers,
        on_send=PersonEditor.relate,
        on_too_long=PersonEditor.refuse_relation,
        key="relation-" + PersonEditor.open_id,
        class_name="person-form",
    )


def _relation(row: Any) -> rx.Component:
    return rx.el.li(
        icon("users", class_name="person-sign"),
        rx.el.div(
            rx.el.button(
                row["name"],
                type="button",
                dir="auto",
                on_click=PersonEditor.show(row["other"].to(str)),
                class_name="item-title",
            ),
        ),
        rx.el.span(row["word"], class_name="person-when", dir="auto"),
        icon_button(
            "x",
            f"Delete the relationship with {row['name']}",
            size="sm",
            on_click=PersonEditor.unrelate(row["id"].to(str)),
        ),
        class_name="person-entry",
        key=row["id"],
    )
