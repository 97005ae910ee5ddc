"""How the gallery shows things: a titled section, and within it a row for each state."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Child


def shelf(title: str, *rows: Child) -> rx.Component:
    """One concept with its states."""
    return rx.el.section(
        rx.el.h2(title, class_name="gallery__title"), *rows, class_name="gallery__shelf stack"
    )


def states(*things: Child) -> rx.Component:
    """Things side by side."""
    return rx.el.div(*things, class_name="row")


def columns(*things: Child) -> rx.Component:
    """Things in as many columns as there is room for."""
    return rx.el.div(*things, class_name="gallery__columns")
