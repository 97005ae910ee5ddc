"""The journal of changes: what an act did to series, and `undo`, which takes it back.

Every function of `umbra.events.service` and `umbra.events.occurrences` that returns a `Done` or
a `JournalEntry` can be undone. The caller keeps the entries and undoes the last one first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, select

from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.database import Transaction, lock_ordering
from umbra.events.kind import EVENT, EVENTS
from umbra.events.rules import EventRow, OccurrenceRow
from umbra.events.storing import load, store, without_lost_locations
from umbra.events.whole import Whole
from umbra.items import writing
from umbra.items.kind import ITEM, OWNER
from umbra.tags import service as tags

__all__ = ["Done", "JournalEntry", "Restored", "State", "Undone", "undo"]


@dataclass(frozen=True, slots=True)
class State:
    """What an act did to one event or series: its `version` afterwards, and what was `before`.

    `before` is None for one that the act made.
    """

    id: UUID
    version: int
    before: Whole | None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What `undo` needs to give back the state before an act."""

    states: tuple[State, ...]

    def after(self, undone: Undone) -> JournalEntry:
        """This entry once a later act was undone, which gave series the state of this act back."""
        versions = {(one.id, one.was): one.version for one in undone.versions}
        return JournalEntry(
            tuple(
                replace(one, version=versions.get((one.id, one.version), one.version))
                for one in self.states
            )
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """A series that has the state of its version `was` again, and its version now."""

    id: UUID
    was: int
    version: int


@dataclass(frozen=True, slots=True)
class Undone:
    """The events and series that an undo changed; those that the act had made are gone."""

    versions: tuple[Restored, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left, and the entry to undo it.

    `row` is the occurrence (scope this), or else the event or series (following: the later one).
    `made` is the id of the series that "following" made, if it did not change the whole one.
    """

    row: EventRow | OccurrenceRow
    entry: JournalEntry
    made: UUID | None = None


async def undo(tx: Transaction, actor: Actor, entry: JournalEntry) -> Undone:
    """Gives back the state before an act.

    What the act made is deleted for good, with the tags that nothing else has; what it put into
    the trash is restored. StaleVersion if something was changed since, NotFound if it was deleted
    for good or can't be restored any more; then nothing is changed. `JournalEntry.after` makes
    the entry of the act before fit again.
    """
    await lock_ordering(tx, actor)
    found = [await load(tx, actor, one.id, in_trash=True) for one in entry.states]
    for state, now in zip(entry.states, found, strict=True):
        if state.version != now.version:
            raise StaleVersion(now.version)
    await _erase_made(tx, actor, [one.id for one in entry.states if one.before is None])
    versions = []
    for state, now in zip(entry.states, found, strict=True):
        if state.before is None:
            continue
        if await tx.scalar(_IS_IN_TRASH, {"owner": actor.owner_id, "item": state.id}):
            await writing.restore(tx, actor, EVENT, state.id)
        before = replace(state.before, follows=now.follows)
        record = await store(tx, actor, now, await without_lost_locations(tx, actor, before))
        versions.append(Restored(state.id, state.before.version, record.version))
    return Undone(tuple(versions))


async def _erase_made(tx: Transaction, actor: Actor, ids: list[UUID]) -> None:
    for event_id in ids:
        await tx.execute(_ERASE, {"owner": actor.owner_id, "item": event_id})
    if ids:
        await tags.delete_unused(tx, actor.owner_id)


_ERASE = delete(EVENTS).where(EVENTS.c.owner_id == OWNER, EVENTS.c.id == ITEM)
_IS_IN_TRASH = select(EVENTS.c.deleted_at.is_not(None)).where(
    EVENTS.c.owner_id == OWNER, EVENTS.c.id == ITEM
)
