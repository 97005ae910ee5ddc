"""What only shows: words, chips, icons, states in place of content."""

from __future__ import annotations

from typing import get_args

import reflex as rx

from umbra.ui.avatar import avatar, initials
from umbra.ui.button import button, icon_button
from umbra.ui.chip import chip, removable_chip
from umbra.ui.gallery.parts import columns, shelf, states
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
    """All that only shows."""
    tones: tuple[Tone, ...] = get_args(Tone)
    names: tuple[IconName, ...] = get_args(IconName)
    return rx.fragment(
        shelf("Colours", _colours()),
        shelf("Type", _type()),
        shelf(
            "Chips and small things",
            states(*(chip(tone.capitalize(), tone=tone, leading="tag") for tone in tones)),
            states(
                removable_chip("home", remove_label="Remove home", on_remove=rx.noop()),
                chip("A very long tag that somebody has really given to a thing of theirs"),
                kbd("Ctrl", "K"),
                kbd("g", "t"),
                spinner("Loading"),
                avatar(initials("Ada Lovelace")),
                avatar(initials("owner")),
            ),
            states(logo(), logo("md"), logo("lg", wordmark=False)),
        ),
        shelf("Icons", rx.el.div(*(icon(name, 20) for name in names), class_name="row")),
        shelf("Sections", _sections()),
        shelf("Lists", _lists()),
        shelf("In place of content", _in_place()),
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
        rx.el.p("Thirty-two for a greeting", class_name="type-32"),
        rx.el.p("Twenty-four for a page apart", class_name="type-24"),
        rx.el.p("Twenty for a page's title", class_name="type-20"),
        rx.el.p("Sixteen for a dialog's title", class_name="type-16"),
        rx.el.p("Fourteen for everything one reads, at most seventy letters in a line."),
        rx.el.p("Twelve for what stands beside: 09:30, 14 of 120", class_name="small dim num"),
        class_name="stack stack--tight",
    )


def _sections() -> rx.Component:
    return columns(
        section_header("Today", icon_button("plus", "Add for today", size="sm"), count=4),
        section_header("Overdue", count=2, tone="danger"),
    )


def _lists() -> rx.Component:
    parts = (PageTab("g-all", "Everybody", "#"), PageTab("g-some", "Some", "#"))
    return rx.el.div(
        page_tabs("Parts", parts, active="g-all"),
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
                "Somebody with a name so long that no line on any screen would ever hold it whole",
                "a word about it",
                leading=avatar(initials("S")),
                trailing=(button("Do it", size="sm"),),
            ),
            listed("A line of words alone"),
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
            "What you plan for today appears here.",
            button("Add a todo", leading="plus"),
            name="sun",
            level=3,
        ),
        empty_state(
            "No todo matches", "Try fewer words, or clear the filter.", name="search", level=3
        ),
        error_state(
            "Could not load your todos",
            "The server did not answer. What you have saved is safe.",
            on_retry=rx.noop(),
            level=3,
        ),
        loading(3),
        rx.el.div(skeleton("title"), skeleton("block"), class_name="stack stack--tight"),
    )
