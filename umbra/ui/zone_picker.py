"""A combobox for an IANA time zone; the names come from the browser."""

from __future__ import annotations

import reflex as rx

from umbra.ui.combobox import Combobox


class ZonePicker(Combobox):
    """A combobox. `on_choose` gets the IANA name when another zone is chosen.

    With `guess`, an empty `value` shows the browser's own zone. In an `edit_form` or `draft_form`,
    give `name` and `default_value` instead of `value`.
    """

    library = rx.asset("zone_picker.jsx", shared=True).importable_path
    tag = "ZonePicker"

    value: rx.Var[str]
    default_value: rx.Var[str]
    guess: rx.Var[bool]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


zone_picker = ZonePicker.create
