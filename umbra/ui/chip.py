"""Chips: a tag, a category or a state as a short label. Colour is never the only signal."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import Child, On, Text, Tone, classes


def chip(
    label: Child,
    *,
    leading: IconName | None = None,
    tone: Tone | rx.Var[str] = "neutral",
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A short label in a rounded frame."""
    return rx.el.span(
        icon(leading, 12) if leading else rx.fragment(),
        rx.el.span(label, class_name="chip__label"),
        class_name=classes("chip", class_name),
        data_tone=tone,
        **attributes,
    )


def removable_chip(
    label: Child,
    *,
    remove_label: Text,
    on_remove: On,
    leading: IconName | None = None,
    tone: Tone | rx.Var[str] = "neutral",
) -> rx.Component:
    """A chip with a button that removes it; `remove_label` is the button's accessible name."""
    return rx.el.span(
        icon(leading, 12) if leading else rx.fragment(),
        rx.el.span(label, class_name="chip__label"),
        rx.el.button(
            icon("x", 12),
            type="button",
            aria_label=remove_label,
            on_click=on_remove,
            class_name="chip__remove",
        ),
        class_name="chip chip--removable",
        data_tone=tone,
    )
