"""The gallery's layout: titled sections, rows and columns."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Child


def gallery_section(title: str, *rows: Child) -> rx.Component:
    """A titled section with the states of one kind of component."""
    return rx.el.section(
        rx.el.h2(title, class_name="gallery__title"), *rows, class_name="gallery__shelf stack"
    )


def side_by_side(*children: Child) -> rx.Component:
    """A row of components."""
    return rx.el.div(*children, class_name="row")


def columns(*children: Child) -> rx.Component:
    """Components in as many columns as there is room for."""
    return rx.el.div(*children, class_name="gallery__columns")
