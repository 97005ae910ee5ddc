"""A repeating todo is due again after one tick, from its due day or from its completion."""

from __future__ import annotations

from datetime import date

import pytest

from umbra.recurrence.repeats import next_due, next_from_completion
from umbra.recurrence.rules import parse_rule

MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("rule", "due", "done", "following"),
    [
        ("FREQ=DAILY", "2026-06-01", "2026-06-05", "2026-06-06"),
        ("FREQ=DAILY", "2026-06-05", "2026-06-05", "2026-06-06"),
        ("FREQ=WEEKLY", "2026-06-01", "2026-06-05", "2026-06-08"),
        ("FREQ=WEEKLY", "2026-06-08", "2026-06-03", "2026-06-15"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-06-01", "2026-06-09", "2026-06-15"),
        ("FREQ=WEEKLY;COUNT=3", "2026-06-15", "2026-06-15", None),
        ("FREQ=WEEKLY;COUNT=3", "2026-06-01", "2026-09-01", None),
        ("FREQ=WEEKLY;UNTIL=20260615", "2026-06-08", "2026-06-08", "2026-06-15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-06-30", "2026-07-02", "2026-07-31"),
    ],
)
def test_one_tick_passes_over_all_days_that_were_missed(
    rule: str, due: str, done: str, following: str | None
) -> None:
    found = next_due(parse_rule(rule), MONDAY, date.fromisoformat(due), date.fromisoformat(done))
    assert found == (date.fromisoformat(following) if following else None)


def test_a_todo_done_before_its_rule_begins_is_due_when_it_begins() -> None:
    rule = parse_rule("FREQ=WEEKLY;INTERVAL=2")
    assert next_due(rule, MONDAY, date(2026, 5, 1), date(2026, 5, 2)) == MONDAY


@pytest.mark.parametrize(
    ("rule", "done", "following"),
    [
        ("FREQ=DAILY", "2026-06-03", "2026-06-04"),
        ("FREQ=DAILY;INTERVAL=10", "2026-06-03", "2026-06-13"),
        ("FREQ=WEEKLY", "2026-06-03", "2026-06-10"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-06-03", "2026-06-19"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-06-03", "2026-06-17"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-02-28"),
        ("FREQ=MONTHLY", "2026-12-15", "2027-01-15"),
        ("FREQ=MONTHLY;INTERVAL=11", "2026-01-31", "2026-12-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-06-03", "2026-08-01"),
        ("FREQ=YEARLY", "2024-02-29", "2025-02-28"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "2026-05-10", "2028-05-14"),
        ("FREQ=DAILY;COUNT=1", "2026-06-03", "2026-06-04"),
        ("FREQ=DAILY;UNTIL=20260604T120000Z", "2026-06-03", "2026-06-04"),
        ("FREQ=DAILY;UNTIL=20260604", "2026-06-04", None),
        ("FREQ=YEARLY", "9998-06-03", None),
        ("FREQ=WEEKLY", "9998-12-31", None),
    ],
)
def test_from_completion_counts_whole_periods_from_the_day_it_was_done(
    rule: str, done: str, following: str | None
) -> None:
    found = next_from_completion(parse_rule(rule), date.fromisoformat(done))
    assert found == (date.fromisoformat(following) if following else None)


def test_a_rule_that_never_happens_is_never_due_again() -> None:
    rule = parse_rule("FREQ=YEARLY;BYMONTH=6;BYWEEKNO=1")
    assert next_from_completion(rule, MONDAY) is None
    assert next_due(rule, MONDAY, MONDAY, MONDAY) is None
