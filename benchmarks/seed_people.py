"""Creates accounts with people, two of whom are tied to a few and to thousands of things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from psycopg import Cursor, sql
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from benchmarks.seed import SeededAccount, copy, seed
from benchmarks.seed_events import add_singles
from umbra.core.ids import new_id
from umbra.items.kind import with_text_keys, words_from
from umbra.people.kind import PERSON

FEW, MANY = 1_000, 100_000
FEW_TIES, MANY_TIES = 5, 5_000

GIVEN = ("Anna", "Émile", "Jana", "Noah", "Mia", "Luca", "Zoë", "Ben", "Ines", "Tomáš")
FAMILY = ("Klein", "Ng", "Novák", "Martin", "Rossi", "Lind", "Ærø", "Schmidt", "O'Brien", "Silva")
_COLUMNS = (
    "name", "given_name", "family_name", "nickname", "organisation", "emails", "phones",
    "addresses", "birthday", "dates", "notes", "favourite", "talked_on",
)  # fmt: skip
_JSON = ("emails", "phones", "addresses", "dates")
_LINKS = {"event": ("calendar_events", "start_key"), "todo": ("todos", "created_at")}


@dataclass(frozen=True, slots=True)
class AddressBook:
    """An account with people: those from the top of the list, and two by how much they have."""

    account: SeededAccount
    some_ids: tuple[UUID, ...]
    with_few: UUID
    with_many: UUID


def seed_people(engine: Engine) -> dict[int, AddressBook]:
    """Creates the accounts; by the number of their people."""
    return {size: _seed(engine, size) for size in (FEW, MANY)}


def _seed(engine: Engine, size: int) -> AddressBook:
    account = seed(engine, f"people-{size}", MANY_TIES)
    owner_id = account.owner_id
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            add_singles(cursor, owner_id, date(2026, 1, 1), 300, MANY_TIES)
            _copy_people(cursor, owner_id, size)
            cursor.execute(
                "SELECT id FROM people WHERE owner_id = %s ORDER BY sort_key, id LIMIT 50",
                [owner_id],
            )
            ids = tuple(row[0] for row in cursor.fetchall())
            for person_id, ties in ((ids[-1], FEW_TIES), (ids[-2], MANY_TIES)):
                _tie(cursor, owner_id, person_id, ties)
    return AddressBook(account, ids[:-2], ids[-1], ids[-2])


def _copy_people(cursor: Cursor[Any], owner_id: UUID, count: int) -> None:
    random = Random(count)
    now = datetime.now(UTC)
    first = _row(random, owner_id, now, 0)
    rows = (_row(random, owner_id, now, number) for number in range(count))
    copy(cursor, "people", tuple(first), (tuple(row.values()) for row in rows))


def _row(random: Random, owner_id: UUID, now: datetime, number: int) -> dict[str, Any]:
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    name = f"{given} {family} {number}"
    birthday = date(1950, 1, 1) + timedelta(days=random.randrange(25_000))
    talked = now.date() - timedelta(days=random.randrange(2_000))
    found = (
        name, given, f"{family} {number}", "", random.choice(("", "Acme", "Café Rouge")),
        [{"type": "home", "value": f"person{number}@example.org"}],
        [{"type": "cell", "value": f"+49 170 {1_000_000 + number}"}],
        [], birthday.isoformat() if random.random() < 0.5 else None, [], "",
        random.random() < 0.02, talked if random.random() < 0.5 else None,
    )  # fmt: skip
    values: dict[str, Any] = dict(zip(_COLUMNS, found, strict=True))
    words = words_from(PERSON, values)
    own = {"owner_id": owner_id, "id": new_id(), "version": 1, "words": words}
    times = {"created_at": now, "updated_at": now}
    stored = with_text_keys(PERSON, values) | {name: Jsonb(values[name]) for name in _JSON}
    return {**own, **times, **stored}


def _tie(cursor: Cursor[Any], owner_id: UUID, person_id: UUID, ties: int) -> None:
    """A fifth each of todos, reminders and contacts, and two fifths of events."""
    share = ties // 5
    for name, (table, order) in _LINKS.items():
        statement = sql.SQL(
            "INSERT INTO {links} (owner_id, {item}, person_id, position)"
            " SELECT owner_id, id, %s, 1 FROM {items} WHERE owner_id = %s"
            " ORDER BY {order}, id LIMIT %s"
        )
        names = {"links": f"{name}_people", "item": f"{name}_id", "items": table, "order": order}
        cursor.execute(
            statement.format(**{key: sql.Identifier(one) for key, one in names.items()}),
            [person_id, owner_id, share * (2 if name == "event" else 1)],
        )
    copy(
        cursor,
        "person_contacts",
        ("owner_id", "id", "person_id", "day", "note", "way", "created_at"),
        (_contact(owner_id, person_id, number) for number in range(share)),
    )
    cursor.execute(
        "INSERT INTO reminders (owner_id, id, version, created_at, updated_at, title, notes,"
        " remind_local, time_zone, occurrence, due_at, person_id, words)"
        " SELECT %(owner)s, gen_random_uuid(), 1, now(), now(), 'Ask', '', at, 'UTC', at,"
        " at AT TIME ZONE 'UTC', %(person)s, ''::tsvector"
        " FROM (SELECT timestamp '2026-01-01' + interval '1 hour' * number AS at"
        " FROM generate_series(1, %(share)s) AS number) AS times",
        {"owner": owner_id, "person": person_id, "share": share},
    )


def _contact(owner_id: UUID, person_id: UUID, number: int) -> tuple[Any, ...]:
    day = date(2020, 1, 1) + timedelta(days=number)
    return owner_id, new_id(), person_id, day, "Long talk", "call", datetime.now(UTC)
