"""The fields of a person that are lists, and yearly dates: inputs side by side, one text each."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from umbra.people.values import MOST_VALUES
from umbra.ui.field import field_group

ValueKind = Literal["phone", "email", "address", "date"]


class _Values(rx.Component):
    """The field `name` has the list as JSON (`umbra.people.state.form`), each value a row."""

    library = rx.asset("values.jsx", shared=True).importable_path
    tag = "Values"

    name: rx.Var[str]
    kind: rx.Var[str]
    default_value: rx.Var[str]
    most: rx.Var[int]


class _YearlyDate(rx.Component):
    """The field `name` has the date as `YYYY-MM-DD`, or `--MM-DD` without year."""

    library = rx.asset("yearly.jsx", shared=True).importable_path
    tag = "YearlyDate"

    name: rx.Var[str]
    label: rx.Var[str]
    default_value: rx.Var[str]


def values_field(
    label: str,
    kind: ValueKind,
    *,
    id: str,  # noqa: A002  (the attribute of HTML)
    name: str,
    default_value: Any,
    error: Any,
) -> rx.Component:
    """A list of values with their types, to add to and remove from."""
    values = _Values.create(
        id=id, name=name, kind=kind, default_value=default_value, most=MOST_VALUES
    )
    return field_group(label, values, id=id, error=error)


def yearly_field(
    label: str,
    *,
    id: str,  # noqa: A002  (the attribute of HTML)
    name: str,
    default_value: Any,
    error: Any,
    words: Any,
) -> rx.Component:
    """Day, month and perhaps the year; `words` are shown below."""
    date = _YearlyDate.create(id=id, name=name, label=label, default_value=default_value)
    return field_group(label, date, id=id, error=error, hint=words)
