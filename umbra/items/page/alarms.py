"""The alarms of an item in its form: those that are set, presets, and others to choose."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.core.alarms import MOST_ALARMS
from umbra.ui.field import field_group

rx.asset("alarms.css", shared=True)  # imported by the script, so that only its pages load it


class _Alarms(rx.Component):
    """The field `name` has the lines of `umbra.items.state.alarms`.

    The item has a time if the field `timed_by` of the form is filled, or, with `untimed`, if it
    is empty: the presets depend on it. With `days_only` only alarms at a time of a day can be set.
    """

    library = rx.asset("alarms.jsx", shared=True).importable_path
    tag = "Alarms"

    name: rx.Var[str]
    default_value: rx.Var[str]
    timed_by: rx.Var[str]
    untimed: rx.Var[bool]
    days_only: rx.Var[bool]
    most: rx.Var[int]


def alarms_field(
    *,
    id: str,  # noqa: A002  (the attribute of HTML)
    name: str,
    default_value: Any,
    error: Any,
    timed_by: str,
    untimed: bool = False,
    legend: str = "Alarms",
) -> rx.Component:
    """The alarms of an item; with an empty `timed_by` those of a day. See `_Alarms`."""
    alarms = _Alarms.create(
        id=id,
        name=name,
        default_value=default_value,
        timed_by=timed_by,
        untimed=untimed,
        days_only=not timed_by,
        most=MOST_ALARMS,
    )
    return field_group(legend, alarms, id=id, error=error)
