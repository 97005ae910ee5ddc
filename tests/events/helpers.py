"""Series made and read through the service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Database
from umbra.events import occurrences, service
from umbra.events.fields import EventFields, EventFilter, EventPatch, Scope
from umbra.events.journal import Done, JournalEntry

Moment = date | datetime


async def make(database: Database, actor: Actor, **fields: Any) -> UUID:
    given = {"title": "Yoga", "time_zone": "Europe/Berlin", **fields}
    async with database.transaction(actor) as tx:
        return (await service.create_event(tx, actor, validated(EventFields, given))).id


async def starts(database: Database, actor: Actor, first: str, last: str) -> list[str]:
    """The starts of all occurrences between two days, with their offset."""
    which = EventFilter(start=date.fromisoformat(first), end=date.fromisoformat(last))
    async with database.transaction(actor) as tx:
        page = await occurrences.list_occurrences(tx, actor, which, limit=200)
    return [row.start.isoformat() for row in page.window.rows]


async def patch(
    database: Database,
    actor: Actor,
    event_id: UUID,
    recurrence_id: Moment,
    scope: Scope,
    version: int | None = None,
    **fields: Any,
) -> Done:
    async with database.transaction(actor) as tx:
        return await occurrences.change_occurrence(
            tx, actor, event_id, recurrence_id, scope, validated(EventPatch, fields), version
        )


async def delete(
    database: Database, actor: Actor, event_id: UUID, recurrence_id: Moment, scope: Scope
) -> JournalEntry:
    async with database.transaction(actor) as tx:
        return await occurrences.delete_occurrence(tx, actor, event_id, recurrence_id, scope)
