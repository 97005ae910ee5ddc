"""A reminder as the texts of the panel's form, and what is typed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.core.local_url import known_id
from umbra.core.zones import instant_of, is_known_zone
from umbra.items.state.repeats import (
    NO_REPEAT,
    ON,
    REPEAT_FIELDS,
    checked_rule,
    next_dates,
    presets,
    values_of,
    words_of,
)
from umbra.items.state.rule_look import RuleLook, look_at_rule
from umbra.items.state.texts import draft_of, fields_of
from umbra.recurrence.rules import FIRST_YEAR, LAST_YEAR, Rule, read_rule, write_rule
from umbra.recurrence.series import conforming, make_series
from umbra.reminders.models import ABOUT
from umbra.reminders.rules import ReminderRecord, about_of, times_of
from umbra.reminders.service import SnoozeFields, later_than_now
from umbra.reminders.state.address import Address, Present
from umbra.reminders.typed import moment_of, title_and_moment

LABELS = {
    "title": "Title",
    "remind_date": "When",
    "remind_time": "When",
    "time_zone": "Time zone",
    **dict.fromkeys(REPEAT_FIELDS, "Repeats"),
    "about": "About",
    "tags": "Tags",
    "notes": "Notes",
}

TIME_FIELDS = ("remind_date", "remind_time", "time_zone")

WATCHED = (*TIME_FIELDS, *REPEAT_FIELDS)
"""The fields that say when a reminder is, of which each says something only beside the others."""

_PLAIN = ("title", "notes", "tags")


def draft(row: ReminderRecord) -> dict[str, str]:
    """The fields of the panel's form as texts. Times are wall-clock times in `time_zone`."""
    about = about_of(row)
    local = row.remind_local
    if row.rrule is None:
        repeats = {**NO_REPEAT, f"day_{local.weekday()}": ON}
    else:
        repeats = values_of(read_rule(row.rrule), local, row.time_zone)
    return {
        **draft_of(row, _PLAIN),
        "remind_date": local.date().isoformat(),
        "remind_time": f"{local:%H:%M}",
        "time_zone": row.time_zone,
        **repeats,
        "about": "" if about is None else f"{about.kind}:{about.id}",
    }


def parsed(values: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a form as fields of the service, without when the reminder is."""
    fields = fields_of({name: text for name, text in values.items() if name in _PLAIN})
    if "about" not in values:
        return fields
    kind, _, item_id = values["about"].partition(":")
    if not values["about"]:
        return {**fields, "about": None}
    if kind not in ABOUT or not known_id(item_id):
        raise InvalidInput.at("about", "Choose one of your items from the list.")
    return {**fields, "about": {"kind": kind, "id": item_id}}


def times_patch(
    values: Mapping[str, str], touched: Mapping[str, str], row: ReminderRecord, week_start: int
) -> dict[str, Any]:
    """What all fields of the form say about when a reminder is, as fields of the service.

    A time that is not touched is not sent: it may have seconds, which the form does not show.
    InvalidInput at the form's field.
    """
    local, zone = local_of(values), values["time_zone"] or row.time_zone
    found: dict[str, Any] = {}
    if any(name in touched for name in TIME_FIELDS):
        found = {"remind_at": local.isoformat(), "time_zone": zone}
    if values["repeat"] != "kept":
        rule = _checked_rule(values, local, row, week_start)
        found["rrule"] = None if rule is None else write_rule(rule)
    return found


def look_at(
    values: Mapping[str, str],
    row: ReminderRecord,
    account_zone: str,
    week_start: int,
    now: datetime,
) -> RuleLook | None:
    """What to say about the typed time and rule; None while the time is not complete."""
    try:
        local = local_of(values)
    except InvalidInput:
        return None
    zone = _zone(values, row)
    kept = values["repeat"] == "kept" and row.rrule is not None
    if row.rrule is not None and draft(row)["repeat"] == "kept":
        words = words_of(read_rule(row.rrule), row.remind_local, zone).removesuffix(".")
    else:
        words = ""
    options = presets(local, words)
    if kept:
        return RuleLook(options, dates=tuple(next_dates(times_of(row).series, account_zone, now)))

    def dates(rule: Rule) -> list[str]:
        series = make_series(local, None, zone, conforming(rule, local, zone))
        return next_dates(series, account_zone, now)

    return look_at_rule(
        options,
        lambda: _checked_rule(values, local, row, week_start),
        lambda rule: words_of(rule, local, zone),
        dates,
    )


def local_time_words(values: Mapping[str, str], row: ReminderRecord, account_zone: str) -> str:
    """When a typed time in another zone is for the user; empty for the account's own zone."""
    try:
        local, zone = local_of(values), _zone(values, row)
    except InvalidInput:
        return ""
    if zone == account_zone:
        return ""
    present = Present(instant_of(local, zone), account_zone)
    day = f"{present.local:%a} {present.local.day} {present.local:%b} "
    near = day if present.local.date() != local.date() else ""
    return f"{near}{present.local:%H:%M} in {account_zone.replace('_', ' ')}"


def snoozed_until(values: Mapping[str, str], zone: str, now: datetime) -> datetime:
    """The instant (UTC) of the day and time in the dialog of snoozing, in the account's zone.

    InvalidInput at `until` for one that is missing, past or out of the years of the service.
    """
    day, at = values.get("day", ""), values.get("time", "")
    if not day or not at:
        raise InvalidInput.at("until", "Enter a day and a time.")
    return later_than_now(validated(SnoozeFields, {"until": f"{day}T{at}"}).until, zone, now)


def local_of(values: Mapping[str, str]) -> datetime:
    """The typed day and time. InvalidInput at the field of the form."""
    try:
        day = date.fromisoformat(values.get("remind_date", ""))
    except ValueError:
        raise InvalidInput.at("remind_date", "Enter a date.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput.at("remind_date", f"Must be in the years {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        return datetime.combine(day, time.fromisoformat(values.get("remind_time", "")))
    except ValueError:
        raise InvalidInput.at("remind_time", "Enter a time.") from None


def new_fields(values: Mapping[str, str], address: Address, present: Present) -> dict[str, Any]:
    """The fields of a new reminder, with the values the filters imply.

    Day and time are those of their fields, else those at the end of the title, else the next full
    hour; in the list of later reminders tomorrow.
    """
    title, now = values.get("title", ""), present.local
    day, at = _part(date, values, "remind_date"), _part(time, values, "remind_time")
    found: datetime | None = None
    if day is None and at is None:
        title, found = title_and_moment(title, now)
        if found is None and address.show == "later":
            day = now.date() + timedelta(days=1)
    moment = found or moment_of(day, at, now)
    tags = {"tags": [address.tag]} if address.tag else {}
    return {"title": title, "remind_at": moment.isoformat(), **tags}


def _part(kind: type[Any], values: Mapping[str, str], name: str) -> Any:
    try:
        return kind.fromisoformat(values.get(name, ""))
    except ValueError:
        return None


def _zone(values: Mapping[str, str], row: ReminderRecord) -> str:
    zone = values.get("time_zone", "")
    return zone if is_known_zone(zone) else row.time_zone


def _checked_rule(
    values: Mapping[str, str], local: datetime, row: ReminderRecord, week_start: int
) -> Rule | None:
    kept = read_rule(row.rrule) if row.rrule else None
    return checked_rule(values, local, week_start, kept)
