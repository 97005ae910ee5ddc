"""Pure rules of people: the row, the place in the alphabet, the words one is found by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from umbra.core.alarms import DayAlarm
from umbra.core.contact import digits_of
from umbra.items.orders import LONGEST_KEY, text_key
from umbra.people.values import AddressValue, DateValue, EmailValue, PhoneValue

NO_LETTER = "#"
"""What the index has people under whose name begins with no letter."""

_SHORTEST_PART = 3
"""Digits of a number that find it at least."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as they are read; `umbra.people.models.Person` explains.

    `birthday` and the dates are `YYYY-MM-DD`, or `--MM-DD` without year. `talked_on` is the day
    of the latest contact, `photo` a hash that changes with the photo; None without one. The
    `alarms` are those of the birthday.
    """

    id: UUID
    version: int
    name: str
    given_name: str
    family_name: str
    nickname: str
    organisation: str
    emails: list[EmailValue]
    phones: list[PhoneValue]
    addresses: list[AddressValue]
    birthday: str | None
    dates: list[DateValue]
    notes: str
    favourite: bool
    location_id: UUID | None
    talked_on: date | None
    photo: str | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    alarms: list[DayAlarm] = field(default_factory=list)


def sort_key(row: PersonRow) -> str:
    """The place of a person in the alphabet, as the column `sort_key` has it."""
    family = text_key(row.family_name)
    both = f"{family} {text_key(row.given_name)}".strip(" ")
    return (both if family else text_key(row.name))[:LONGEST_KEY]


def letter_of(first: str) -> str:
    """The letter of the index for the first character of a sort key."""
    return first.upper() if first.isalpha() else NO_LETTER


def words_of_emails(emails: Iterable[EmailValue]) -> str:
    return " ".join(one["value"] for one in emails)


def words_of_phones(phones: Iterable[PhoneValue]) -> str:
    """The ends of each number's digits: a query for any part of it is the beginning of one."""
    numbers = {digits_of(one["value"]) for one in phones}
    return " ".join(
        number[at:] for number in sorted(numbers) for at in range(len(number) - _SHORTEST_PART + 1)
    )
