"""What checkboxes and switches share: they show a choice before the server has confirmed it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.kinds import Flag, OnValue, events

SCRIPT = rx.asset("choices.jsx", shared=True).importable_path
# Imported by the script, and by that of the tick; naming it here puts it where they find it.
rx.asset("chosen.js", shared=True)


class _TickBox(rx.Component):
    library = SCRIPT
    tag = "TickBox"

    checked: rx.Var[bool]
    disabled: rx.Var[bool]
    name: rx.Var[str]
    role: rx.Var[str]

    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


def tick_box(
    checked: Flag | None, on_change: OnValue | None, disabled: Flag, **attributes: Any
) -> rx.Component:
    """The input: live where `checked` is given, else the browser's own (for forms)."""
    if checked is None:
        return rx.el.input(
            type="checkbox", disabled=disabled, **events(on_change=on_change), **attributes
        )
    return _TickBox.create(
        checked=checked, disabled=disabled, **events(on_choose=on_change), **attributes
    )
