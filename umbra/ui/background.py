"""The decorative background: an eclipse over a horizon, drawn with gradients, not animated."""

from __future__ import annotations

import reflex as rx


def ambient() -> rx.Component:
    """Fills the window behind everything else. Decorative, hidden from screen readers."""
    layers = ("sky", "corona", "disc", "horizon")
    return rx.el.div(
        *(rx.el.div(class_name=f"ambient__{layer}") for layer in layers),
        class_name="ambient",
        aria_hidden=True,
    )
