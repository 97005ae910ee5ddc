"""A searchable field for an IANA time zone; the names come from the browser."""

from __future__ import annotations

import reflex as rx


class ZonePicker(rx.Component):
    """Text field and list. `on_choose` fires with the IANA name when another one is chosen.

    With `guess`, an empty `value` shows the browser's own zone. `name` puts the choice
    into the surrounding form.
    """

    library = rx.asset("zone_picker.jsx", shared=True).importable_path
    tag = "ZonePicker"

    name: rx.Var[str]
    value: rx.Var[str]
    guess: rx.Var[bool]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


zone_picker = ZonePicker.create
