"""Dates and times: typed part by part or picked from the browser's own calendar."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.button import icon_button
from umbra.ui.field import field
from umbra.ui.inputs import InputKind, is_wrong, text_input
from umbra.ui.kinds import OnValue, Text, classes


def date_input(
    *,
    id: str,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    clearable: bool = True,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A date as `YYYY-MM-DD`, or the empty string for none; otherwise as `text_input`.

    `on_commit` gets a whole date only, once one pauses or leaves. The clear button shows while
    there is a date (and needs `on_commit`).
    """
    clear = _clear_button("date", value, on_commit) if clearable else None
    return _picked("date", clear, class_name, id=id, value=value, on_commit=on_commit, **attributes)


def time_input(
    *,
    id: str,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    clearable: bool = True,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A time of day as `HH:MM`, or the empty string for none; otherwise as `date_input`."""
    clear = _clear_button("time", value, on_commit) if clearable else None
    return _picked("time", clear, class_name, id=id, value=value, on_commit=on_commit, **attributes)


def date_field(
    label: Text,
    *,
    id: str,
    error: Text = "",
    hint: Text | None = None,
    optional: bool = False,
    **control: Any,
) -> rx.Component:
    """`date_input` in a `field`; further arguments go to the input."""
    made = date_input(id=id, invalid=is_wrong(error), **control)
    return field(label, made, id=id, hint=hint, error=error, optional=optional)


def time_field(
    label: Text,
    *,
    id: str,
    error: Text = "",
    hint: Text | None = None,
    optional: bool = False,
    **control: Any,
) -> rx.Component:
    """`time_input` in a `field`; further arguments go to the input."""
    made = time_input(id=id, invalid=is_wrong(error), **control)
    return field(label, made, id=id, hint=hint, error=error, optional=optional)


def _picked(
    kind: InputKind, clear: rx.Component | None, class_name: str, **control: Any
) -> rx.Component:
    box = text_input(kind=kind, class_name="input--picked", **control)
    parts = [box] if clear is None else [box, clear]
    return rx.el.span(*parts, class_name=classes("picked", class_name))


def _clear_button(kind: str, value: Text | None, on_commit: OnValue | None) -> rx.Component | None:
    if value is None or on_commit is None:
        return None
    return rx.cond(
        value,
        icon_button(
            "x",
            f"Clear the {kind}",
            size="sm",
            tip=False,
            class_name="picked__clear",
            on_click=lambda: on_commit(""),
        ),
    )
