"""The time line of a person: everything tied to them, of all kinds, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import case

from umbra.core.actor import Actor
from umbra.core.paging import Cursor, Window
from umbra.database import Transaction
from umbra.items import reading, timeline
from umbra.items.kind import Kind
from umbra.items.people import TimelineSource
from umbra.items.timeline import Sort, TimelineFilter, TimelineRow, cursor_of
from umbra.people.contacts import CONTACTS
from umbra.people.kind import PERSON
from umbra.recurrence.fields import Moment

__all__ = [
    "CONTACT_TIMELINE",
    "Sort",
    "TimelineFields",
    "TimelineFilter",
    "TimelineRow",
    "all_sources",
    "cursor_of",
    "list_timeline",
    "use_sources",
]

_C = CONTACTS.c

CONTACT_TIMELINE = TimelineSource(
    of=None,
    walked=CONTACTS,
    tied_to=_C.person_id,
    at=_C.at,
    id=_C.id,
    title=_C.way,
    when=case((_C.instant.is_(None), "date"), else_="instant"),
    detail=_C.note,
)
"""Contacts in the time line: the title is the way."""

_sources: tuple[TimelineSource, ...] = ()


def use_sources(sources: Iterable[TimelineSource]) -> None:
    """Sets what the time line shows besides contacts. `umbra.kinds` calls this."""
    global _sources
    _sources = (*sources, CONTACT_TIMELINE)


def kind_of(row: TimelineRow) -> Kind[Any] | None:
    """The kind of what a row shows; None for a contact."""
    return next(source.of for source in _sources if source.kind == row.kind)


def all_sources() -> tuple[TimelineSource, ...]:
    """Everything that ties things to people, contacts included."""
    return _sources


class TimelineFields(BaseModel):
    """The query of a time line. `from` and `to` (exclusive) are dates, instants or local times."""

    model_config = ConfigDict(extra="forbid")

    kind: str | None = None
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = Field(None, alias="to")
    sort: Sort = "-at"

    def filter(self) -> TimelineFilter:
        """The same as the service's filter."""
        return TimelineFilter(self.kind, self.since, self.until)


async def list_timeline(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    which: TimelineFilter,
    sort: Sort,
    *,
    after: Cursor | None = None,
    limit: int,
) -> Window[TimelineRow]:
    """What is tied to a person, the latest first, or with the sort "at" the earliest.

    Times of different kinds are compared as UTC, days as their midnight. NotFound for a person
    the owner does not have; InvalidInput at `kind` and at `cursor`.
    """
    await reading.get(tx, actor, PERSON, person_id)
    return await timeline.read_timeline(
        tx, actor, person_id, _sources, which, sort, after=after, limit=limit
    )
