"""Date and time inputs: the browser's own, typed part by part or picked from its calendar."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from umbra.ui.button import icon_button
from umbra.ui.inputs import InputKind, text_input, with_field
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
    """A date as `YYYY-MM-DD`, or the empty string for none; otherwise like `text_input`.

    `on_commit` gets complete dates only, on leaving the input or after a pause in typing. The
    clear button is shown while there is a date; in a form it also empties the input with the id
    `clears_also` (a due time needs a due date).
    """
    control = {"id": id, "value": value, "on_commit": on_commit, **attributes}
    return _picker_input("date", clears_also, clearable, class_name, **control)


def time_input(
    *,
    id: str,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    clearable: bool = True,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A time of day as `HH:MM`, or the empty string for none; otherwise like `date_input`."""
    control = {"id": id, "value": value, "on_commit": on_commit, **attributes}
    return _picker_input("time", "", clearable, class_name, **control)


date_field = partial(with_field, date_input)
"""`date_input` in a `field`."""

time_field = partial(with_field, time_input)
"""`time_input` in a `field`."""


def _picker_input(
    kind: InputKind, also: str, clearable: bool, class_name: str, **control: Any
) -> rx.Component:
    clear = _clear_button(kind, also, control["value"], control["on_commit"]) if clearable else None
    box = text_input(kind=kind, class_name="input--picked", **control)
    return inset(box, end=clear, class_name=class_name)


def _clear_button(
    kind: str, also: str, value: Text | None, on_commit: OnValue | None
) -> rx.Component | None:
    """A live value is cleared by its `on_commit`; in a form a script empties the input."""
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
