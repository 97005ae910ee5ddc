"""Something small inside the edge of an input: an icon before it, a button or a mark behind."""

from __future__ import annotations

import reflex as rx

from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import classes


def inset(
    control: rx.Component,
    *,
    start: IconName | None = None,
    end: rx.Component | None = None,
    class_name: str = "",
) -> rx.Component:
    """`control` with the icon `start` inside its left edge and `end` inside its right one.

    What `end` is says by its own class where it stands, since a browser may draw there too.
    """
    parts = [icon(start, class_name="inset__start")] if start else []
    parts.append(control)
    if end is not None:
        parts.append(end)
    return rx.el.span(*parts, class_name=classes("inset", class_name))
