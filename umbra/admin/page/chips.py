"""Status chips of an account."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.admin.words import StatusChip


def status_chips(chips: rx.Var[list[StatusChip]]) -> rx.Component:
    return rx.foreach(chips, lambda chip: ui.chip(chip["label"].to(str), tone=chip["tone"].to(str)))
