"""The alarms of an item in its form: those that are set, presets, and others to choose."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.core.alarms import MOST_ALARMS
from umbra.ui.field import note_id
from umbra.ui.icon import icon
from umbra.ui.text import visually_hidden

rx.asset("alarms.css", shared=True)  # imported by the script, so that only its pages load it


class _Alarms(rx.Component):
    """The field `name` has the lines of `umbra.items.state.alarms`.

    The item has a time if the field `timed_by` of the form is filled, or, with `untimed`, if it
    is empty: the presets depend on it.
    """

    library = rx.asset("alarms.jsx", shared=True).importable_path
    tag = "Alarms"

    name: rx.Var[str]
    default_value: rx.Var[str]
    timed_by: rx.Var[str]
    untimed: rx.Var[bool]
    most: rx.Var[int]


def alarms_field(
    *,
    id: str,  # noqa: A002  (the attribute of HTML)
    name: str,
    default_value: Any,
    error: Any,
    timed_by: str,
    untimed: bool = False,
) -> rx.Component:
    """The alarms of an item. See `_Alarms`."""
    return rx.el.fieldset(
        rx.el.legend("Alarms", class_name="field__label"),
        _Alarms.create(
            id=id,
            name=name,
            default_value=default_value,
            timed_by=timed_by,
            untimed=untimed,
            most=MOST_ALARMS,
        ),
        rx.el.div(
            rx.cond(
                error,
                rx.el.span(
                    icon("circle-alert", 12),
                    visually_hidden("Error: "),
                    error,
                    class_name="field__error",
                ),
            ),
            id=note_id(id),
            role="status",
            class_name="field__note",
        ),
        class_name="alarms-field",
    )
