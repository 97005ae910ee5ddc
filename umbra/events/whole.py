"""A series as one value with its exceptions and overrides, and the changes of it. Pure.

An event that does not repeat is a series with one occurrence. Every change of one occurrence,
of this and the following ones, or of all, is a function from one `Whole` to another; the service
stores the difference, and undo stores the former value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from umbra.core.alarms import Alarm
from umbra.core.errors import InvalidInput
from umbra.core.ids import new_id
from umbra.events.rules import EventRecord, Times, local_of, resolved
from umbra.recurrence.editing import shift_all, split_at
from umbra.recurrence.occurrences import Window, find_occurrence, is_occurrence, occurrences
from umbra.recurrence.patterns import pattern_of
from umbra.recurrence.rules import Rule, parse_rule, read_rule, write_rule
from umbra.recurrence.series import (
    Moment,
    Override,
    Series,
    as_datetime,
    first_match,
    is_date,
    last_end,
    make_series,
)

NO_END = date(9999, 12, 31)
DETAILS = ("title", "notes", "place", "location_id", "colour")
TIMES = ("start", "end", "time_zone")
RULE = ("rrule", "rdate", "exdate")
REPEATS = (*RULE, "alarms")
"""What belongs to a whole series, never to one occurrence."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Details:
    """What an occurrence has besides its times."""

    title: str
    notes: str
    place: str
    location_id: UUID | None
    colour: str | None


@dataclass(frozen=True, slots=True)
class Edited:
    """An override: an occurrence that was moved or edited by itself."""

    id: UUID
    details: Details
    times: Override


@dataclass(frozen=True, slots=True)
class Whole:
    """An event or a series with all that belongs to it. `series` has no overrides of its own."""

    id: UUID
    version: int
    uid: str
    follows: UUID | None
    details: Details
    series: Series
    edited: tuple[Edited, ...]
    tags: tuple[str, ...]
    alarms: tuple[Alarm, ...] = ()
    people: tuple[UUID, ...] = ()

    @property
    def full(self) -> Series:
        """The series with its overrides."""
        return replace(self.series, overrides=tuple(one.times for one in self.edited))

    @property
    def repeats(self) -> bool:
        series = self.series
        return bool(series.rule or series.rdates or series.exdates or self.edited)


@lru_cache(maxsize=4096)
def stored_rule(text: str) -> Rule:
    """A stored rule, which was checked when it was written."""
    return read_rule(text)


def series_of(record: EventRecord) -> Series:
    """The series that a stored event is, without overrides."""

    def moments(times: Iterable[datetime]) -> frozenset[Moment]:
        return frozenset(one.date() if record.all_day else one for one in times)

    days = frozenset(one.date() for one in record.excluded_days)
    return Series(
        record.start_local.date() if record.all_day else record.start_local,
        record.end_local - record.start_local,
        record.time_zone,
        stored_rule(record.rrule) if record.rrule else None,
        moments(record.added),
        moments(record.excluded) | days,
    )


def whole_of(record: EventRecord, overrides: Iterable[EventRecord]) -> Whole:
    """A stored series and its stored overrides as a value."""
    return Whole(
        record.id,
        record.version,
        record.uid,
        record.follows,
        details_of(record),
        series_of(record),
        tuple(_edited_of(one, record.all_day) for one in overrides),
        record.tags,
        tuple(record.alarms),
        tuple(record.people),
    )


def details_of(record: EventRecord) -> Details:
    return Details(*(getattr(record, name) for name in DETAILS))


def _edited_of(record: EventRecord, all_day: bool) -> Edited:
    assert record.recurrence_id is not None
    original: Moment = record.recurrence_id.date() if all_day else record.recurrence_id
    times = times_of(record)
    return Edited(
        record.id, details_of(record), Override(original, times.start, times.end, times.zone)
    )


def times_of(record: EventRecord) -> Times:
    """When a stored event is, or the first occurrence of a series."""
    if record.all_day:
        return Times(record.start_local.date(), record.end_local.date(), None)
    return Times(record.start_local, record.end_local, record.time_zone)


def new_whole(named: dict[str, Any], account_zone: str, event_id: UUID, uid: str) -> Whole:
    """A new event from the values of its fields.

    InvalidInput at `start`, `end`, `rrule`, `rdate`, `exdate`.
    """
    times = resolved(named, account_zone)
    rule = parse_rule(named["rrule"]) if named["rrule"] is not None else None
    series = _checked(times, rule, named["rdate"], named["exdate"])
    details = Details(*(named[name] for name in DETAILS))
    alarms = tuple(named.get("alarms", ()))
    people = tuple(named.get("people", ()))
    tags = tuple(named["tags"])
    return Whole(event_id, 0, uid, None, details, series, (), tags, alarms, people)


