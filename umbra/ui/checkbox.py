"""Checkboxes: square in forms and lists of options, round for completing todos."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.ui.choices import checkbox_input
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
    """A checkbox and its label as one click target. `on_change` gets the new state.

    With `label_hidden` only screen readers read the label, as in the rows of a list.
    """
    return rx.el.label(
        checkbox_input(checked, on_change, disabled, class_name="check__box", **attributes),
        rx.el.span(label, class_name="visually-hidden" if label_hidden else "check__label"),
        class_name=classes("check", f"check--{shape}", class_name),
    )
