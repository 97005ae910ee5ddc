"""An event as the texts of the panel's form, and what is typed there as fields of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from umbra.core.alarms import Alarm
from umbra.core.errors import InvalidInput
from umbra.events.opened import OpenEvent, moved_id
from umbra.events.whole import REPEATS
from umbra.items.state.alarms import alarms_of, alarms_text, fitting
from umbra.items.state.repeats import (
    NO_REPEAT,
    ON,
    REPEAT_FIELDS,
    checked_rule,
    rule_of,
    values_of,
    words_of,
)
from umbra.items.state.texts import lines
from umbra.recurrence.rules import Rule, write_rule
from umbra.recurrence.series import Moment, as_datetime, is_date, moment_of

LABELS = {
    "title": "Title",
    "all_day": "When",
    "start_date": "When",
    "start_time": "When",
    "end_date": "When",
    "end_time": "When",
    "time_zone": "Time zone",
    **dict.fromkeys(NO_REPEAT, "Repeats"),
    "alarms": "Alarms",
    "colour": "Colour",
    "people": "People",
    "place": "Place",
    "location_id": "Location",
    "tags": "Tags",
    "notes": "Notes",
}
"""The fields of the form, with the label under which a conflict shows them."""

TIME_FIELDS = ("all_day", "start_date", "start_time", "end_date", "end_time", "time_zone")

_DAY = timedelta(days=1)
_AT = {"start": "start_date", "end": "end_date", **dict.fromkeys(REPEATS, "repeat")}


@dataclass(frozen=True, slots=True)
class Account:
    """What the forms need of an account's settings. `week_start` counts from Monday, 0.

    A new event lasts `minutes` and has the default `alarm`; the day opens at `first_hour`.
    """

    zone: str
    minutes: int
    first_hour: int
    week_start: int
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of an event: as a patch of one occurrence, and as one of the series.

    They differ where the new start needs another rule, which one occurrence does not have.
    """

    patch: dict[str, Any]
    of_series: dict[str, Any]


def draft_of(event: OpenEvent, account: Account) -> dict[str, str]:
    """The form's fields of an event. Times are wall-clock times in `time_zone`.

    The last day of an all-day event is included in the form, as people say it.
    """
    times, details = event.times, event.details
    if isinstance(times.start, datetime) and isinstance(times.end, datetime):
        start, end, all_day = times.start, times.end, ""
    else:
        start = datetime.combine(times.start, time(account.first_hour))
        end = datetime.combine(times.end - _DAY, _default_end(account))
        all_day = ON
    return {
        "title": details.title,
        "all_day": all_day,
        **_span(start, end),
        "time_zone": times.zone or account.zone,
        **repeats_of(event),
        "alarms": alarms_text(event.alarms, account.zone),
        "colour": details.colour or "",
        "place": details.place,
        "people": "\n".join(str(one) for one in event.people),
        "location_id": str(details.location_id or ""),
        "tags": "\n".join(event.tags),
        "notes": details.notes,
    }


def repeats_of(event: OpenEvent) -> dict[str, str]:
    """The fields of the form for how an event repeats."""
    series = event.series
    if series.rule is None and event.recurrence_id is not None:
        return {**NO_REPEAT, "repeat": "kept"}
    return values_of(series.rule, event.original, series.zone)


def new_draft(start: Moment, end: Moment, account: Account) -> dict[str, str]:
    """The form's fields of a new event at `start` and `end`: days (the end exclusive) or times."""
    all_day = ON if is_date(start) else ""
    first, last = as_datetime(start), as_datetime(end)
    if all_day:
        first = datetime.combine(first.date(), time(account.first_hour))
        last = datetime.combine(max(last - _DAY, as_datetime(start)).date(), _default_end(account))
    repeats = values_of(None, start, account.zone)
    return {
        **dict.fromkeys(LABELS, ""),
        "all_day": all_day,
        **_span(first, last),
        "time_zone": account.zone,
        "alarms": alarms_text(fitting(account.alarm, timed=not all_day), account.zone),
        **repeats,
        f"day_{first.weekday()}": ON,
    }


def slot_of(start: str, end: str, account: Account, now: datetime) -> tuple[Moment, Moment]:
    """The time from `start` to `end`, as a calendar sends it; `now` (wall clock) without a start.

    An end that is missing or not after the start is the default length after it, or one day.
    What is no date or time counts as missing.
    """
    begins = moment_of(start)
    if begins is None:
        begins = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    ends = moment_of(end)
    if ends is None or is_date(ends) is not is_date(begins) or ends <= begins:
        length = _DAY if is_date(begins) else timedelta(minutes=account.minutes)
        ends = begins + length
    return begins, ends


def fields_of(values: Mapping[str, str], account: Account) -> dict[str, Any]:
    """The fields of a new event from all fields of its form. InvalidInput at the form's field."""
    start, end = span_of(values)
    rule = checked_rule(values, start, account.week_start)
    zone = None if is_date(start) else values["time_zone"] or account.zone
    return {
        **_details(values),
        "alarms": _new_alarms(values.get("alarms", ""), account, timed=zone is not None),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "time_zone": zone,
        "rrule": write_rule(rule) if rule else None,
    }


