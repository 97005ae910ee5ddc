"""Pages for what went wrong: nothing at this address, or something of ours broke."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import link_button
from umbra.ui.kinds import Child, Text
from umbra.ui.logo import logo


def not_found() -> rx.Component:
    """The page at an address where nothing is."""
    return _plain_page(
        "There is nothing here",
        rx.el.p("The address may be mistyped, or what was here has been moved or deleted."),
        link_button("Go to the start", "/", variant="primary"),
    )


def broken(incident: Text | None = None) -> rx.Component:
    """The page when something of ours broke. `incident` is the id that stands in the log."""
    words: list[Child] = [
        rx.el.p(
            "That is our fault, not yours. What you had saved is safe. "
            "Loading the page again usually helps."
        )
    ]
    if incident is not None:
        words.append(
            rx.el.p(
                "If it comes back, this number helps to find out why: ",
                rx.el.code(incident),
                class_name="dim",
            )
        )
    return _plain_page(
        "Something broke",
        *words,
        rx.el.a("Load again", href="", class_name="btn btn--primary btn--md"),
    )


def _plain_page(title: Text, *children: Child) -> rx.Component:
    return rx.el.main(
        rx.el.div(
            logo("md"),
            rx.el.h1(title, class_name="plain-page__title"),
            *children,
            class_name="plain-page__card",
        ),
        class_name="plain-page",
    )
