"""Buttons, fields, choices."""

from __future__ import annotations

from typing import get_args

import reflex as rx

from umbra.ui.button import Variant, button, icon_button, link_button
from umbra.ui.checkbox import checkbox
from umbra.ui.dates import date_field, time_field
from umbra.ui.field import field, form_error
from umbra.ui.gallery.parts import columns, gallery_section, side_by_side
from umbra.ui.inputs import (
    password_input,
    search_input,
    select_field,
    text_field,
    text_input,
    textarea_field,
)
from umbra.ui.segmented import Option, segmented
from umbra.ui.switch import switch
from umbra.ui.tags import tags_field
from umbra.ui.text import kbd
from umbra.ui.zone_picker import zone_picker

date_state = rx._x.client_state("gallerydate", "2026-11-24")
time_state = rx._x.client_state("gallerytime", "09:30")
search_state = rx._x.client_state("gallerysearch", "")
title_state = rx._x.client_state("gallerytitle", "Water the plants")
zone_state = rx._x.client_state("galleryzone", "Europe/Lisbon")
segment_state = rx._x.client_state("gallerysegment", "week")


def controls() -> rx.Component:
    """All form controls."""
    return rx.fragment(
        gallery_section("Buttons", *_buttons()),
        gallery_section("Fields", _fields()),
        gallery_section("Live inputs", _live()),
        gallery_section("Comboboxes", _comboboxes()),
        gallery_section("Choices", _choices()),
    )


def _buttons() -> list[rx.Component]:
    variants: tuple[Variant, ...] = get_args(Variant)
    return [
        side_by_side(*(button(name.capitalize(), variant=name) for name in variants)),
        side_by_side(
            *(button("Add todo", variant=name, leading="plus", size="sm") for name in variants)
        ),
        side_by_side(*(button("Continue", variant=name, size="lg") for name in variants)),
        side_by_side(*(button("Saving", variant=name, busy=rx.Var("true")) for name in variants)),
        side_by_side(*(button("Not now", variant=name, disabled=True) for name in variants)),
        side_by_side(
            button("New", variant="primary", trailing=kbd("C")),
            button("Filter", leading="filter", trailing=kbd("F")),
            link_button("Open settings", "/settings", leading="settings"),
            icon_button("ellipsis", "More"),
            icon_button("pencil", "Edit", variant="secondary"),
            icon_button("trash", "Delete", size="sm"),
            icon_button("lock", "Lock", disabled=True),
        ),
    ]


def _fields() -> rx.Component:
    return columns(
        text_field("Title", id="g-title", name="title", placeholder="What needs doing?"),
        text_field("Display name", id="g-name", hint="Shown in the menu.", optional=True),
        text_field(
            "Username", id="g-wrong", default_value="a b", error="Use letters, digits and dots."
        ),
        text_field("Locked", id="g-off", default_value="Cannot change", disabled=True),
        field(
            "Password",
            rx.el.form(
                password_input(id="g-secret", name="password", auto_complete="current-password"),
                custom_attrs={"onSubmit": rx.Var("(event) => event.preventDefault()")},
            ),
            id="g-secret",
            hint="At least 12 characters.",
        ),
        select_field(
            "Week starts on",
            (("monday", "Monday"), ("sunday", "Sunday"), ("saturday", "Saturday")),
            id="g-select",
        ),
        textarea_field("Notes", id="g-notes", placeholder="Markdown works here", rows=3),
        rx.el.div(form_error("Wrong user name or password. Try again."), form_error("")),
    )


def _live() -> rx.Component:
    return columns(
        text_field(
            "Commits on blur",
            id="g-live",
            value=title_state.value,
            on_commit=title_state.set_value,
            hint="Enter or leaving commits, Escape restores.",
        ),
        date_field("Due", id="g-date", value=date_state.value, on_commit=date_state.set_value),
        time_field("At", id="g-time", value=time_state.value, on_commit=time_state.set_value),
        date_field("No date yet", id="g-date2", value="", on_commit=date_state.set_value),
        search_input(
            id="g-search",
            label="Search todos",
            placeholder="Search",
            value=search_state.value,
            on_commit=search_state.set_value,
        ),
        rx.el.div(
            button(
                "Change it elsewhere",
                on_click=title_state.set_value("From elsewhere"),
                id="change-elsewhere",
            ),
            rx.el.p("Title: ", rx.el.span(title_state.value, id="committed-title")),
            rx.el.p("Search: ", rx.el.span(search_state.value, id="committed-search")),
            rx.el.p("Due: ", rx.el.span(date_state.value, id="committed-date")),
            class_name="stack stack--tight",
        ),
        text_input(
            id="g-bare",
            label="Title",
            default_value="An input without a frame",
            class_name="input--bare",
        ),
    )


def _comboboxes() -> rx.Component:
    names = ("café", "errands", "home", "milk, oat", "shop", "work")
    options = [(name, name) for name in names]
    return rx.el.form(
        field(
            "Time zone",
            zone_picker(
                id="g-zone",
                name="zone",
                value=zone_state.value,
                on_choose=zone_state.set_value,
                class_name="input input--md",
            ),
            id="g-zone",
        ),
        tags_field("Tags", id="g-tags", name="tags", options=options, default_value="home\nwork"),
        tags_field(
            "Labels",
            id="g-labels",
            name="labels",
            options=options,
            default_value="a name that is longer than the field it is in, and so is cut off",
            error="Can have at most 50 characters.",
        ),
        rx.el.div(
            button("Submit", type="submit"),
            rx.el.p("Zone: ", rx.el.span(zone_state.value, id="chosen-zone")),
            class_name="row",
        ),
        id="g-comboboxes",
        method="dialog",
        class_name="gallery__columns",
    )


def _choices() -> rx.Component:
    spans = (Option("day", "Day"), Option("week", "Week"), Option("month", "Month"))
    shapes = (
        Option("list", "List", "list", icon_only=True),
        Option("board", "Board", "dashboard", icon_only=True),
    )
    return columns(
        rx.el.div(
            checkbox("Remind me"),
            checkbox("Repeats every week", default_checked=True),
            checkbox("Can't change this", disabled=True),
            checkbox("Nor this", disabled=True, default_checked=True),
            class_name="stack stack--tight",
        ),
        rx.el.div(
            checkbox("Water the plants", shape="round"),
            checkbox("Call Grandmother", shape="round", default_checked=True),
            class_name="stack stack--tight",
        ),
        rx.el.div(
            switch("Week numbers", default_checked=True),
            switch("Lock automatically", hint="After 15 minutes without activity."),
            switch("Set by an admin", disabled=True),
            class_name="stack stack--tight",
        ),
        rx.el.div(
            segmented(
                "Span",
                spans,
                name="g-span",
                value=segment_state.value,
                on_change=segment_state.set_value,
            ),
            segmented("View", shapes, name="g-view", default_value="list"),
            class_name="stack",
        ),
        rx.el.div(
            segmented(
                "Refused span", spans, name="g-refused", value="week", on_change=lambda _: rx.noop()
            ),
            checkbox("Refused tick", checked=False, on_change=lambda _: rx.noop()),
            switch("Refused switch", checked=True, on_change=lambda _: rx.noop()),
            class_name="stack stack--tight",
        ),
    )
