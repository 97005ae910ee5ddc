"""What the forms of events say about the typed times and rule, while it is being typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from umbra.core.errors import InvalidInput
from umbra.core.zones import instant_of, is_known_zone, wall_clock
from umbra.events.opened import OpenEvent
from umbra.events.state.drafts import Account, anchor_of, repeats_of, span_of
from umbra.items.state.repeats import (
    checked_rule,
    next_dates,
    presets,
    words_of,
)
from umbra.items.state.rule_look import RuleLook, look_at_rule
from umbra.recurrence.rules import Rule
from umbra.recurrence.series import Moment, Series, as_datetime, conforming, make_series


@dataclass(frozen=True, slots=True)
class Look:
    """What to say about the rule; `local` says when a time in another zone is for the user."""

    rule: RuleLook
    local: str


def look_at(
    values: Mapping[str, str], event: OpenEvent | None, account: Account, now: datetime
) -> Look | None:
    """What to say about the fields `values`; None while the times are not complete.

    `event` is the one that is edited; None for a new one. `now` is an instant.
    """
    try:
        start, end = span_of(values)
    except InvalidInput:
        return None
    zone = values.get("time_zone", "")
    zone = zone if is_known_zone(zone) else account.zone
    own_zone = zone if isinstance(start, datetime) else None
    anchor = anchor_of(values, event)
    kept = event.series.rule if event else None
    options = presets(anchor, _kept_words(event, own_zone))
    local = _for_the_user(start, end, zone, account.zone)
    if values.get("repeat") == "kept" and event is not None:
        dates = tuple(next_dates(event.series, account.zone, now))
        return Look(RuleLook(options, dates=dates), local)

    def dates_of(rule: Rule) -> list[str]:
        series = _series(rule, anchor, start, end, own_zone, event)
        return next_dates(series, account.zone, now)

    found = look_at_rule(
        options,
        lambda: checked_rule(values, anchor, account.week_start, kept),
        lambda rule: words_of(rule, anchor, own_zone),
        dates_of,
    )
    return Look(found, local)


def _kept_words(event: OpenEvent | None, zone: str | None) -> str:
    """The rule that the form can't express, in words; empty for one that it can."""
    if event is None or repeats_of(event)["repeat"] != "kept":
        return ""
    rule = event.series.rule
    if rule is None:
        return "On dates of its own"
    return words_of(rule, event.original, zone).removesuffix(".")


def _series(
    rule: Rule,
    anchor: Moment,
    start: Moment,
    end: Moment,
    zone: str | None,
    event: OpenEvent | None,
) -> Series:
    """The series to show dates of: the stored one, with what differs, while its rule is kept."""
    if (
        event is not None
        and anchor == event.original
        and conforming(rule, anchor, zone) == event.series.rule
    ):
        return event.series
    return make_series(anchor, anchor + (as_datetime(end) - as_datetime(start)), zone, rule)


def _for_the_user(start: Moment, end: Moment, zone: str, own: str) -> str:
    if not isinstance(start, datetime) or not isinstance(end, datetime) or zone == own:
        return ""
    first, last = (wall_clock(instant_of(one, zone), own) for one in (start, end))
    day = f"{first:%a} {first.day} {first:%b} " if first.date() != start.date() else ""
    return f"{day}{first:%H:%M} to {last:%H:%M} in {own.replace('_', ' ')}"
