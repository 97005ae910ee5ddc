"""What is stored of an item in tables of its own: its alarms, and its links to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from umbra.alerts import alarms
from umbra.alerts.alarms import AlarmKind, RowWithAlarms
from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items import reading
from umbra.items.kind import Changed
from umbra.items.people import PeopleLink, set_people

PARTS = frozenset({"alarms", "people"})
"""The fields that are stored so. Who writes them holds `umbra.database.lock_ordering`."""


class _WithParts(RowWithAlarms, Protocol):
    @property
    def people(self) -> list[UUID]: ...


Row = TypeVar("Row", bound=_WithParts)


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a kind."""

    alarms: AlarmKind
    people: PeopleLink


async def write_parts(
    tx: Transaction, actor: Actor, of: Parts, row: Row, named: Mapping[str, Any]
) -> Row:
    """The item with the alarms and people that are `named`; the alarms it has follow the rest."""
    people_differ = "people" in named and named["people"] != row.people
    if people_differ:
        await set_people(tx, actor, of.people, [row.id], named["people"])
    alarms_differ = await alarms.write_alarms(tx, actor, of.alarms, row, named)
    if alarms_differ or people_differ:
        return await reading.get(tx, actor, of.alarms.kind, row.id)
    return row


async def write_parts_of_many(
    tx: Transaction, actor: Actor, of: Parts, changed: Sequence[Changed], named: Mapping[str, Any]
) -> None:
    """Gives the items the people that are `named`; their alarms follow the rest."""
    ids = [one.id for one in changed]
    if "people" in named:
        await set_people(tx, actor, of.people, ids, named["people"])
    if not of.alarms.follows.isdisjoint(named):
        await alarms.plan(tx, actor.owner_id, of.alarms, ids)