def changes_of(
    touched: Mapping[str, str], base: Mapping[str, str], event: OpenEvent, account: Account
) -> Changes:
    """What the touched fields change of an event whose form was filled with `base`.

    A start that is not touched is not sent: it may have seconds, which the form does not show.
    InvalidInput at the form's field.
    """
    values = {**base, **touched}
    patch = _details(touched)
    if "alarms" in touched:
        patch["alarms"] = alarms_of(touched["alarms"], event.alarms, account.zone)
    moves = any(name in touched for name in TIME_FIELDS)
    repeats = any(name in touched for name in REPEAT_FIELDS)
    start, end = span_of(values)
    if moves:
        patch |= _times(touched, values, start, end, account)
    anchor = moved_id(event.original, event.times, start) if moves else event.original
    rule = event.series.rule
    if repeats:
        patch |= _rule_patch(values, anchor, event, account)
    elif rule is not None and any(one.nth for one in rule.by_day) and "start_date" in touched:
        derived = rule_of(values, anchor, account.week_start, rule)
        if derived is not None and derived != rule:
            return Changes(patch, patch | {"rrule": write_rule(derived)})
    return Changes(patch, patch)


def span_of(values: Mapping[str, str]) -> tuple[Moment, Moment]:
    """Start and end (exclusive) in the form: dates, or wall-clock times.

    InvalidInput at the field that is not valid.
    """
    start, end = _date(values, "start_date"), _date(values, "end_date")
    if values.get("all_day"):
        if end < start:
            raise InvalidInput.at("end_date", "Must not be before the start.")
        return start, end + _DAY
    begins = datetime.combine(start, _time(values, "start_time"))
    ends = datetime.combine(end, _time(values, "end_time"))
    if ends < begins:
        field = "end_time" if start == end else "end_date"
        raise InvalidInput.at(field, "Must not be before the start.")
    return begins, ends


def anchor_of(values: Mapping[str, str], event: OpenEvent | None) -> Moment:
    """The start that a rule in the form is meant for: where the series has the occurrence.

    It differs from the start in the form for an occurrence that was moved by itself.
    """
    start, _ = span_of(values)
    return start if event is None else moved_id(event.original, event.times, start)


def errors_of(refusal: InvalidInput) -> dict[str, str]:
    """The messages by the field of the form. `refusal` may name fields of the service."""
    names = ((error.field.partition(".")[0], error.message) for error in refusal.errors)
    return {_AT.get(name, name): message for name, message in names}


def in_words(name: str, values: Mapping[str, str], rule: Rule | None, anchor: Moment) -> str:
    """A field, or the fields that share its label, as a conflict shows it."""
    if LABELS[name] == "When":
        return _span_in_words(values)
    if LABELS[name] == "Repeats":
        return words_of(rule, anchor, values["time_zone"]) if rule else "Does not repeat"
    return values[name].replace("\n", ", ") if name == "tags" else values[name]


def _details(values: Mapping[str, str]) -> dict[str, Any]:
    """Those of the plain fields that are among `values`, as fields of the service."""
    found: dict[str, Any] = {
        name: values[name] for name in ("title", "place", "notes") if name in values
    }
    for name in ("colour", "location_id"):
        if name in values:
            found[name] = values[name] or None
    return found | {name: lines(values[name]) for name in ("tags", "people") if name in values}


def _new_alarms(text: str, account: Account, *, timed: bool) -> list[Alarm]:
    """The alarms of a new event. A default one follows when it becomes one of whole days."""
    other = alarms_text(fitting(account.alarm, timed=not timed), account.zone)
    if text == other:
        return fitting(account.alarm, timed=timed)
    return alarms_of(text, (), account.zone)


def _times(
    touched: Mapping[str, str],
    values: Mapping[str, str],
    start: Moment,
    end: Moment,
    account: Account,
) -> dict[str, Any]:
    both = "all_day" in touched or "time_zone" in touched
    found: dict[str, Any] = {}
    if both or "start_date" in touched or "start_time" in touched:
        found["start"] = start.isoformat()
    if both or "end_date" in touched or "end_time" in touched:
        found["end"] = end.isoformat()
    if both and not is_date(start):
        found["time_zone"] = values["time_zone"] or account.zone
    return found


def _rule_patch(
    values: Mapping[str, str], anchor: Moment, event: OpenEvent, account: Account
) -> dict[str, Any]:
    series = event.series
    if values["repeat"] == "kept":
        return {}
    rule = checked_rule(values, anchor, account.week_start, series.rule)
    if rule is None:
        return {"rrule": None, "rdate": [], "exdate": []} if series.rdates else {"rrule": None}
    return {"rrule": write_rule(rule)}


def _span(start: datetime, end: datetime) -> dict[str, str]:
    return {
        "start_date": start.date().isoformat(),
        "start_time": f"{start:%H:%M}",
        "end_date": end.date().isoformat(),
        "end_time": f"{end:%H:%M}",
    }


def _span_in_words(values: Mapping[str, str]) -> str:
    start, end = (date.fromisoformat(values[name]) for name in ("start_date", "end_date"))
    first, last = (f"{one:%a} {one.day} {one:%b %Y}" for one in (start, end))
    if values["all_day"]:
        return first if start == end else f"{first} to {last}"
    until = values["end_time"] if start == end else f"{last} {values['end_time']}"
    return f"{first} {values['start_time']} to {until}"


def _default_end(account: Account) -> time:
    """When a new event ends that begins as the day opens, on the same day."""
    minutes = min(account.first_hour * 60 + account.minutes, 23 * 60 + 59)
    return time(*divmod(minutes, 60))


def _date(values: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError:
        raise InvalidInput.at(name, "Enter a date.") from None


def _time(values: Mapping[str, str], name: str) -> time:
    try:
        return time.fromisoformat(values.get(name, ""))
    except ValueError:
        raise InvalidInput.at(name, "Enter a time.") from None
