"""The time line of a person, and the form that logs a contact."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.people.page.part import part
from umbra.people.state import PersonEditor
from umbra.ui.button import button, icon_button
from umbra.ui.dates import date_input
from umbra.ui.icon import icon
from umbra.ui.inputs import text_input, textarea
from umbra.ui.link import link
from umbra.ui.local.draft_form import draft_form

WAYS = ("Call", "Visit", "Message", "E-mail", "Letter")


def timeline_part() -> rx.Component:
    lines = PersonEditor.timeline
    return part(
        "Time line",
        button("Talked today", size="sm", leading="check", on_click=PersonEditor.talked_today),
        _log(),
        rx.cond(
            lines.length() > 0,
            rx.el.ol(rx.foreach(lines, _line), class_name="person-lines", aria_label="Time line"),
            rx.el.p(
                "Events, todos and reminders with this person stand here, and when you talked.",
                class_name="person-nothing",
            ),
        ),
        rx.cond(
            PersonEditor.more,
            button("Earlier", variant="ghost", size="sm", on_click=PersonEditor.earlier),
        ),
    )


def _log() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            icon("plus"), rx.el.span("Log another contact"), class_name="details-summary"
        ),
        draft_form(
            rx.el.div(
                date_input(
                    id="contact-day",
                    label="Day you talked, today if empty",
                    name="at",
                    max=PersonEditor.this_day,
                    clearable=False,
                ),
                text_input(
                    id="contact-way",
                    label="How you talked",
                    name="way",
                    placeholder="Call, visit, letter",
                    auto_complete="off",
                    dir="auto",
                    list="contact-ways",
                    max_length=100,
                ),
                class_name="editor-pair",
            ),
            rx.el.datalist(*(rx.el.option(value=way) for way in WAYS), id="contact-ways"),
            textarea(
                id="contact-note",
                label="What about",
                name="note",
                placeholder="What about",
                rows=2,
                dir="auto",
            ),
            rx.el.p("Without a day it was today.", class_name="person-nothing"),
            rx.el.p(PersonEditor.contact_error, role="alert", class_name="adder-error"),
            button("Log", type="submit", size="sm"),
            name="new-contact-" + PersonEditor.open_id,
            answers=PersonEditor.answers,
            on_send=PersonEditor.add_contact,
            on_too_long=PersonEditor.refuse_contact,
            key="contact-" + PersonEditor.open_id,
            class_name="person-form",
        ),
    )


def _line(row: Any) -> rx.Component:
    title = rx.cond(
        row["contact"].to(bool),
        rx.el.span(row["title"], dir="auto"),
        link(row["title"], href=row["href"].to(str), dir="auto"),
    )
    return rx.el.li(
        icon(row["icon"].to(str), class_name="person-sign"),
        rx.el.div(
            rx.el.span(
                title,
                rx.cond(row["repeats"].to(bool), icon("repeat", 12)),
                class_name="person-title",
            ),
            rx.cond(
                row["detail"] != "",
                rx.el.span(row["detail"], class_name="person-detail", dir="auto"),
            ),
        ),
        rx.el.span(row["when"], class_name="person-when num"),
        rx.cond(
            row["contact"].to(bool),
            icon_button(
                "x",
                "Delete this contact",
                size="sm",
                on_click=PersonEditor.delete_contact(row["id"].to(str)),
            ),
            rx.el.span(),
        ),
        class_name="person-entry",
        custom_attrs={"data-done": row["done"]},
        key=row["id"],
    )
