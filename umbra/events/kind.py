"""The kind of events: columns and sort orders."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from umbra.alerts.alarms import alarms_of
from umbra.core.item import table_of
from umbra.core.paging import Key
from umbra.events.models import LOCAL, CalendarEvent, EventException, EventPerson, EventTag
from umbra.events.rules import EventRecord
from umbra.items.kind import OWNER, Kind
from umbra.items.orders import Part, SortKey, by_id
from umbra.items.people import PeopleLink, TimelineSource, joined, people_of
from umbra.tags.service import TagLink

EVENTS = table_of(CalendarEvent)
EXCEPTIONS = table_of(EventException)
_E, _X = EVENTS.c, EXCEPTIONS.c

_AS_IT_COMES = NullType()


def _local_from(key: Key) -> datetime:
    if not isinstance(key, str):
        raise ValueError
    local = datetime.fromisoformat(key)
    if local.tzinfo is not None:
        raise ValueError
    return local


_ID: SortKey[EventRecord] = by_id(EVENTS)
_START: SortKey[EventRecord] = SortKey(
    "key_start",
    _E.start_key,
    bindparam("key_start", type_=LOCAL),
    lambda record: record.start_key.isoformat(),
    _local_from,
)


def _exceptions(kind: str) -> ColumnElement[Any]:
    """The times of a series' exceptions of one kind as an array; only series are looked up."""
    times = (
        select(_X.recurrence_id)
        .where(_X.owner_id == OWNER, _X.series_id == _E.id, _X.kind == literal_column(f"'{kind}'"))
        .correlate_except(EXCEPTIONS)
    )
    found = func.array(times.scalar_subquery(), type_=_AS_IT_COMES)
    none = cast(literal_column("'{}'"), ARRAY(LOCAL))
    return type_coerce(case((_E.first_day.is_(None), none), else_=found), _AS_IT_COMES)


EVENT_PEOPLE = PeopleLink(table_of(EventPerson), "event_id", EVENTS)

EVENT = Kind(
    name="event",
    plural="events",
    path="/calendar",
    icon="calendar",
    table=EVENTS,
    row=EventRecord,
    title=_E.title,
    orders={"start": (Part((_START, _ID)),)},
    computed={
        "added": _exceptions("added"),
        "excluded": _exceptions("excluded"),
        "excluded_days": _exceptions("excluded_day"),
    },
    belonging={
        "alarms": partial(alarms_of, "event_id"),
        "people": partial(people_of, EVENT_PEOPLE),
    },
    tags=TagLink(table_of(EventTag), "event_id", EVENTS),
    searched=("title", "place", "notes"),
    part_of_item=_E.series_id,
)

_LINKS = EVENT_PEOPLE.table.c

EVENT_TIMELINE = TimelineSource(
    of=EVENT,
    items=EVENTS,
    walked=EVENT_PEOPLE.table,
    tied_to=_LINKS.person_id,
    at=_LINKS.at,
    id=_LINKS.event_id,
    title=_E.title,
    when=case((_E.all_day, "date"), else_="instant"),
    rows=joined(EVENT_PEOPLE),
    there=(_E.deleted_at.is_(None),),
    repeats=_E.first_day.is_not(None),
    detail=func.nullif(_E.place, ""),
)
"""Events in a person's time line, a series once, at its first start."""

EVENTS_AT_LOCATION = TimelineSource(
    of=EVENT,
    walked=EVENTS,
    tied_to=_E.location_id,
    at=_E.start_key,
    id=_E.id,
    title=_E.title,
    when=case((_E.all_day, "date"), else_="instant"),
    there=(_E.deleted_at.is_(None), _E.series_id.is_(None)),
    repeats=_E.first_day.is_not(None),
)
"""Events at a location, a series once, at its first start."""
