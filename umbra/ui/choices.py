"""The input of checkboxes and switches, with an optimistic update.

A choice shows at once and is reverted if the server does not confirm it.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.kinds import Flag, OnValue, events

SCRIPT = rx.asset("choices.jsx", shared=True).importable_path
# Imported by choices.jsx and local/tick.jsx: as an asset it is copied to where they import it.
rx.asset("optimistic.js", shared=True)


class _CheckboxInput(rx.Component):
    library = SCRIPT
    tag = "CheckboxInput"

    checked: rx.Var[bool]
    disabled: rx.Var[bool]
    name: rx.Var[str]
    role: rx.Var[str]

    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


def checkbox_input(
    checked: Flag | None, on_change: OnValue | None, disabled: Flag, **attributes: Any
) -> rx.Component:
    """The input element: controlled if `checked` is given, else uncontrolled (for forms)."""
    if checked is None:
        return rx.el.input(
            type="checkbox", disabled=disabled, **events(on_change=on_change), **attributes
        )
    return _CheckboxInput.create(
        checked=checked, disabled=disabled, **events(on_choose=on_change), **attributes
    )
