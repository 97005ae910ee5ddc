"""A switch: turns something on or off at once, without a save button."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.choices import checkbox_input
from umbra.ui.kinds import Child, Flag, OnValue, Text, classes


def switch(
    label: Child,
    *,
    checked: Flag | None = None,
    on_change: OnValue | None = None,
    hint: Text | None = None,
    disabled: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A switch with its label, and a hint below the label. `on_change` gets the new state."""
    texts = [rx.el.span(label, class_name="switch__label")]
    if hint is not None:
        texts.append(rx.el.span(hint, class_name="switch__hint"))
    return rx.el.label(
        rx.el.span(*texts, class_name="switch__words"),
        checkbox_input(
            checked, on_change, disabled, role="switch", class_name="switch__box", **attributes
        ),
        class_name=classes("switch", class_name),
    )
