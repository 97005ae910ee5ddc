"""Events found by words, each at the occurrence one looks for: the next one, or the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from umbra.core.actor import Actor
from umbra.core.zones import instant_of
from umbra.database import Transaction
from umbra.events.kind import EVENT
from umbra.events.rules import EventRecord, EventRow, row_of, shown
from umbra.events.whole import series_of
from umbra.items import reading
from umbra.items.filtering import matching
from umbra.recurrence.occurrences import next_after
from umbra.recurrence.series import Moment, as_datetime

MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event or series, with the start to show and, for a series, its recurrence id.

    `start` is a date, or an instant with the offset of the event's zone: the next one that has
    not begun, of a series that is over its first.
    """

    row: EventRow
    start: date | datetime
    recurrence_id: Moment | None
    is_past: bool


async def find_events(tx: Transaction, actor: Actor, text: str, zone: str) -> list[FoundEvent]:
    """At most 200 events with all words of `text`: coming ones first, then past ones, newest first.

    `zone` is the viewer's, in which all-day events begin. Occurrences that were edited by
    themselves are not looked at.
    """
    filtered = await matching(tx, EVENT, text)
    window = await reading.window(tx, actor, EVENT, filtered, "start", limit=MOST_FOUND)
    found = [_found(record, tx.now, zone) for record in window.rows]
    coming = [one for one in found if not one.is_past]
    past = [one for one in found if one.is_past]
    return [
        *sorted(coming, key=lambda one: _instant(one.start, zone)),
        *sorted(past, key=lambda one: _instant(one.start, zone), reverse=True),
    ]


def _found(record: EventRecord, now: datetime, zone: str) -> FoundEvent:
    row = row_of(record)
    if record.first_day is None:
        return FoundEvent(row, row.start, None, _instant(row.end, zone) <= now)
    series = series_of(record)
    coming = next_after(series, now, zone)
    if coming is None:
        return FoundEvent(row, row.start, series.start, is_past=True)
    start = shown(as_datetime(coming.start), record.all_day, coming.zone)
    return FoundEvent(row, start, coming.recurrence_id, is_past=False)


def _instant(moment: date | datetime, zone: str) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return instant_of(as_datetime(moment), zone)
