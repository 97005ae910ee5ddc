"""A round checkbox that answers in the frame of the click."""

from __future__ import annotations

import reflex as rx


class Tick(rx.Component):
    """`on_toggle` gets what the box shows now. `version` and `refused` (a counter) say that
    the server answered: after either changes, the box shows `checked` again.
    """

    library = rx.asset("tick.jsx", shared=True).importable_path
    tag = "Tick"

    checked: rx.Var[bool]
    version: rx.Var[int]
    refused: rx.Var[int]
    label: rx.Var[str]
    on_toggle: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


tick = Tick.create
