"""Creates accounts with realistic todos, and as many locations and reminders."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from psycopg import Cursor, sql
from sqlalchemy import Engine, insert

from umbra.accounts.models import Account, Owner, Session
from umbra.core import rank
from umbra.core.ids import new_id
from umbra.core.search import search_vector
from umbra.items.orders import text_key
from umbra.preferences.models import Preferences

VERBS = (
    "Call",
    "Book",
    "Pay",
    "Write to",
    "Repair",
    "Order",
    "Review",
    "Plan",
    "Return",
    "Ask about",
)
THINGS = (
    "the dentist", "the train tickets", "the electricity bill", "Grandmother", "the bicycle",
    "new running shoes", "the quarterly report", "the summer holiday", "the library books",
    "the school trip", "the garden fence", "the tax return", "a birthday present", "the insurance",
)  # fmt: skip
NOTES = (
    "They are open **until five**, closed on Wednesdays.",
    "- compare three offers\n- mind the warranty\n- ask about delivery",
    "The number stands on the last letter. See [the site](https://example.org).",
)
CATEGORIES = ("home", "work", "family", "health", "money")
TAGS = (
    "errand", "phone", "email", "waiting", "someday", "weekend", "kitchen", "garden", "car",
    "school", "reading", "urgent", "cheap", "two minutes", "with Anna", "with Ben",
)  # fmt: skip
PRIORITIES = ("none", "none", "none", "none", "low", "medium", "medium", "high")
SHARE_DUE, SHARE_TIMED, SHARE_NOTES, SHARE_CATEGORY, SHARE_DONE = 0.6, 0.2, 0.25, 0.4, 0.35
TAGS_A_TODO = (0, 0, 0, 1, 1, 2, 3)
SESSION_LIFE = timedelta(days=30)

PLACES = ("Bakery", "Dentist", "Library", "Market hall", "Station", "Café", "Workshop", "School")
STREETS = ("Lindenstraße", "Hlavná", "High Street", "Rue du Port", "Via Roma", "Storgatan")

_LOCATION_COLUMNS = (
    "owner_id", "id", "version", "created_at", "updated_at", "name", "name_key", "category",
    "address", "latitude", "longitude", "phone", "url", "notes", "words",
)  # fmt: skip
_REMINDER_COLUMNS = (
    "owner_id", "id", "version", "created_at", "updated_at", "title", "notes", "remind_local",
    "occurrence", "time_zone", "due_at", "dismissed_at", "words",
)  # fmt: skip
_ALERT_COLUMNS = (
    "owner_id", "id", "version", "created_at", "updated_at", "reminder_id", "occurrence",
    "run_at", "state", "wakes_at", "channel",
)  # fmt: skip
_TODO_COLUMNS = (
    "owner_id", "id", "version", "created_at", "updated_at", "title", "title_key", "notes",
    "due_date", "due_time", "priority", "category", "completed_at", "words", "position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeededAccount:
    """A seeded account: its name, its owner id, and the token of its session cookie."""

    username: str
    owner_id: UUID
    token: str
    todos: int
    some_ids: tuple[UUID, ...]
    """Open todos from the top of the list, to be toggled."""
    some_locations: tuple[UUID, ...] = ()
    """Locations from the top of the list, to be changed."""
    some_reminders: tuple[UUID, ...] = ()
    """Open reminders from the top of the list, to be dismissed."""


def seed(
    engine: Engine, username: str, count: int, *, now: datetime | None = None
) -> SeededAccount:
    """Creates an account with `count` todos, as many locations and reminders, and a session.

    They are the same at every call.

    Runs as the tables' owner, because COPY FROM is not allowed with row-level security.
    """
    now = now or datetime.now(UTC)
    with engine.begin() as connection:
        owner_id, token = new_id(), secrets.token_urlsafe(32)
        for statement in _account(username, owner_id, token, now):
            connection.execute(statement)
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            _copy_todos(cursor, owner_id, count, now)
            cursor.execute(
                "SELECT id FROM todos WHERE owner_id = %s AND completed_at IS NULL"
                " ORDER BY coalesce(due_date, 'infinity'), position, id LIMIT 50",
                [owner_id],
            )
            some_ids = tuple(row[0] for row in cursor.fetchall())
            _copy_locations(cursor, owner_id, count, now)
            cursor.execute(
                "SELECT id FROM locations WHERE owner_id = %s ORDER BY name_key, id LIMIT 50",
                [owner_id],
            )
            some_locations = tuple(row[0] for row in cursor.fetchall())
            _copy_reminders(cursor, owner_id, count, now)
            cursor.execute(
                "SELECT id FROM reminders WHERE owner_id = %s AND dismissed_at IS NULL"
                " ORDER BY due_at, id LIMIT 50",
                [owner_id],
            )
            some_reminders = tuple(row[0] for row in cursor.fetchall())
    return SeededAccount(username, owner_id, token, count, some_ids, some_locations, some_reminders)


def _account(username: str, owner_id: UUID, token: str, now: datetime) -> Iterator[Any]:
    account_id = new_id()
    yield insert(Account).values(
        id=account_id, username=username, username_key=username, role="admin", created_at=now
    )
    yield insert(Owner).values(id=owner_id, account_id=account_id)
    yield insert(Preferences).values(
        owner_id=owner_id, updated_at=now, time_zone_confirmed=True, auto_lock_minutes=None
    )
    yield insert(Session).values(
        account_id=account_id,
        token_hash=hashlib.sha256(token.encode()).digest(),
        created_at=now,
        expires_at=now + SESSION_LIFE,
        touched_at=now,
    )


def _copy_todos(cursor: Cursor[Any], owner_id: UUID, count: int, now: datetime) -> None:
    random = Random(count)
    ids = [new_id() for _ in range(count)]
    tags = {name: new_id() for name in TAGS}
    copy(
        cursor,
        "tags",
        ("owner_id", "id", "name", "name_key"),
        ((owner_id, tag_id, name, name.casefold()) for name, tag_id in tags.items()),
    )
    copy(
        cursor,
        "todos",
        _TODO_COLUMNS,
        (
            (owner_id, todo_id, 1, *_todo(random, now), position)
            for todo_id, position in zip(ids, rank.spread(count), strict=True)
        ),
    )
    copy(
        cursor,
        "todo_tags",
        ("owner_id", "todo_id", "tag_id"),
        (
            (owner_id, todo_id, tags[name])
            for todo_id in ids
            for name in random.sample(TAGS, random.choice(TAGS_A_TODO))
        ),
    )


def _copy_locations(cursor: Cursor[Any], owner_id: UUID, count: int, now: datetime) -> None:
    random = Random(count)
    copy(
        cursor,
        "locations",
        _LOCATION_COLUMNS,
        ((owner_id, new_id(), 1, *_location(random, now)) for _ in range(count)),
    )


def _location(random: Random, now: datetime) -> tuple[Any, ...]:
    created_at = now - timedelta(minutes=random.randrange(1, 500_000))
    name = f"{random.choice(PLACES)} {random.randrange(10_000)}"
    address = f"{random.choice(STREETS)} {random.randrange(1, 200)}"
    category = random.choice(CATEGORIES) if random.random() < SHARE_CATEGORY else None
    notes = random.choice(NOTES) if random.random() < SHARE_NOTES else ""
    return (
        created_at,
        created_at,
        name,
        text_key(name),
        category,
        address,
        random.uniform(-60, 60),
        random.uniform(-180, 180),
        "",
        "",
        notes,
        search_vector(name, category, address, notes),
    )


def _copy_reminders(cursor: Cursor[Any], owner_id: UUID, count: int, now: datetime) -> None:
    """Reminders of the year to come, a few of them dismissed; each open one has its alert."""
    random = Random(count)
    rows = [(new_id(), _reminder(random, now)) for _ in range(count)]
    copy(
        cursor,
        "reminders",
        _REMINDER_COLUMNS,
        ((owner_id, item_id, 1, *row) for item_id, row in rows),
    )
    copy(
        cursor,
        "alerts",
        _ALERT_COLUMNS,
        (
            (owner_id, new_id(), 1, now, now, item_id, row[5], row[7], "planned", row[7], "app")
            for item_id, row in rows
            if row[8] is None
        ),
    )


def _reminder(random: Random, now: datetime) -> tuple[Any, ...]:
    created_at = now - timedelta(minutes=random.randrange(1, 500_000))
    title = f"{random.choice(VERBS)} {random.choice(THINGS)}"
    due_at = (now + timedelta(minutes=random.randrange(600, 500_000))).replace(
        second=0, microsecond=0
    )
    local = due_at.replace(tzinfo=None)
    dismissed_at = created_at if random.random() < SHARE_DONE else None
    notes = random.choice(NOTES) if random.random() < SHARE_NOTES else ""
    return (
        created_at,
        created_at,
        title,
        notes,
        local,
        local,
        "UTC",
        due_at,
        dismissed_at,
        search_vector(title, notes),
    )


def copy(
    cursor: Cursor[Any], table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Adds rows to a table by COPY."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _todo(random: Random, now: datetime) -> tuple[Any, ...]:
    created_at = now - timedelta(minutes=random.randrange(1, 500_000))
    title = f"{random.choice(VERBS)} {random.choice(THINGS)}"
    due_date: date | None = None
    due_time: time | None = None
    if random.random() < SHARE_DUE:
        due_date = now.date() + timedelta(days=random.randrange(-60, 300))
        if random.random() < SHARE_TIMED:
            due_time = time(random.randrange(7, 21), random.choice((0, 15, 30, 45)))
    notes = random.choice(NOTES) if random.random() < SHARE_NOTES else ""
    return (
        created_at,
        created_at,
        title,
        title.casefold(),
        notes,
        due_date,
        due_time,
        random.choice(PRIORITIES),
        random.choice(CATEGORIES) if random.random() < SHARE_CATEGORY else None,
        created_at + (now - created_at) * random.random() if random.random() < SHARE_DONE else None,
        search_vector(title, notes),
    )
