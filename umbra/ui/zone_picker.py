"""A combobox for an IANA time zone; the names come from the browser."""

from __future__ import annotations

import reflex as rx


class ZonePicker(rx.Component):
    """A combobox. `on_choose` gets the IANA name when another zone is chosen.

    With `guess`, an empty `value` shows the browser's own zone. `name` is the field's name in the
    surrounding form.
    """

    library = rx.asset("zone_picker.jsx", shared=True).importable_path
    tag = "ZonePicker"

    name: rx.Var[str]
    value: rx.Var[str]
    guess: rx.Var[bool]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


zone_picker = ZonePicker.create
