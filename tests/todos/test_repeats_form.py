"""The rule of a todo in the panel's form, and a todo that repeats or rests in words.

The tests call the functions that the state of the panel calls.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.todos.test_repeats import day, todo
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.core.ids import new_id
from umbra.todos.service import TodoPatch, TodoRow
from umbra.todos.state.list_kind import TODO_LIST
from umbra.todos.state.repeats_form import look_at, rule_patch
from umbra.todos.state.view import STAYS, card_of, next_words, paused_words, repeats_words

TODAY = date(2026, 6, 3)


FRIDAY = "2026-06-05"  # the first Friday of the month


def form(row: TodoRow, **typed: str) -> dict[str, str]:
    """All fields of the form of `row`, with what was typed there."""
    return {**TODO_LIST.draft(row), **typed}


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        ("none", None),
        ("daily", "FREQ=DAILY"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("whole_weeks", "FREQ=WEEKLY"),
        ("weekly", "FREQ=WEEKLY;BYDAY=FR"),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("whole_months", "FREQ=MONTHLY"),
        ("monthly_day", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("monthly_nth", "FREQ=MONTHLY;BYDAY=1FR"),
        ("yearly", "FREQ=YEARLY"),
    ],
)
def test_every_preset_is_stored_as_its_rule_and_shown_as_itself(
    choice: str, rule: str | None
) -> None:
    row = todo(None, FRIDAY)
    patch = validated(TodoPatch, rule_patch(form(row, repeat=choice), row, TODAY, 0))
    assert patch.named() == {"rrule": rule}
    again = todo(rule, FRIDAY)
    assert TODO_LIST.draft(again)["repeat"] == choice
    assert choice in dict(look_at(form(again), again, TODAY, 0).options)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=4;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
        "FREQ=MONTHLY;UNTIL=20271231;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
    ],
)
def test_a_custom_rule_comes_back_from_its_fields(rule: str) -> None:
    row = todo(rule, FRIDAY)
    fields = form(row)
    assert fields["repeat"] == "custom"
    assert rule_patch(fields, row, TODAY, 0) == {"rrule": rule}


def test_a_rule_that_the_form_can_t_express_is_kept_and_shown_in_words() -> None:
    row = todo("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", FRIDAY)
    assert rule_patch(form(row), row, TODAY, 0) == {}
    look = look_at(form(row), row, TODAY, 0)
    assert look.options[0] == ("kept", "Monthly on the last weekday (Monday to Friday)")


def test_a_due_date_that_is_moved_does_not_change_what_a_rule_counts_from() -> None:
    row = todo("FREQ=WEEKLY;BYDAY=FR", FRIDAY)
    moved = form(row, due_date="2026-06-06")
    assert dict(look_at(moved, row, TODAY, 0).options)["weekly"] == "Every week on Friday"
    assert rule_patch(moved, row, TODAY, 0) == {"rrule": "FREQ=WEEKLY;BYDAY=FR"}


@pytest.mark.parametrize(
    ("typed", "words", "dates"),
    [
        (
            {"repeat": "fortnightly", "repeat_from": "completion"},
            "Every second Friday, from completion.",
            ["Fri 5 Jun", "Fri 19 Jun", "Fri 3 Jul", "Fri 17 Jul", "Fri 31 Jul"],
        ),
        (
            {"repeat": "whole_weeks", "repeat_from": "completion"},
            "Every week from completion.",
            ["Fri 5 Jun", "Fri 12 Jun", "Fri 19 Jun", "Fri 26 Jun", "Fri 3 Jul"],
        ),
        (
            {"repeat": "daily", "ends": "count", "count": "2"},
            "Every day, 2 times.",
            ["Fri 5 Jun", "Sat 6 Jun"],
        ),
        (
            {"repeat": "daily", "due_date": "", "ends": "count", "count": "1"},
            "Every day, once.",
            ["Wed 3 Jun"],
        ),
        ({"repeat": "none"}, "", []),
    ],
)
def test_the_form_says_what_is_typed_in_words_and_in_the_next_days(
    typed: dict[str, str], words: str, dates: list[str]
) -> None:
    row = todo(None, FRIDAY)
    look = look_at(form(row, **typed), row, TODAY, 0)
    assert (look.words, list(look.dates), look.problem) == (words, dates, "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"repeat": "custom", "interval": "0"}, "interval"),
        ({"repeat": "daily", "ends": "count", "count": ""}, "count"),
        ({"repeat": "daily", "ends": "until", "until": "2026-06-04"}, "until"),
        ({"repeat": "sometimes"}, "repeat"),
    ],
)
def test_what_is_no_rule_is_told_at_its_field_and_below_the_form(
    typed: dict[str, str], field: str
) -> None:
    row = todo(None, FRIDAY)
    with pytest.raises(InvalidInput) as refused:
        rule_patch(form(row, **typed), row, TODAY, 0)
    assert [error.field for error in refused.value.errors] == [field]
    assert look_at(form(row, **typed), row, TODAY, 0).problem == refused.value.detail


@pytest.mark.parametrize(
    ("values", "fields"),
    [({"title": "x"}, {"title": "x"}), ({"paused_until": ""}, {"paused_until": None})],
)
def test_the_form_s_texts_become_fields(values: dict[str, str], fields: dict[str, Any]) -> None:
    assert TODO_LIST.parsed(values) == fields


@pytest.mark.parametrize(
    ("rrule", "repeat_from", "words"),
    [
        (None, "due", ""),
        ("FREQ=WEEKLY", "due", "Every Friday"),
        ("FREQ=WEEKLY", "completion", "Every week from completion"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "due", "Monthly on the 31st"),
    ],
)
def test_a_row_says_its_rule_in_a_few_words(
    rrule: str | None, repeat_from: Any, words: str
) -> None:
    row = todo(rrule, "2026-06-05", repeat_from=repeat_from)
    assert card_of(row, TODAY)["repeats"] == words
    assert repeats_words(row).startswith(words)
    assert card_of(replace(row, completed=True), TODAY)["repeats"] == ""


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (None, None, ""),
        (None, "2026-06-05", "Paused until Friday, 5 June"),
        (None, "2027-06-05", "Paused until Saturday, 5 June 2027"),
        ("2026-06-03", None, "Paused"),
        ("2026-06-04", "2026-06-05", ""),
    ],
)
def test_a_row_says_until_when_it_rests(begins: str | None, ends: str | None, words: str) -> None:
    row = replace(
        todo("FREQ=DAILY", "2026-06-01"),
        paused_from=day(begins) if begins else None,
        paused_until=day(ends) if ends else None,
    )
    assert paused_words(row, TODAY) == words
    card = card_of(row, TODAY)
    assert (card["paused"], card["due_tone"]) == (words, "later" if words else "overdue")


def test_a_tick_says_when_the_next_one_is_due_and_an_untick_that_it_stays() -> None:
    following = todo("FREQ=DAILY", "2026-06-05")
    done = replace(todo("FREQ=DAILY", "2026-06-04"), completed=True, next_id=following.id)
    assert next_words(done, [following], TODAY) == "Next: Friday, 5 June"
    assert next_words(done, [replace(following, completed=True)], TODAY) == ""
    assert next_words(done, [], TODAY) == ""
    assert next_words(replace(done, completed=False), [following], TODAY) == STAYS
    assert next_words(todo(None, "2026-06-04"), [], TODAY) == ""
    assert next_words(replace(done, completed=False, next_id=None), [], TODAY) == ""
    assert next_words(replace(done, next_id=new_id()), [], TODAY) == ""
