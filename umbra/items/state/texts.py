"""Fields of an item as texts of a form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any


def draft_of(row: Any, names: Iterable[str]) -> dict[str, str]:
    """The fields `names` of `row` as a form shows them.

    Dates are in ISO format, times `HH:MM`, None is empty, tags and ids of people are one a line.
    """
    return {name: _text(getattr(row, name)) for name in names}


def fields_of(values: Mapping[str, str], nullable: Iterable[str] = ()) -> dict[str, Any]:
    """The texts of a form as fields of the service.

    Those of `nullable` are None where they are empty; each line of tags or people is one.
    """
    empty = {name: None for name in nullable if values.get(name) == ""}
    lists = {name: lines(values[name]) for name in ("tags", "people") if name in values}
    return {**values, **empty, **lists}


def lines(text: str) -> list[str]:
    """The lines that are not blank, without white space around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def implied_by(address: Any, *names: str) -> dict[str, Any]:
    """The fields that a new item gets of the filters: those of `names`, and the tag."""
    fields = {name: getattr(address, name) for name in names if getattr(address, name)}
    return fields | ({"tags": [address.tag]} if address.tag else {})


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (tuple, list)):
        return "\n".join(str(one) for one in value)
    return str(value)
