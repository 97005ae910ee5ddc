"""A popover: a small overlay with a few controls, beside the button that opens it."""

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
    """`children` in a popover that `trigger` (a button) opens.

    `label` is its accessible name. Escape, a click outside and a click on an element with
    `data_closes` close it.
    """
    return _Popover.create(trigger, *children, label=label, align=align, class_name=class_name)