def occurrence_id(whole: Whole, given: Moment) -> Moment:
    """A recurrence id as sent, as the series has it: an instant becomes its local start.

    InvalidInput at `recurrence_id` for what is no occurrence of the series, excluded or not
    recurring.
    """
    moment = local_of(given, whole.series.zone)
    if whole.series.all_day and isinstance(moment, datetime):
        moment = moment.date()
    if not whole.repeats or not _has(whole, moment):
        raise _no_occurrence()
    return moment


def _no_occurrence() -> InvalidInput:
    return InvalidInput.at(
        "recurrence_id", "Is not an occurrence of this series. Use one from its list."
    )


def _has(whole: Whole, moment: Moment) -> bool:
    return edited_at(whole, moment) is not None or is_occurrence(whole.series, moment)


def edited_at(whole: Whole, recurrence_id: Moment) -> Edited | None:
    """The override of an occurrence, if it has one."""
    for one in whole.edited:
        if one.times.recurrence_id == recurrence_id:
            return one
    return None


def times_at(whole: Whole, recurrence_id: Moment) -> Times:
    """Where an occurrence is now."""
    edited = edited_at(whole, recurrence_id)
    if edited is not None:
        return Times(edited.times.start, edited.times.end, edited.times.zone)
    return _original(whole.series, recurrence_id)


def _original(series: Series, recurrence_id: Moment) -> Times:
    return Times(recurrence_id, recurrence_id + series.length, series.zone)


def change_this(
    whole: Whole, recurrence_id: Moment, named: dict[str, Any], account_zone: str
) -> Whole:
    """One occurrence with other details or times. One like the series again is no override.

    InvalidInput at a field: a rule, dates, tags and people belong to the whole series.
    """
    for name in REPEATS:
        if named.get(name):
            raise InvalidInput.at(name, "Belongs to the whole series: use scope following or all.")
    if "tags" in named and set(named["tags"]) != set(whole.tags):
        raise InvalidInput.at("tags", "Belong to the whole series: use scope following or all.")
    old = edited_at(whole, recurrence_id)
    times = resolved(named, account_zone, times_at(whole, recurrence_id))
    make_series(times.start, times.end, times.zone)
    if "people" in named and set(named["people"]) != set(whole.people):
        raise InvalidInput.at("people", "Belong to the whole series: use scope following or all.")
    details = _with(old.details if old else whole.details, named)
    others = tuple(one for one in whole.edited if one is not old)
    if details == whole.details and times == _original(whole.series, recurrence_id):
        return replace(whole, edited=others)
    moved = Override(recurrence_id, times.start, times.end, times.zone)
    new = Edited(old.id if old else new_id(), details, moved)
    return replace(whole, edited=(*others, new))


def change_all(
    whole: Whole, recurrence_id: Moment | None, named: dict[str, Any], account_zone: str
) -> Whole:
    """The whole series changed, asked from an occurrence, or from its start for None.

    Times shift all occurrences by the wall-clock difference. An override keeps the time it was
    moved to and the details that it changed; the others follow the series.
    InvalidInput as `new_whole`, and at `rrule` for one that the new start does not fit.
    """
    details = _with(whole.details, named)
    changed = replace(
        whole,
        details=details,
        edited=tuple(_following(one, whole.details, details) for one in whole.edited),
        tags=tuple(named["tags"]) if "tags" in named else whole.tags,
        alarms=tuple(named["alarms"]) if "alarms" in named else whole.alarms,
        people=tuple(named["people"]) if "people" in named else whole.people,
    )
    if not any(name in named for name in (*TIMES, *RULE)):
        return changed
    return _rescheduled(changed, recurrence_id, named, account_zone)


def change_following(
    whole: Whole, recurrence_id: Moment, named: dict[str, Any], account_zone: str, event_id: UUID
) -> tuple[Whole, ...]:
    """The series ended before an occurrence, and a new series from there on with the changes.

    One `Whole` only, the changed series itself, if the occurrence is its first.
    """
    split = split_at(whole.full, recurrence_id)
    if split.before is None:
        return (change_all(whole, recurrence_id, named, account_zone),)
    earlier, later = _sides(whole, recurrence_id)
    before = replace(whole, series=replace(split.before, overrides=()), edited=earlier)
    after = Whole(
        event_id,
        0,
        str(event_id),
        whole.id,
        whole.details,
        replace(split.after, overrides=()),
        later,
        whole.tags,
        whole.alarms,
        whole.people,
    )
    return before, change_all(after, recurrence_id, named, account_zone)


def exclude(whole: Whole, recurrence_id: Moment) -> Whole:
    """The series without one occurrence, which becomes an EXDATE."""
    series = replace(whole.series, exdates=whole.series.exdates | {recurrence_id})
    kept = tuple(one for one in whole.edited if one.times.recurrence_id != recurrence_id)
    return replace(whole, series=series, edited=kept)


