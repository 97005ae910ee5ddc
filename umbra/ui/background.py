"""The ambient background: an eclipse low over the horizon, drawn in gradients, at rest."""

from __future__ import annotations

import reflex as rx


def ambient() -> rx.Component:
    """Fills the window behind everything. Decorative, and still: nothing loops."""
    layers = ("sky", "corona", "disc", "horizon")
    return rx.el.div(
        *(rx.el.div(class_name=f"ambient__{layer}") for layer in layers),
        class_name="ambient",
        aria_hidden=True,
    )
