"""What a row shows: pure functions of a reminder and the present."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Literal

from umbra.core.moments import Now, within
from umbra.core.zones import instant_of, wall_clock
from umbra.items.state.list_kind import ItemCard, Printed, plain_card
from umbra.recurrence.rules import read_rule
from umbra.recurrence.words import in_words
from umbra.reminders.about import href_of, icon_of
from umbra.reminders.rules import ReminderRecord, about_of
from umbra.reminders.state.address import Present

Section = Literal["missed", "today", "later", "dismissed"]

PAST = "That time is past, so it is shown as missed."


class ReminderCard(ItemCard):
    """A slot of the list as the page gets it. `tone` is that of `when`: its section, or later.

    `elsewhere` is the time in the reminder's own zone, `snoozed` until when it was moved,
    `about` the title of what it is about, with the URL and the icon; all are empty without.
    """

    title: str
    done: bool
    tags: list[str]
    noted: bool
    when: str
    tone: str
    elsewhere: str
    repeats: str
    snoozed: str
    about: str
    about_href: str
    about_icon: str


def section_of(row: ReminderRecord, present: Present) -> Section:
    """The section of the list that a reminder belongs to."""
    if row.dismissed_at is not None:
        return "dismissed"
    if row.due_at <= present.instant:
        return "missed"
    return "today" if row.due_at < present.tomorrow else "later"


def card_of(row: ReminderRecord, present: Present) -> ReminderCard:
    about, titles = about_of(row), row.about_title
    linked = about is not None and bool(titles)
    return {
        **plain_card(row),
        "title": row.title,
        "done": row.dismissed_at is not None,
        "tags": list(row.tags),
        "noted": bool(row.notes),
        "when": when_words(row, present),
        "tone": "later" if row.snoozed_until is not None else section_of(row, present),
        "elsewhere": elsewhere_words(row, present.zone),
        "repeats": rule_words(row).partition(";")[0],
        "snoozed": snoozed_words(row, present),
        "about": titles[0] if titles else "",
        "about_href": href_of(about.kind, about.id) if linked and about else "",
        "about_icon": icon_of(about.kind) if linked and about else "",
    }


def printed_of(row: ReminderRecord, present: Present) -> Printed:
    details = (
        when_words(row, present),
        elsewhere_words(row, present.zone),
        rule_words(row).partition(";")[0],
        snoozed_words(row, present),
        *row.about_title,
        *(f"#{name}" for name in row.tags),
    )
    return {
        "mark": "☐" if row.dismissed_at is None else "☑",
        "title": row.title,
        "details": " · ".join(filter(None, details)),
    }


def when_words(row: ReminderRecord, present: Present) -> str:
    """When the current occurrence is, in the account's zone: "Today 14:05"."""
    return _moment(instant_of(row.occurrence, row.time_zone), present)


def elsewhere_words(row: ReminderRecord, zone: str) -> str:
    """The time in the reminder's own zone, if its clocks differ: "09:00 in Tokyo"."""
    here = wall_clock(instant_of(row.occurrence, row.time_zone), zone)
    if here == row.occurrence:
        return ""
    day = f"{row.occurrence:%a} " if here.date() != row.occurrence.date() else ""
    return f"{day}{row.occurrence:%H:%M} in {zone_words(row.time_zone)}"


def zone_words(zone: str) -> str:
    """The place that an IANA zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def rule_words(row: ReminderRecord) -> str:
    """The rule in words; empty without one."""
    return _rule_words(row.rrule, row.remind_local, row.time_zone) if row.rrule else ""


def snoozed_words(row: ReminderRecord, present: Present) -> str:
    """ "Snoozed until tomorrow 09:00"; empty for one that is not."""
    until = row.snoozed_until
    return "" if until is None else f"Snoozed until {within(_moment(until, present))}"


def next_words(row: ReminderRecord, present: Present) -> str:
    """When one that repeats comes next, after an occurrence of it was dismissed."""
    if row.rrule is None or row.dismissed_at is not None:
        return ""
    return f"Next: {within(when_words(row, present))}"


def _moment(instant: datetime, present: Present) -> str:
    return Now(present.instant, present.zone).moment(instant)


@lru_cache(maxsize=1024)
def _rule_words(rrule: str, start: datetime, zone: str) -> str:
    return in_words(read_rule(rrule), start, zone)
