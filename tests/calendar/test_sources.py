"""The event sources that the grid gives to FullCalendar, made of the days that were sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.calendar.node import run

SOURCES = "umbra/calendar/grid/sources.js"
MADE = """(() => {
    const make = script.sourceMaker();
    const made = given.map(([days, generation]) => make(days, generation));
    const [first, last] = [made[0].sources, made.at(-1).sources];
    return {
        events: last.map(({ events }) => events.map(({ id }) => id)),
        rests: Object.fromEntries(made.at(-1).rests),
        kept: last.map((source) => first.includes(source)),
        whole: last,
    };
})()"""
SAME = MADE.replace("make(days, generation)", "make(days.map((day) => known(day)), generation)")
SAME = SAME.replace(
    "const make =",
    "const seen = new Map(); const known = (day) => {"
    " const key = JSON.stringify(day); if (!seen.has(key)) seen.set(key, day);"
    " return seen.get(key); }; const make =",
)
"""As MADE, with a day that is equal to an earlier one as the same object: a state var that was
not sent again."""


def entry(name: str, start: str, end: str, flags: str = "") -> dict[str, Any]:
    return {"id": name, "title": name, "start": start, "end": end, "colour": "", "flags": flags}


def day(date: str, *entries: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    return {"day": date, "count": len(entries) if count is None else count, "entries": entries}


TRIP = entry("trip", "2026-11-24", "2026-11-27")
CALL = entry("call", "2026-11-25T09:00", "2026-11-25T10:00")
NIGHT = entry("night", "2026-11-25T23:00", "2026-11-26T00:00")
WEEK = [day("2026-11-25", TRIP, CALL), day("2026-11-26", TRIP)]


def test_an_entry_over_several_days_is_drawn_once_by_the_first_that_lists_it(
    tmp_path: Path,
) -> None:
    made = run(tmp_path, SOURCES, MADE, [WEEK, "0"])
    assert made["events"] == [["trip", "call"], []]
    assert made["rests"] == {"2026-11-25": 0, "2026-11-26": 0}


def test_what_was_not_sent_is_counted_and_stands_last_in_its_day(tmp_path: Path) -> None:
    days = [day("2026-11-25", TRIP, CALL, count=14), day("2026-11-26", TRIP)]
    made = run(tmp_path, SOURCES, MADE, [days, "0"])
    assert made["rests"] == {"2026-11-25": 12, "2026-11-26": 0}
    assert made["events"] == [["trip", "call", "rest/2026-11-25"], []]
    assert made["whole"][0]["events"][-1]["extendedProps"]["rest"] == 12


def test_an_entry_that_only_a_later_day_lists_counts_for_each_day_it_covers(
    tmp_path: Path,
) -> None:
    days = [day("2026-11-25", CALL, count=2), day("2026-11-26", TRIP)]
    assert run(tmp_path, SOURCES, MADE, [days, "0"])["rests"] == {"2026-11-25": 0, "2026-11-26": 0}


def test_an_entry_that_ends_at_midnight_does_not_count_for_the_next_day(tmp_path: Path) -> None:
    days = [day("2026-11-25", NIGHT), day("2026-11-26", count=1)]
    assert run(tmp_path, SOURCES, MADE, [days, "0"])["rests"] == {"2026-11-25": 0, "2026-11-26": 1}


def test_only_the_source_of_a_changed_day_is_made_anew(tmp_path: Path) -> None:
    changed = [WEEK[0], day("2026-11-26", TRIP, entry("new", "2026-11-26", "2026-11-27"))]
    made = run(tmp_path, SOURCES, SAME, [WEEK, "0"], [changed, "0"])
    assert made["kept"] == [True, False]
    assert made["events"] == [["trip", "call"], ["new"]]


def test_a_day_takes_over_an_entry_that_an_earlier_day_no_longer_lists(tmp_path: Path) -> None:
    shorter = [day("2026-11-25", CALL), day("2026-11-26", TRIP)]
    made = run(tmp_path, SOURCES, SAME, [WEEK, "0"], [shorter, "0"])
    assert made["events"] == [["call"], ["trip"]]


def test_a_refusal_makes_all_sources_anew(tmp_path: Path) -> None:
    made = run(tmp_path, SOURCES, SAME, [WEEK, "0"], [WEEK, "1"])
    assert made["kept"] == [False, False]


def test_flags_say_what_can_be_moved_and_stretched(tmp_path: Path) -> None:
    start, end = "2026-11-25T09:00", "2026-11-25T10:00"
    entries = [entry(flags, start, end, flags) for flags in ("", "s", "f")]
    made = run(tmp_path, SOURCES, MADE, [[day("2026-11-25", *entries)], "0"])
    can = [(e["startEditable"], e["durationEditable"]) for e in made["whole"][0]["events"]]
    assert can == [(True, True), (True, False), (False, False)]
