"""The 404 page. The page for errors while rendering is in `crash.py`."""

from __future__ import annotations

import reflex as rx

from umbra.ui.button import link_button
from umbra.ui.logo import logo


def not_found() -> rx.Component:
    """The page for an unknown address (404)."""
    return rx.el.main(
        rx.el.div(
            logo("md"),
            rx.el.h1("Page not found", class_name="plain-page__title"),
            rx.el.p(
                "There is nothing at this address. Check it for typos, or go to the dashboard."
            ),
            link_button("Go to the dashboard", "/", variant="primary"),
            class_name="plain-page__card",
        ),
        class_name="plain-page",
    )
