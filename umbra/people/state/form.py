"""The fields of a person as texts of the panel's form, and back.

E-mails, phones, addresses and dates are one field each, with the list as JSON in the spelling of
JavaScript's `JSON.stringify`: what the page writes again is the same text.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from umbra.core.errors import InvalidInput
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.people.rules import PersonRow
from umbra.people.state.address import Address

LABELS = {
    "name": "Name",
    "given_name": "Given name",
    "family_name": "Family name",
    "nickname": "Nickname",
    "organisation": "Organisation",
    "favourite": "Favourite",
    "phones": "Phones",
    "emails": "E-mails",
    "addresses": "Addresses",
    "location_id": "Place",
    "birthday": "Birthday",
    "alarms": "Birthday reminder",
    "dates": "Other dates",
    "tags": "Tags",
    "notes": "Notes",
}
LISTS = {
    "emails": ("type", "value"),
    "phones": ("type", "value"),
    "addresses": ("type", "street", "locality", "region", "postal_code", "country"),
    "dates": ("label", "date"),
}
"""The fields that are lists, with the keys of their values in the order in which the page writes
them; PostgreSQL gives them in another."""

TEXTS = tuple(name for name in LABELS if name not in {*LISTS, "favourite", "alarms"})


def draft(row: PersonRow) -> dict[str, str]:
    """The fields of the panel's form as texts; the panel adds the alarms."""
    lists = {name: as_json(name, getattr(row, name)) for name in LISTS}
    return {**draft_of(row, TEXTS), **lists, "favourite": "on" if row.favourite else ""}


def parsed(values: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a form as fields of the service. InvalidInput at a list that is none."""
    fields = fields_of(values, ("birthday", "location_id"))
    for name in LISTS:
        if name in values:
            fields[name] = _list_in(name, values[name])
    if "favourite" in values:
        fields["favourite"] = values["favourite"] != ""
    return fields


def new_fields(values: Mapping[str, str], address: Address, _today: date) -> dict[str, Any]:
    """The fields of a new person, with those that the filters imply."""
    favourite = {"favourite": True} if address.favourite else {}
    return {"name": values.get("name", ""), **favourite, **implied_by(address)}


def as_json(name: str, values: Sequence[Mapping[str, Any]]) -> str:
    """A list as the text of the field `name`; empty for an empty one."""
    ordered = [{key: one[key] for key in LISTS[name]} for one in values]
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")) if ordered else ""


def list_words(text: str) -> str:
    """A list of `as_json` in words, a value a line."""
    return "\n".join(_value_words(one) for one in json.loads(text)) if text else ""


def yearly_words(day: str) -> str:
    """A yearly date in words: "24 September 1990", without year "24 September"."""
    year = "" if day.startswith("-") else f" {day[:4]}"
    return f"{int(day[-2:])} {calendar.month_name[int(day[-5:-3])]}{year}"


def birthday_words(birthday: str | None, today: date) -> str:
    """The age on the day `today`, and what the next birthday is; empty without a birthday."""
    if birthday is None:
        return ""
    year = None if birthday.startswith("-") else int(birthday[:4])
    following = _next_birthday(birthday, today)
    if year is not None and year > today.year:
        return ""
    days = (following - today).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    if year is None:
        return f"Birthday {when}"
    turns = following.year - year
    if days == 0:
        return f"Turns {turns} today" if turns else "Born today"
    return f"{turns - 1} years old, turns {turns} {when}" if turns else ""


def _next_birthday(birthday: str, today: date) -> date:
    for year in (today.year, today.year + 1):
        day = _day_in(birthday, year)
        if day >= today:
            break
    return day


def _day_in(birthday: str, year: int) -> date:
    """The birthday in a year; one of 29 February is on the 28th where there is none."""
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)


def _value_words(value: Mapping[str, str | None]) -> str:
    if "date" in value:
        return f"{value['label']}: {yearly_words(value['date'] or '')}"
    kind = f" ({value['type']})" if value.get("type") else ""
    parts = (text for name, text in value.items() if name != "type" and text)
    return ", ".join(parts).replace("\n", ", ") + kind


def _list_in(name: str, text: str) -> list[Any]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise InvalidInput.at(name, "Can't be read. Enter it again.")
    return found