def cut(whole: Whole, recurrence_id: Moment) -> Whole | None:
    """The series ended before an occurrence; None if that is its first."""
    before = split_at(whole.full, recurrence_id).before
    if before is None:
        return None
    earlier, _ = _sides(whole, recurrence_id)
    return replace(whole, series=replace(before, overrides=()), edited=earlier)


def include(whole: Whole, given: Moment) -> tuple[Whole, Moment]:
    """The series with an excluded occurrence again, and its recurrence id.

    InvalidInput at `recurrence_id` for what is not excluded.
    """
    series = whole.series
    moment = local_of(given, series.zone)
    if series.all_day and isinstance(moment, datetime):
        moment = moment.date()
    exdates = series.exdates - {moment}
    if isinstance(moment, datetime) and moment.date() in exdates:
        exdates = (exdates - {moment.date()}) | _others_of_day(series, moment)
    restored = replace(series, exdates=exdates)
    if exdates == series.exdates or not is_occurrence(restored, moment):
        raise InvalidInput.at("recurrence_id", "Is not an excluded occurrence of this series.")
    return replace(whole, series=restored), moment


def _others_of_day(series: Series, moment: datetime) -> frozenset[Moment]:
    """The other starts of a series on the local day of `moment`, excluded or not."""
    day = datetime.combine(moment.date(), datetime.min.time()).replace(tzinfo=UTC)
    free = replace(series, exdates=frozenset(), length=timedelta())
    near = occurrences(free, Window(day - 2 * _DAY, day + 3 * _DAY, "UTC"))
    starts = frozenset(one.recurrence_id for one in near)
    return frozenset(
        one
        for one in starts
        if isinstance(one, datetime) and one.date() == moment.date() and one != moment
    )


def _sides(whole: Whole, recurrence_id: Moment) -> tuple[tuple[Edited, ...], tuple[Edited, ...]]:
    """The overrides before an occurrence, and those from it on, by their original starts."""
    cut_at = as_datetime(recurrence_id)
    before = [one for one in whole.edited if as_datetime(one.times.recurrence_id) < cut_at]
    after = [one for one in whole.edited if as_datetime(one.times.recurrence_id) >= cut_at]
    return tuple(before), tuple(after)


def _with(details: Details, named: dict[str, Any]) -> Details:
    return replace(details, **{name: named[name] for name in DETAILS if name in named})


def _following(edited: Edited, old: Details, new: Details) -> Edited:
    """An override whose details are the series' new ones where they were the old ones."""
    same = {
        name: getattr(new, name)
        for name in DETAILS
        if getattr(edited.details, name) == getattr(old, name)
    }
    return replace(edited, details=replace(edited.details, **same))


def _rescheduled(
    whole: Whole, recurrence_id: Moment | None, named: dict[str, Any], account_zone: str
) -> Whole:
    series = whole.series
    anchor = series.start if recurrence_id is None else recurrence_id
    times = _asked_times(whole, anchor, named, account_zone)
    new_rule = "rrule" in named
    rule = series.rule
    edited = whole.edited
    if times != _original(series, anchor):
        shifted = _shifted(whole.full, anchor, times, keeps_rule=not new_rule)
        edited = tuple(
            _moved_along(one, series, shifted, now)
            for one, now in zip(whole.edited, shifted.overrides, strict=True)
        )
        series = replace(shifted, overrides=())
        rule = series.rule
    if new_rule:
        rule = parse_rule(named["rrule"]) if named["rrule"] is not None else None
    if any(name in named for name in RULE):
        first = Times(series.start, series.start + series.length, series.zone)
        series = _checked(
            first,
            rule,
            named.get("rdate", series.rdates),
            named.get("exdate", series.exdates if rule or series.rdates else ()),
        )
        edited = tuple(one for one in edited if is_occurrence(series, one.times.recurrence_id))
    return replace(whole, series=series, edited=edited)


def _asked_times(whole: Whole, anchor: Moment, named: dict[str, Any], account_zone: str) -> Times:
    """The times asked for the occurrence `anchor` as it would be without an override.

    The difference counts from where the occurrence is shown: one that was moved and is sent
    back with another title does not move the series.
    """
    now = times_at(whole, anchor)
    asked = resolved(named, account_zone, now)
    original = _original(whole.series, anchor)
    if now == original or is_date(asked.start) is not is_date(now.start):
        return asked
    start = anchor + (as_datetime(asked.start) - as_datetime(now.start))
    length = original.length if asked.length == now.length else asked.length
    zone = original.zone if asked.zone == now.zone else asked.zone
    return Times(start, start + length, zone)


