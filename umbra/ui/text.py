"""Small pieces of text: keys to press, counts, words for screen readers alone, the spinner."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Child, Number, Text


def kbd(*keys: str) -> rx.Component:
    """A hint which keys to press, one cap a key: `kbd("g", "t")`."""
    return rx.el.span(*(rx.el.kbd(key, class_name="kbd") for key in keys), class_name="kbds")


def count(number: Number) -> rx.Component:
    """A quiet number beside a heading or a link."""
    return rx.el.span(number, class_name="count num")


def visually_hidden(*children: Child) -> rx.Component:
    """Words that only a screen reader says."""
    return rx.el.span(*children, class_name="visually-hidden")


def spinner(label: Text | None = None) -> rx.Component:
    """Something is under way. Give a label where no words beside it say what."""
    ring = rx.el.span(class_name="spinner", aria_hidden=True)
    if label is None:
        return ring
    return rx.el.span(ring, visually_hidden(label), role="status")
