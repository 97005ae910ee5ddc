"""The page at an address where nothing is. `crash.py` has the one for what broke."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import link_button
from umbra.ui.logo import logo


def not_found() -> rx.Component:
    """The page at an address where nothing is."""
    return rx.el.main(
        rx.el.div(
            logo("md"),
            rx.el.h1("Page not found", class_name="plain-page__title"),
            rx.el.p(
                "There is nothing at this address. It may be mistyped, or what was here is gone."
            ),
            link_button("Go to the dashboard", "/", variant="primary"),
            class_name="plain-page__card",
        ),
        class_name="plain-page",
    )
