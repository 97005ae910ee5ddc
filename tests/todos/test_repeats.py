"""When a todo that repeats is due next, and which days are still to come: pure functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.errors import InvalidInput
from umbra.core.ids import new_id
from umbra.todos.repeats import Following, coming, following, repeat_values, skipped
from umbra.todos.rules import TodoRow, is_paused

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def todo(rrule: str | None, due: str, **fields: Any) -> TodoRow:
    row = TodoRow(
        new_id(), 1, "T", "", day(due), None, "none", None, (), False, None, "V", NOW, NOW
    )
    return replace(row, rrule=rrule, dtstart=day(due), **fields)


@pytest.mark.parametrize(
    ("rrule", "due", "done", "next_due", "left"),
    [
        ("FREQ=DAILY", "2026-06-01", "2026-06-08", "2026-06-09", "FREQ=DAILY"),
        ("FREQ=WEEKLY", "2026-06-01", "2026-06-08", "2026-06-15", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY", "2026-06-08", "2026-06-01", "2026-06-15", "FREQ=WEEKLY"),
        ("FREQ=DAILY;COUNT=3", "2026-06-01", "2026-06-01", "2026-06-02", "FREQ=DAILY;COUNT=2"),
        ("FREQ=DAILY;COUNT=9", "2026-06-01", "2026-06-04", "2026-06-05", "FREQ=DAILY;COUNT=5"),
        (
            "FREQ=WEEKLY;COUNT=3;BYDAY=FR",
            "2026-06-03",
            "2026-06-06",
            "2026-06-12",
            "FREQ=WEEKLY;COUNT=1;BYDAY=FR",
        ),
        (
            "FREQ=DAILY;UNTIL=20260603",
            "2026-06-01",
            "2026-06-02",
            "2026-06-03",
            "FREQ=DAILY;UNTIL=20260603",
        ),
    ],
)
def test_from_the_due_date_it_is_the_first_date_of_the_rule_after_today(
    rrule: str, due: str, done: str, next_due: str, left: str
) -> None:
    assert following(todo(rrule, due), day(done)) == Following(day(next_due), left)


@pytest.mark.parametrize(
    ("rrule", "done", "next_due", "left"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-06-20", "2026-06-23", "FREQ=DAILY;INTERVAL=3"),
        ("FREQ=DAILY;COUNT=2", "2026-06-20", "2026-06-21", "FREQ=DAILY;COUNT=1"),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-06-03", "2026-06-12", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_from_completion_it_is_counted_from_the_day_it_was_done(
    rrule: str, done: str, next_due: str, left: str
) -> None:
    row = todo(rrule, "2026-06-01", repeat_from="completion")
    assert following(row, day(done)) == Following(day(next_due), left)


@pytest.mark.parametrize("repeat_from", ["due", "completion"])
@pytest.mark.parametrize("rrule", [None, "FREQ=DAILY;COUNT=1", "FREQ=DAILY;UNTIL=20260601"])
def test_after_the_last_one_nothing_follows(rrule: str | None, repeat_from: Any) -> None:
    row = todo(rrule, "2026-06-01", repeat_from=repeat_from)
    assert following(row, day("2026-06-01")) is None


def test_a_todo_moved_to_another_day_stays_in_the_weeks_of_its_rule() -> None:
    row = replace(todo("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-06-05"), due_date=day("2026-06-08"))
    found = following(row, day("2026-06-08"))
    assert found is not None
    assert found.day == day("2026-06-19")


def test_a_todo_done_on_an_earlier_day_than_its_date_is_not_due_on_that_date_again() -> None:
    row = replace(todo("FREQ=WEEKLY;BYDAY=FR", "2026-06-05"), due_date=day("2026-06-03"))
    found = following(row, day("2026-06-03"))
    assert found is not None
    assert found.day == day("2026-06-12")


@pytest.mark.parametrize(
    ("repeat_from", "rrule", "next_due"),
    [
        ("due", "FREQ=WEEKLY;BYDAY=FR", "2026-06-26"),
        ("due", "FREQ=WEEKLY;COUNT=5;BYDAY=FR", "2026-06-26"),
        ("completion", "FREQ=WEEKLY;BYDAY=FR", "2026-06-26"),
        ("completion", "FREQ=DAILY;INTERVAL=10", "2026-06-22"),
        ("completion", "FREQ=DAILY;INTERVAL=10;UNTIL=20260620", None),
    ],
)
def test_dates_within_a_pause_are_passed_over(
    repeat_from: Any, rrule: str, next_due: str | None
) -> None:
    pause = {"paused_from": day("2026-06-07"), "paused_until": day("2026-06-22")}
    row = todo(rrule, "2026-06-05", repeat_from=repeat_from, **pause)
    found = following(row, day("2026-06-05"))
    assert (found.day if found else None) == (day(next_due) if next_due else None)


def test_a_pause_without_end_passes_nothing_over() -> None:
    row = todo("FREQ=DAILY", "2026-06-05", paused_from=day("2026-06-01"))
    assert following(row, day("2026-06-05")) == Following(day("2026-06-06"), "FREQ=DAILY")


@pytest.mark.parametrize(
    ("begins", "ends", "paused"),
    [
        (None, None, False),
        ("2026-06-03", None, True),
        ("2026-06-04", None, False),
        (None, "2026-06-04", True),
        (None, "2026-06-03", False),
        ("2026-06-01", "2026-06-04", True),
        ("2026-06-01", "2026-06-03", False),
    ],
)
def test_a_todo_rests_up_to_the_day_it_is_back(
    begins: str | None, ends: str | None, paused: bool
) -> None:
    pause = {name: day(text) if text else None for name, text in (("f", begins), ("u", ends))}
    row = todo(None, "2026-06-01", paused_from=pause["f"], paused_until=pause["u"])
    assert is_paused(row, day("2026-06-03")) is paused


@pytest.mark.parametrize(
    ("rrule", "repeat_from", "due", "today", "moved_to", "left"),
    [
        ("FREQ=DAILY", "due", "2026-06-01", "2026-06-01", "2026-06-02", "FREQ=DAILY"),
        ("FREQ=DAILY", "due", "2026-06-01", "2026-06-05", "2026-06-05", "FREQ=DAILY"),
        ("FREQ=WEEKLY", "due", "2026-06-08", "2026-06-01", "2026-06-15", "FREQ=WEEKLY"),
        (
            "FREQ=DAILY;COUNT=3",
            "due",
            "2026-06-01",
            "2026-06-01",
            "2026-06-02",
            "FREQ=DAILY;COUNT=2",
        ),
        ("FREQ=WEEKLY", "completion", "2026-06-01", "2026-06-05", "2026-06-12", "FREQ=WEEKLY"),
        (
            "FREQ=DAILY;COUNT=1",
            "completion",
            "2026-06-01",
            "2026-06-05",
            "2026-06-06",
            "FREQ=DAILY;COUNT=1",
        ),
    ],
)
def test_skipping_moves_to_the_next_date_that_is_not_over(
    rrule: str, repeat_from: Any, due: str, today: str, moved_to: str, left: str
) -> None:
    row = todo(rrule, due, repeat_from=repeat_from)
    assert skipped(row, day(today)) == Following(day(moved_to), left)


@pytest.mark.parametrize("rrule", [None, "FREQ=DAILY;COUNT=1", "FREQ=DAILY;UNTIL=20260601"])
def test_the_last_one_can_not_be_skipped(rrule: str | None) -> None:
    assert skipped(todo(rrule, "2026-06-01"), day("2026-06-01")) is None


@pytest.mark.parametrize(
    ("rrule", "fields", "days"),
    [
        ("FREQ=WEEKLY", {}, ["2026-06-15", "2026-06-22", "2026-06-29"]),
        ("FREQ=WEEKLY;COUNT=3", {}, ["2026-06-15"]),
        ("FREQ=WEEKLY;UNTIL=20260622", {}, ["2026-06-15", "2026-06-22"]),
        (
            "FREQ=WEEKLY",
            {"paused_from": day("2026-06-10"), "paused_until": day("2026-06-20")},
            ["2026-06-22", "2026-06-29"],
        ),
        ("FREQ=WEEKLY", {"repeat_from": "completion"}, ["2026-06-16", "2026-06-23", "2026-06-30"]),
        ("FREQ=WEEKLY;COUNT=2", {"repeat_from": "completion"}, ["2026-06-16"]),
        ("FREQ=WEEKLY", {"completed": True}, []),
        ("FREQ=WEEKLY", {"next_id": new_id()}, []),
        (None, {}, []),
    ],
)
def test_what_is_to_come_are_the_dates_after_today(
    rrule: str | None, fields: dict[str, Any], days: list[str]
) -> None:
    row = todo(rrule, "2026-06-01", **fields)
    found = coming(row, day("2026-06-01"), day("2026-06-30"), day("2026-06-09"))
    assert found == [day(one) for one in days]


def test_a_rule_that_its_first_day_does_not_fit_counts_that_day_too() -> None:
    row = todo("FREQ=WEEKLY;COUNT=2;BYDAY=FR", "2026-06-03")
    found = coming(row, day("2026-06-01"), day("2026-07-30"), day("2026-06-01"))
    assert found == [day("2026-06-05")]


RULES = (
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;COUNT=7",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO",
    "FREQ=WEEKLY;COUNT=6;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY",
    "FREQ=DAILY;UNTIL=20260720",
)


@given(
    st.sampled_from(RULES),
    st.integers(0, 60),
    st.sampled_from(["due", "completion"]),
    st.none() | st.tuples(st.integers(0, 40), st.integers(1, 30)),
)
def test_what_is_to_come_is_what_ticking_each_on_its_day_gives(
    rrule: str, offset: int, repeat_from: Any, pause: tuple[int, int] | None
) -> None:
    start = day("2026-05-20") + timedelta(days=offset)
    row = todo(rrule, start.isoformat(), repeat_from=repeat_from)
    if pause is not None:
        begins = start + timedelta(days=pause[0])
        row = replace(row, paused_from=begins, paused_until=begins + timedelta(days=pause[1]))
    last = start + timedelta(days=120)
    lived, one = [], row
    while (found := following(one, one.due_date or start)) is not None and found.day <= last:
        lived.append(found.day)
        one = replace(one, due_date=found.day, dtstart=found.day, rrule=found.rrule)
    assert coming(row, start, last, start) == lived


@pytest.mark.parametrize(
    ("named", "values"),
    [
        ({"rrule": "FREQ=WEEKLY;BYDAY=FR"}, {"due_date": "2026-06-05", "dtstart": "2026-06-05"}),
        (
            {"rrule": "FREQ=DAILY", "due_date": None},
            {"due_date": "2026-06-03", "dtstart": "2026-06-03"},
        ),
        ({"rrule": "FREQ=DAILY", "due_date": day("2026-07-01")}, {"dtstart": "2026-07-01"}),
        ({"rrule": None}, {"dtstart": None}),
        ({"due_date": None}, {}),
    ],
)
def test_a_rule_without_a_due_date_begins_on_its_first_date(
    named: dict[str, Any], values: dict[str, str | None]
) -> None:
    before = replace(todo(None, "2026-06-01"), due_date=None, dtstart=None)
    expected = {name: day(text) if text else None for name, text in values.items()}
    assert repeat_values(before, named, day("2026-06-03")) == expected


@pytest.mark.parametrize(
    ("rrule", "starts"), [("FREQ=WEEKLY", "2026-06-02"), ("FREQ=WEEKLY;BYDAY=MO", None)]
)
def test_a_moved_date_moves_a_rule_that_takes_its_day_from_it(
    rrule: str, starts: str | None
) -> None:
    values = repeat_values(todo(rrule, "2026-06-01"), {"due_date": day("2026-06-02")}, None)
    assert values == ({"dtstart": day(starts)} if starts else {})


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"due_date": None}, "due_date"),
        ({"due_date": date(9999, 1, 1)}, "due_date"),
        ({"rrule": "FREQ=DAILY;UNTIL=20260501"}, "rrule"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=6;BYWEEKNO=1"}, "rrule"),
        ({"rrule": "FREQ=DAILY;UNTIL=20260501", "due_date": None}, "rrule"),
        ({"paused_from": day("2026-06-03"), "paused_until": day("2026-06-03")}, "paused_until"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(named: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        repeat_values(todo("FREQ=WEEKLY", "2026-06-01"), named, day("2026-06-03"))
    assert [error.field for error in refused.value.errors] == [field]
