"""Birthdays and other yearly days of people: in a range of days, and as what alarms follow.

A day is a date of the calendar, in no time zone: it never shifts. One of 29 February is on
28 February in other years, the last day of that month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    select,
)

from umbra.alerts import alarms
from umbra.alerts.alarms import AlarmKind, Timing
from umbra.core.actor import Actor
from umbra.core.item import table_of
from umbra.core.text import sanitized
from umbra.database import Transaction
from umbra.items.kind import OWNER, present
from umbra.people.kind import PEOPLE, PERSON
from umbra.people.models import PersonDay, PersonTag
from umbra.preferences.service import time_zone_of
from umbra.recurrence.rules import FIRST_YEAR, read_rule
from umbra.recurrence.series import Series
from umbra.tags.rules import tag_key
from umbra.tags.service import TAGS

_P, _D, _LINKS = PEOPLE.c, table_of(PersonDay).c, table_of(PersonTag).c

_A_LEAP_YEAR = 1904
_LEAP_DAY, _DAY_BEFORE = 229, 228


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A yearly day of a person; `position` is 0 for the birthday, whose `label` is empty.

    `years` is the age or the number of years, None where the year is not known.
    """

    person_id: UUID
    version: int
    name: str
    position: int
    label: str
    years: int | None


@dataclass(frozen=True, slots=True)
class DayOfPeople:
    """How many yearly days of people are on a day, and the first of them, in alphabet."""

    count: int
    first: tuple[YearlyDay, ...]


async def by_day(
    tx: Transaction,
    actor: Actor,
    first: date,
    last: date,
    n: int,
    hidden_tags: tuple[str, ...] = (),
) -> dict[date, DayOfPeople]:
    """The days from `first` to `last`, both included, that are yearly days; `n` people each.

    Those of people with one of `hidden_tags` are left out of the counts too, and so is a day
    before its own year.
    """
    wanted = _month_days(first, last)
    keys = [tag_key(sanitized(name)) for name in hidden_tags]
    values = {
        "owner": actor.owner_id,
        "days": [day for day, _ in wanted],
        "month_days": [number for _, number in wanted],
        "n": n,
        "hidden": keys,
    }
    found: dict[date, list[Any]] = {}
    for row in await tx.all(_days(bool(keys)), values):
        found.setdefault(row.day, []).append(row)
    return {
        day: DayOfPeople(rows[0].total, tuple(_yearly_day(row) for row in rows))
        for day, rows in found.items()
    }


def series_of(birthday: str) -> Series:
    """A birthday as a series of dates; one before 1900 or without year begins then."""
    year = 0 if birthday.startswith("-") else int(birthday[:4])
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    is_leap_day = (month, day) == (2, 29)
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" if is_leap_day else "FREQ=YEARLY"
    start = date(year if year >= FIRST_YEAR else _A_LEAP_YEAR, month, day)
    return Series(start, timedelta(days=1), None, read_rule(rule))


async def timings(tx: Transaction, owner_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Timing]:
    """When the birthdays of these people are, in the account's zone."""
    zone = (await time_zone_of(tx, owner_id)).name
    found = await tx.all(_birthdays(), {"owner": owner_id, "ids": list(ids)})
    return {
        row.id: Timing(series_of(row.birthday) if row.birthday else None, zone) for row in found
    }


PERSON_ALARMS = AlarmKind(PERSON, "person_id", timings, frozenset({"birthday"}))


async def plan_alarms(tx: Transaction, actor: Actor, ids: Sequence[UUID]) -> None:
    """Plans the alarms of these people's birthdays anew."""
    await alarms.plan(tx, actor.owner_id, PERSON_ALARMS, ids)


def _month_days(first: date, last: date) -> list[tuple[date, int]]:
    """The days of a range, with the numbers of `PersonDay.month_day` that are on each."""
    found: list[tuple[date, int]] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        number = 100 * day.month + day.day
        found.append((day, number))
        if number == _DAY_BEFORE and (day + timedelta(days=1)).month != day.month:
            found.append((day, _LEAP_DAY))
    return found


def _yearly_day(row: Any) -> YearlyDay:
    years = None if row.date.startswith("-") else row.day.year - int(row.date[:4])
    return YearlyDay(row.id, row.version, row.name, row.position, row.label or "", years)


@cache
def _birthdays() -> Select[*tuple[Any, ...]]:
    ids = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return select(_P.id, _P.birthday).where(present(PERSON), _P.id == ids)


@cache
def _days(hiding: bool) -> Select[*tuple[Any, ...]]:
    arrays = (
        bindparam("days", type_=ARRAY(Date())),
        bindparam("month_days", type_=ARRAY(SmallInteger())),
    )
    wanted = func.unnest(*arrays).table_valued("day", "month_day").render_derived()
    listed = _P.dates[_D.position - 1]
    is_birthday = _D.position == 0
    text_of_date = case((is_birthday, _P.birthday), else_=listed["date"].astext)
    there = (
        select(
            wanted.c.day,
            _P.id,
            _P.version,
            _P.name,
            _D.position,
            text_of_date.label("date"),
            case((~is_birthday, listed["label"].astext)).label("label"),
            func.row_number()
            .over(partition_by=wanted.c.day, order_by=(_P.sort_key, _P.id, _D.position))
            .label("number"),
            func.count().over(partition_by=wanted.c.day).label("total"),
        )
        .select_from(wanted)
        .join(_D.person_id.table, and_(_D.owner_id == OWNER, _D.month_day == wanted.c.month_day))
        .join(PEOPLE, and_(_P.owner_id == _D.owner_id, _P.id == _D.person_id))
        .where(
            present(PERSON),
            # As texts: a date without year begins with a sign that sorts before digits.
            text_of_date.collate("C") <= cast(wanted.c.day, Text()).collate("C"),
        )
    )
    if hiding:
        there = there.where(_P.id.not_in(_hidden()))
    found = there.subquery("found")
    shown = select(found).where(found.c.number <= bindparam("n", type_=Integer()))
    return shown.order_by(found.c.day, found.c.number)


def _hidden() -> Select[UUID]:
    """The people with one of the tags whose keys are in the array `hidden`."""
    names = any_(bindparam("hidden", type_=ARRAY(TAGS.c.name_key.type)))
    tags = select(TAGS.c.id).where(TAGS.c.owner_id == OWNER, TAGS.c.name_key == names)
    return select(_LINKS.person_id).where(_LINKS.owner_id == OWNER, _LINKS.tag_id.in_(tags))
