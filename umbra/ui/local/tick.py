"""A round checkbox with an optimistic update: it changes in the frame of the click."""

from __future__ import annotations

import reflex as rx


class Tick(rx.Component):
    """`on_toggle` gets the new state. A change of `version` or of the error counter `refused`
    means that the server has answered: the box then shows `checked` again.
    """

    library = rx.asset("tick.jsx", shared=True).importable_path
    tag = "Tick"

    checked: rx.Var[bool]
    version: rx.Var[int]
    refused: rx.Var[int]
    label: rx.Var[str]
    on_toggle: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


tick = Tick.create
