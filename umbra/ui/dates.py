"""Dates and times: typed part by part or picked from the browser's own calendar."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from umbra.ui.button import icon_button
from umbra.ui.inputs import InputKind, in_field, text_input
from umbra.ui.inset import inset
from umbra.ui.kinds import OnValue, Text

_BUTTON = "btn btn--icon btn--ghost btn--sm"


class _ClearButton(rx.Component):
    library = rx.asset("clear_button.jsx", shared=True).importable_path
    tag = "ClearButton"

    label: rx.Var[str]
    also: rx.Var[str]


def date_input(
    *,
    id: str,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    clearable: bool = True,
    clears_also: str = "",
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A date as `YYYY-MM-DD`, or the empty string for none; otherwise as `text_input`.

    `on_commit` gets a whole date only, once one pauses or leaves. The clear button shows while
    there is a date; in a form it empties the input `clears_also` too (a time needs a day).
    """
    control = {"id": id, "value": value, "on_commit": on_commit, **attributes}
    return _picked("date", clears_also, clearable, class_name, **control)


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
    control = {"id": id, "value": value, "on_commit": on_commit, **attributes}
    return _picked("time", "", clearable, class_name, **control)


date_field = partial(in_field, date_input)
"""`date_input` in a `field`."""

time_field = partial(in_field, time_input)
"""`time_input` in a `field`."""


def _picked(
    kind: InputKind, also: str, clearable: bool, class_name: str, **control: Any
) -> rx.Component:
    clear = _clear_button(kind, also, control["value"], control["on_commit"]) if clearable else None
    box = text_input(kind=kind, class_name="input--picked", **control)
    return inset(box, end=clear, class_name=class_name)


def _clear_button(
    kind: str, also: str, value: Text | None, on_commit: OnValue | None
) -> rx.Component | None:
    """A live value is emptied where it comes from; in a form, where it stands."""
    label = f"Clear the {kind}"
    if on_commit is None:
        return _ClearButton.create(label=label, also=also, class_name=f"{_BUTTON} picked__clear")
    if value is None:
        return None
    return rx.cond(
        value,
        icon_button(
            "x",
            label,
            size="sm",
            tip=False,
            class_name="picked__clear",
            on_click=lambda: on_commit(""),
        ),
    )
