"""The journal: acts on whole events and series give entries, and undo gives back what was."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.conftest import FrozenClock
from tests.events.helpers import make, patch
from umbra.core.actor import Actor
from umbra.core.errors import NotFound, StaleVersion
from umbra.core.fields import validated
from umbra.database import Database
from umbra.events import occurrences, service
from umbra.events.fields import EventFields, EventFilter, EventPatch
from umbra.events.journal import Done, JournalEntry, Undone, undo
from umbra.tags import service as tags

NINE = {"start": "2026-06-01T09:00:00", "end": "2026-06-01T10:00:00"}
SERIES = {**NINE, "rrule": "FREQ=DAILY;COUNT=6", "exdate": ["2026-06-04T09:00:00"]}
ALL_DAY = {"start": "2026-06-01", "end": "2026-06-03"}

CHANGES: dict[str, dict[str, Any]] = {
    "title": {"title": "Run"},
    "tags": {"tags": ["run"]},
    "times": {"start": "2026-06-02T11:00:00", "end": "2026-06-02T11:30:00"},
    "zone": {"time_zone": "Asia/Tokyo"},
    "days": {"start": "2026-06-01", "end": "2026-06-02"},
    "rule": {"rrule": "FREQ=DAILY;COUNT=2", "rdate": [], "exdate": []},
    "no rule": {"rrule": None, "rdate": [], "exdate": []},
}


async def everything(database: Database, actor: Actor) -> tuple[Any, ...]:
    """All that can be read of the owner's events and tags but versions and times of change."""
    which = EventFilter(start=datetime(2026, 1, 1), end=datetime(2027, 1, 1))
    async with database.transaction(actor) as tx:
        page = await occurrences.list_occurrences(tx, actor, which, limit=200)
        window = await service.list_window(tx, actor, EventFilter(), "start", limit=200)
        names = await tags.tag_names(tx, actor)
    skipped = {"version", "created_at", "updated_at"}
    rows = [*window.rows, *page.window.rows]
    return [
        {name: getattr(row, name) for name in row.__slots__ if name not in skipped} for row in rows
    ], list(names)


async def change(database: Database, actor: Actor, event_id: UUID, **fields: Any) -> Done:
    async with database.transaction(actor) as tx:
        return await service.change(tx, actor, event_id, validated(EventPatch, fields))


async def delete(database: Database, actor: Actor, event_id: UUID) -> JournalEntry:
    async with database.transaction(actor) as tx:
        return await service.delete(tx, actor, event_id)


async def take_back(database: Database, actor: Actor, entry: JournalEntry) -> Undone:
    async with database.transaction(actor) as tx:
        return await undo(tx, actor, entry)


@pytest.mark.parametrize("fields", [NINE, ALL_DAY, SERIES], ids=["timed", "all day", "series"])
async def test_an_undone_creation_leaves_nothing_not_even_its_tags(
    database: Database, alice: Actor, as_alice: AsyncClient, fields: dict[str, Any]
) -> None:
    await make(database, alice, **NINE, tags=["kept"])
    before = await everything(database, alice)
    given = {"title": "Yoga", "tags": ["kept", "new"], **fields}
    async with database.transaction(alice) as tx:
        done = await service.create(tx, alice, validated(EventFields, given))
    assert await everything(database, alice) != before
    await take_back(database, alice, done.entry)
    assert await everything(database, alice) == before
    assert (await as_alice.get("/api/trash")).json()["items"] == []
    assert [tag["name"] for tag in (await as_alice.get("/api/tags")).json()["items"]] == ["kept"]


@pytest.mark.parametrize("fields", [NINE, ALL_DAY, SERIES], ids=["timed", "all day", "series"])
@pytest.mark.parametrize("named", CHANGES.values(), ids=CHANGES)
async def test_an_undone_change_gives_back_what_was(
    database: Database, alice: Actor, fields: dict[str, Any], named: dict[str, Any]
) -> None:
    event = await make(database, alice, **fields, tags=["sport"])
    before = await everything(database, alice)
    done = await change(database, alice, event, **named)
    assert (done.row.id, done.row.version, done.made) == (event, 2, None)
    await take_back(database, alice, done.entry)
    assert await everything(database, alice) == before


async def test_an_undone_deletion_restores_the_series_with_its_overrides(
    database: Database, alice: Actor, as_alice: AsyncClient
) -> None:
    series = await make(database, alice, **SERIES, tags=["sport"])
    await patch(database, alice, series, datetime(2026, 6, 2, 9), "this", title="Run")
    before = await everything(database, alice)
    entry = await delete(database, alice, series)
    assert (await everything(database, alice))[0] == []
    await take_back(database, alice, entry)
    assert await everything(database, alice) == before
    assert (await as_alice.get("/api/trash")).json()["items"] == []


async def test_acts_are_undone_one_after_the_other_back_to_before_the_creation(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        made = await service.create(tx, alice, validated(EventFields, {"title": "Yoga", **SERIES}))
    event = made.row.id
    entries, states = [made.entry], [([], []), await everything(database, alice)]
    for named in CHANGES.values():
        entries.append((await change(database, alice, event, **named)).entry)
        states.append(await everything(database, alice))
    entries.append(await delete(database, alice, event))
    while entries:
        undone = await take_back(database, alice, entries.pop())
        entries = [entry.after(undone) for entry in entries]
        assert await everything(database, alice) == states.pop()
    assert states == []


async def test_an_undo_of_what_was_changed_since_is_refused_and_changes_nothing(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        made = await service.create(tx, alice, validated(EventFields, {"title": "Yoga", **NINE}))
    event = made.row.id
    renamed = await change(database, alice, event, title="Run")
    deleted = await delete(database, alice, event)
    before = await everything(database, alice)
    for entry in (made.entry, renamed.entry):
        with pytest.raises(StaleVersion):
            await take_back(database, alice, entry)
    assert await everything(database, alice) == before
    await take_back(database, alice, deleted)
    with pytest.raises(StaleVersion):
        await take_back(database, alice, deleted)


async def test_a_change_and_a_deletion_of_a_stale_version_are_refused(
    database: Database, alice: Actor
) -> None:
    event = await make(database, alice, **NINE)
    await change(database, alice, event, title="Run")
    async with database.transaction(alice) as tx:
        with pytest.raises(StaleVersion):
            await service.change(tx, alice, event, validated(EventPatch, {"title": "Walk"}), 1)
        with pytest.raises(StaleVersion):
            await service.delete(tx, alice, event, 1)
        await service.delete(tx, alice, event, 2)


async def test_a_deletion_is_undone_for_thirty_days(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    event = await make(database, alice, **NINE)
    entry = await delete(database, alice, event)
    clock.advance(days=31)
    with pytest.raises(NotFound):
        await take_back(database, alice, entry)


async def test_another_owner_s_event_is_as_one_that_is_not_there(
    database: Database, alice: Actor, bob: Actor
) -> None:
    event = await make(database, alice, **NINE)
    entry = (await change(database, alice, event, title="Run")).entry
    with pytest.raises(NotFound):
        await change(database, bob, event, title="Taken")
    with pytest.raises(NotFound):
        await delete(database, bob, event)
    with pytest.raises(NotFound):
        await take_back(database, bob, entry)