def _shifted(series: Series, anchor: Moment, times: Times, *, keeps_rule: bool) -> Series:
    """The series shifted so that `anchor` is at `times`, though it may be excluded.

    Without `keeps_rule` the rule is left out, for the caller to set another one.
    """
    days = frozenset[Moment](one for one in series.exdates if is_date(one) and not series.all_day)
    base = replace(series, exdates=series.exdates - days)
    if not keeps_rule:
        base = replace(base, rule=None)
    excluded = anchor in base.exdates
    base = replace(base, exdates=base.exdates - {anchor})
    added = not is_occurrence(base, anchor)
    if added:
        base = replace(base, rdates=base.rdates | {anchor})
    shifted = shift_all(base, anchor, times.start, times.end, times.zone)
    exdates, rdates = shifted.exdates, shifted.rdates
    if excluded:
        exdates |= {times.start}
    if added:
        rdates -= {times.start}
    by = _day(times.start) - _day(anchor)
    return replace(shifted, rdates=rdates, exdates=exdates | {one + by for one in days})


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moved_along(edited: Edited, old: Series, new: Series, times: Override) -> Edited:
    """An override with its new recurrence id; one that was not moved follows the series."""
    was = edited.times
    unmoved = Times(was.start, was.end, was.zone) == _original(old, was.recurrence_id)
    if unmoved:
        now = _original(new, times.recurrence_id)
        times = replace(times, start=now.start, end=now.end, zone=now.zone)
    return replace(edited, times=times)


def _checked(
    times: Times, rule: Rule | None, rdates: Iterable[Moment], exdates: Iterable[Moment]
) -> Series:
    """A series of these, checked; the rule has to fit the start (RFC 5545 section 3.8.5.3)."""
    added = [local_of(one, times.zone) for one in rdates]
    excluded = [local_of(one, times.zone) for one in exdates]
    if excluded and rule is None and not added:
        raise InvalidInput.at("exdate", "Needs a series: send a rule or other dates as well.")
    series = make_series(times.start, times.end, times.zone, rule, rdates=added, exdates=excluded)
    if series.rule is not None:
        first = first_match(series.rule, series.start)
        if first != series.start:
            raise InvalidInput.at(
                "rrule",
                f"Does not fit the start: its first day is {first:%Y-%m-%d}. Change one of them.",
            )
    return series


def columns_of(whole: Whole) -> dict[str, Any]:
    """The values of a series by column, without its exceptions."""
    series = whole.series
    times = _original(series, series.start)
    values: dict[str, Any] = {
        **{name: getattr(whole.details, name) for name in DETAILS},
        **columns_of_times(times),
        "uid": whole.uid,
        "follows": whole.follows,
        "rrule": None,
        "pattern": None,
        "first_day": None,
        "last_day": None,
    }
    if whole.repeats:
        first = min([series.start, *series.rdates], key=as_datetime)
        values |= {"first_day": _day(first), "last_day": last_day_of(series)}
    if series.rule is not None:
        rule = series.rule
        values |= {"rrule": write_rule(rule), "pattern": pattern_of(rule, series.start)}
    return values


def last_day_of(series: Series) -> date:
    """The local day of a series' last end, overrides aside; 9999-12-31 without end."""
    last = last_end(series)
    return NO_END if last is None else _day(last)


def columns_of_times(times: Times) -> dict[str, Any]:
    """The columns of an event's times, with the derived keys."""
    start, end = as_datetime(times.start), as_datetime(times.end)
    all_day = is_date(times.start)
    keys = (start, end) if all_day else keys_of(start, end, times.zone or "UTC")
    return {
        "all_day": all_day,
        "start_local": start,
        "end_local": end,
        "time_zone": times.zone,
        "start_key": keys[0],
        "end_key": keys[1],
    }


def keys_of(start: datetime, end: datetime, zone: str) -> tuple[datetime, datetime]:
    """Start and end of a timed event in UTC, naive. One that begins in a gap keeps its length."""
    found = find_occurrence(Series(start, end - start, zone), start, zone)
    assert found is not None
    return found.start_utc.replace(tzinfo=None), found.end_utc.replace(tzinfo=None)


def exceptions_of(whole: Whole) -> set[tuple[datetime, str, UUID | None]]:
    """The exceptions of a series as rows: recurrence id, kind, override."""
    series = whole.series
    rows: set[tuple[datetime, str, UUID | None]] = {
        (as_datetime(one), "added", None) for one in series.rdates
    }
    for one in series.exdates:
        is_day = is_date(one) and not series.all_day
        rows.add((as_datetime(one), "excluded_day" if is_day else "excluded", None))
    for edited in whole.edited:
        rows.add((as_datetime(edited.times.recurrence_id), "moved", edited.id))
    return rows
