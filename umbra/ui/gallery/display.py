"""Components without interaction: colours, type, chips, icons, lists, empty and error states."""

from __future__ import annotations

from typing import get_args

import reflex as rx

from umbra.ui.avatar import avatar, initials
from umbra.ui.button import button, icon_button
from umbra.ui.chip import chip, removable_chip
from umbra.ui.gallery.parts import columns, gallery_section, side_by_side
from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import Tone
from umbra.ui.listing import listed, listing
from umbra.ui.logo import logo
from umbra.ui.page_tabs import PageTab, page_tabs
from umbra.ui.pager import pager
from umbra.ui.section import section_header
from umbra.ui.states import empty_state, error_state, loading, skeleton
from umbra.ui.text import kbd, spinner

COLOURS = (
    "canvas",
    "surface",
    "raised",
    "sunken",
    "hover",
    "pressed",
    "line",
    "line-strong",
    "text",
    "text-dim",
    "text-faint",
    "accent",
    "accent-ui",
    "accent-text",
    "accent-soft",
    "danger",
    "danger-soft",
    "warning-soft",
    "success-soft",
    "info-soft",
)


def display() -> rx.Component:
    """All components that only display something."""
    tones: tuple[Tone, ...] = get_args(Tone)
    names: tuple[IconName, ...] = get_args(IconName)
    return rx.fragment(
        gallery_section("Colours", _colours()),
        gallery_section("Type", _type()),
        gallery_section(
            "Chips and inline elements",
            side_by_side(*(chip(tone.capitalize(), tone=tone, leading="tag") for tone in tones)),
            side_by_side(
                removable_chip("home", remove_label="Remove home", on_remove=rx.noop()),
                chip("A very long tag name that does not fit on one line of a phone screen"),
                kbd("Ctrl", "K"),
                kbd("g", "t"),
                spinner("Loading"),
                avatar(initials("Ada Lovelace")),
                avatar(initials("owner")),
            ),
            side_by_side(logo(), logo("md"), logo("lg", wordmark=False)),
        ),
        gallery_section("Icons", rx.el.div(*(icon(name, 20) for name in names), class_name="row")),
        gallery_section("Sections", _sections()),
        gallery_section("Lists", _lists()),
        gallery_section("In place of content", _in_place()),
    )


def _colours() -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(rx.el.span(class_name=f"swatch swatch--{name}"), name, class_name="small")
            for name in COLOURS
        ),
        class_name="gallery__swatches",
    )


def _type() -> rx.Component:
    return rx.el.div(
        rx.el.p("32 px: greeting", class_name="type-32"),
        rx.el.p("24 px: title of a standalone page", class_name="type-24"),
        rx.el.p("20 px: page title", class_name="type-20"),
        rx.el.p("16 px: dialog title", class_name="type-16"),
        rx.el.p("14 px: body text, at most seventy characters in a line."),
        rx.el.p("12 px: secondary text, such as 09:30 or 14 of 120", class_name="small dim num"),
        class_name="stack stack--tight",
    )


def _sections() -> rx.Component:
    return columns(
        section_header("Today", icon_button("plus", "Add for today", size="sm"), count=4),
        section_header("Overdue", count=2, tone="danger"),
    )


def _lists() -> rx.Component:
    parts = (PageTab("g-all", "All", "#"), PageTab("g-some", "Some", "#"))
    return rx.el.div(
        page_tabs("Tabs", parts, active="g-all"),
        listing(
            listed(
                "Ada Lovelace",
                "ada",
                "Seen today 14:05",
                leading=avatar(initials("Ada Lovelace")),
                trailing=(chip("Admin", tone="accent"), chip("Disabled", tone="danger")),
                href="#",
                current=True,
            ),
            listed(
                "A person with a name so long that it does not fit on one line of any screen",
                "a detail",
                leading=avatar(initials("A")),
                trailing=(button("Edit", size="sm"),),
            ),
            listed("A line with only a title"),
            label="People",
        ),
        pager(
            "1 to 3 of 5",
            label="Pages",
            has_before=False,
            has_after=True,
            on_before=rx.noop(),
            on_after=rx.noop(),
        ),
        class_name="stack",
    )


def _in_place() -> rx.Component:
    return columns(
        empty_state(
            "Nothing due today",
            "Todos due today will appear here.",
            button("Add a todo", leading="plus"),
            name="sun",
            level=3,
        ),
        empty_state(
            "No matching todos", "Try fewer words, or clear the filter.", name="search", level=3
        ),
        error_state(
            "Could not load your todos",
            "The server did not answer. Your saved data is safe.",
            on_retry=rx.noop(),
            level=3,
        ),
        loading(3),
        rx.el.div(skeleton("title"), skeleton("block"), class_name="stack stack--tight"),
    )
