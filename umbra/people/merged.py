"""What two people are together, and what is left of one when that is undone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar
from uuid import UUID

from umbra.core.alarms import MOST_ALARMS
from umbra.core.contact import digits_of
from umbra.core.errors import InvalidInput
from umbra.core.text import LONGEST_NOTES, MOST_TAGS, folded
from umbra.people.rules import PersonRow
from umbra.people.values import MOST_VALUES, PhoneValue

Prefer = Literal["this", "other"]

LISTS = ("emails", "phones", "addresses", "dates", "tags", "alarms")
SINGLE = (
    "name",
    "given_name",
    "family_name",
    "nickname",
    "organisation",
    "birthday",
    "notes",
    "favourite",
    "location_id",
    "photo",
)
_SHORTEST_END = 7
"""Digits that a number without country code has at least, to be the end of one with it."""

T = TypeVar("T")


def fields_of(row: PersonRow) -> dict[str, Any]:
    """The fields that a merge joins, as JSON has them."""
    values = {name: getattr(row, name) for name in SINGLE}
    values |= {name: list(getattr(row, name)) for name in LISTS}
    return {n: str(v) if isinstance(v, UUID) else v for n, v in values.items()}


def merged(kept: PersonRow, other: PersonRow, prefer: Prefer) -> dict[str, Any]:
    """The fields of `kept` once `other` is merged into them, as JSON has them.

    Of single values that both have, those of the preferred one stay. Lists are joined: e-mails
    compared without case, numbers by their digits. Notes are joined, the preferred ones first.
    InvalidInput at `other_id` for what is too much for one person.
    """
    first, second = fields_of(kept), fields_of(other)
    if prefer == "other":
        first, second = second, first
    together = {name: first[name] or second[name] for name in SINGLE}
    names = first if first["given_name"] or first["family_name"] else second
    together |= {name: names[name] for name in ("given_name", "family_name")}
    together["notes"] = _joined_notes(first["notes"], second["notes"])
    keys: dict[str, Callable[[Any], Any]] = {
        "emails": lambda one: one["value"].casefold(),
        "tags": folded,
    }
    for name in LISTS:
        both = [*first[name], *second[name]]
        together[name] = _each_once(both, keys.get(name, lambda one: one))
    together["phones"] = _numbers(together["phones"])
    _check(together)
    return together


def unmerged(
    current: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a person to write when a merge is undone: those that the merge had changed.

    A single value that was changed since stays. What the merge had added to a list goes, and what
    was added since stays.
    """
    values: dict[str, Any] = {}
    for name in SINGLE:
        if current[name] == after[name] != before[name]:
            values[name] = before[name]
    for name in LISTS:
        added = [one for one in after[name] if one not in before[name]]
        left_out = [one for one in before[name] if one not in after[name]]
        kept = [one for one in current[name] if one not in added]
        result = kept + [one for one in left_out if one not in kept]
        if result != current[name]:
            values[name] = result
    return values


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are the same by their digits, with and without country code."""
    short, long = sorted((digits_of(one), digits_of(other)), key=len)
    return short == long or (len(short) >= _SHORTEST_END and long.endswith(short))


def _numbers(phones: Sequence[PhoneValue]) -> list[PhoneValue]:
    """Each number once, in its longest spelling, at the place of the first one."""
    found: list[PhoneValue] = []
    for phone in phones:
        for at, known in enumerate(found):
            if same_number(known["value"], phone["value"]):
                if len(digits_of(phone["value"])) > len(digits_of(known["value"])):
                    found[at] = phone
                break
        else:
            found.append(phone)
    return found


def _each_once(values: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    found: list[T] = []
    keys: list[Any] = []
    for value in values:
        if key(value) not in keys:
            keys.append(key(value))
            found.append(value)
    return found


def _joined_notes(first: str, second: str) -> str:
    if second.strip() in first:
        return first
    return f"{first.rstrip()}\n\n{second.lstrip()}" if first.strip() else second


def _check(together: dict[str, Any]) -> None:
    for name in LISTS:
        most = {"tags": MOST_TAGS, "alarms": MOST_ALARMS}.get(name, MOST_VALUES)
        if len(together[name]) > most:
            raise InvalidInput.at(
                "other_id",
                f"The two have {len(together[name])} {name} together; a person can have at most "
                f"{most}. Remove some first.",
            )
    if len(together["notes"]) > LONGEST_NOTES:
        raise InvalidInput.at(
            "other_id",
            f"The notes of the two are longer than {LONGEST_NOTES:,} characters together. "
            "Shorten them first.",
        )
