"""A popover: a few controls on a small surface beside the button that opens it."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Align, Child, Text
from umbra.ui.overlay import Anchored


class _Popover(Anchored):
    library = rx.asset("popover.jsx", shared=True).importable_path
    tag = "Popover"


def popover(
    trigger: rx.Component,
    *children: Child,
    label: Text,
    align: Align = "start",
    class_name: str = "",
) -> rx.Component:
    """`children` on a surface opened by `trigger` (a button).

    `label` names the surface for screen readers. Escape and a click outside close it, and so does
    whatever bears `data_closes`.
    """
    return _Popover.create(trigger, *children, label=label, align=align, class_name=class_name)
