"""An input with an icon inside its start or a button inside its end."""

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
    """`control` with the icon `start` inside its start edge and `end` inside its end edge.

    The class of `end` sets its position, since the browser may draw something there too.
    """
    parts = [icon(start, class_name="inset__start")] if start else []
    parts.append(control)
    if end is not None:
        parts.append(end)
    return rx.el.span(*parts, class_name=classes("inset", class_name))
