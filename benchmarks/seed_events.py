"""Creates accounts with events: single ones by the thousand, and series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from psycopg import Cursor
from sqlalchemy import Engine

from benchmarks.seed import SeededAccount, copy, seed
from umbra.core.ids import new_id
from umbra.core.search import search_vector
from umbra.events.whole import columns_of, new_whole
from umbra.recurrence.rules import parse_rule
from umbra.recurrence.series import first_match

ZONE = "Europe/Berlin"
FULL_MONTH, QUIET_MONTH = date(2026, 6, 1), date(2030, 6, 1)
"""The months that are measured; a view has six weeks from the first on."""

VIEW_DAYS = 42
FEW, MANY = 1_000, 200_000
IN_FULL_MONTH, IN_QUIET_MONTH = 2_000, 20
SERIES = 1_000
SINCE = date(2016, 6, 1)
"""When the series begin, about."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DETAILS = {"title": "Standup", "notes": "", "place": "", "location_id": None, "colour": None}
_NO_DATES: dict[str, Any] = {"rdate": [], "exdate": [], "tags": []}


@dataclass(frozen=True, slots=True)
class Calendars:
    """Accounts by what they have.

    `few` has 1,000 single events, all in the full month; `many` 200,000, of them 2,000 in the full
    month and 20 in the quiet one; `daily` 1,000 daily series that are ten years old; `different`
    200 series, each with a rule of its own.
    """

    few: SeededAccount
    many: SeededAccount
    daily: SeededAccount
    different: SeededAccount


def seed_calendars(engine: Engine) -> Calendars:
    """Creates the accounts, without todos and locations, and their events."""
    accounts = [seed(engine, f"events-{name}", 0) for name in ("few", "many", "daily", "different")]
    few, many, daily, different = accounts
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            add_singles(cursor, few.owner_id, FULL_MONTH, VIEW_DAYS, FEW)
            add_singles(cursor, many.owner_id, FULL_MONTH, VIEW_DAYS, IN_FULL_MONTH)
            add_singles(cursor, many.owner_id, QUIET_MONTH, VIEW_DAYS, IN_QUIET_MONTH)
            rest = MANY - IN_FULL_MONTH - IN_QUIET_MONTH
            add_singles(cursor, many.owner_id, date(2014, 1, 1), 4_400, rest)
            _add_series(cursor, daily.owner_id, _daily_rules())
            _add_series(cursor, different.owner_id, different_rules())
    return Calendars(*accounts)


def add_singles(cursor: Cursor[Any], owner_id: UUID, first: date, days: int, count: int) -> None:
    """Events of 30 to 120 minutes in UTC, evenly over the days from `first` on, 07:00 to 18:00."""
    cursor.execute(
        """
        INSERT INTO calendar_events (owner_id, id, version, created_at, updated_at, title, notes,
            place, uid, all_day, start_local, end_local, time_zone, start_key, end_key, words)
        SELECT %(owner)s, id, 1, now(), now(), 'Meeting ' || number, '', 'Room ' || number %% 9,
            id::text, false, begins, begins + long, 'UTC', begins, begins + long,
            %(words)s::tsvector
        FROM (
            SELECT number, uuidv7() AS id,
                %(first)s::timestamp + interval '1 day' * (number * %(days)s / %(count)s)
                    + interval '30 minutes' * (14 + number %% 23) AS begins,
                interval '30 minutes' * (1 + number %% 4) AS long
            FROM generate_series(0, %(count)s - 1) AS number
        ) AS events
        """,
        {
            "owner": owner_id,
            "first": first,
            "days": days,
            "count": count,
            "words": search_vector("Meeting", "Room", ""),
        },
    )


def _daily_rules() -> Iterator[tuple[str, datetime]]:
    for number in range(SERIES):
        yield "FREQ=DAILY", datetime.combine(SINCE, time(7 + number % 12, number % 4 * 15))


def different_rules() -> Iterator[tuple[str, datetime]]:
    """200 rules, no two alike, each with a start ten years ago."""
    rules = [f"FREQ=DAILY;INTERVAL={number}" for number in range(1, 41)]
    rules += [
        f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={_WEEKDAYS[day]},{_WEEKDAYS[(day + 2) % 7]}"
        for weeks in range(1, 9)
        for day in range(7)
    ]
    rules += [
        f"FREQ=MONTHLY;INTERVAL={months};BYMONTHDAY={day}"
        for months in (1, 2)
        for day in range(1, 29)
    ]
    rules += [
        f"FREQ=MONTHLY;BYDAY={place}{weekday}"
        for place in (1, 2, 3, 4, -1)
        for weekday in _WEEKDAYS
    ]
    rules += [f"FREQ=YEARLY;BYMONTH=6;BYMONTHDAY={day}" for day in range(1, 14)]
    for number, rule in enumerate(rules):
        first = first_match(parse_rule(rule), datetime.combine(SINCE, time(7 + number % 12)))
        assert isinstance(first, datetime)
        yield rule, first


def _add_series(cursor: Cursor[Any], owner_id: UUID, rules: Iterable[tuple[str, datetime]]) -> None:
    now = datetime.now(UTC)
    words = search_vector("Standup", "", "")
    rows: list[dict[str, Any]] = []
    for rule, start in rules:
        event_id = new_id()
        times = {"start": start, "end": start + timedelta(minutes=30), "time_zone": ZONE}
        named = {**_DETAILS, **times, "rrule": rule, **_NO_DATES}
        values = columns_of(new_whole(named, ZONE, event_id, str(event_id)))
        row = {"owner_id": owner_id, "id": event_id, "version": 1, "words": words}
        rows.append({**row, "created_at": now, "updated_at": now, **values})
    columns = tuple(rows[0])
    copy(cursor, "calendar_events", columns, (tuple(row[name] for name in columns) for row in rows))
