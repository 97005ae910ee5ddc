"""States of an account in a word each."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.admin.words import StatusChip


def state_chips(states: rx.Var[list[StatusChip]]) -> rx.Component:
    return rx.foreach(
        states, lambda state: ui.chip(state["word"].to(str), tone=state["tone"].to(str))
    )
