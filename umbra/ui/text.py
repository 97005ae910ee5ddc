"""Small inline elements: key hints, counts, text for screen readers only, the spinner."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Child, Number, Text


def kbd(*keys: str) -> rx.Component:
    """A key hint, one box per key: `kbd("g", "t")`."""
    return rx.el.span(*(rx.el.kbd(key, class_name="kbd") for key in keys), class_name="kbds")


def count(number: Number) -> rx.Component:
    """A count beside a heading or a link."""
    return rx.el.span(number, class_name="count num")


def visually_hidden(*children: Child) -> rx.Component:
    """Text for screen readers only."""
    return rx.el.span(*children, class_name="visually-hidden")


def spinner(label: Text | None = None) -> rx.Component:
    """A loading indicator. Needs a label unless the text beside it says what is loading."""
    ring = rx.el.span(class_name="spinner", aria_hidden=True)
    if label is None:
        return ring
    return rx.el.span(ring, visually_hidden(label), role="status")
