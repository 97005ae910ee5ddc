"""Checkboxes: square in forms and lists of choices, round for what one gets done."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.ui.choices import tick_box
from umbra.ui.kinds import Flag, OnValue, Text, classes


def checkbox(
    label: Text,
    *,
    checked: Flag | None = None,
    on_change: OnValue | None = None,
    shape: Literal["square", "round"] = "square",
    label_hidden: bool = False,
    disabled: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A checkbox and its label as one target. `on_change` gets the new state.

    `label_hidden` keeps the label for screen readers only, as in the row of a list.
    """
    return rx.el.label(
        tick_box(checked, on_change, disabled, class_name="check__box", **attributes),
        rx.el.span(label, class_name="visually-hidden" if label_hidden else "check__label"),
        class_name=classes("check", f"check--{shape}", class_name),
    )
