"""The rule of a todo in the panel's form, and a todo that repeats or rests in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.todos.test_repeats import day, todo
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.core.ids import new_id
from umbra.todos.service import TodoPatch
from umbra.todos.state.list_kind import TODO_LIST
from umbra.todos.state.rule_form import PRESETS, preset_of, rule_from
from umbra.todos.state.view import STAYS, card_of, next_words, paused_words, repeats_words

TODAY = date(2026, 6, 3)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_stored_as_its_rule_and_shown_as_itself(name: str) -> None:
    patch = validated(TodoPatch, rule_from({"repeats": name, "rrule": "typed before"}))
    assert patch.named() == {"rrule": PRESETS[name]}
    assert preset_of(PRESETS[name]) == name
    assert TODO_LIST.draft(todo(PRESETS[name], "2026-06-05"))["repeats"] == name


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": "x"}, {"title": "x"}),
        ({"repeats": "none", "rrule": "FREQ=DAILY"}, {"rrule": None}),
        ({"repeats": "custom", "rrule": " FREQ=DAILY;COUNT=3 "}, {"rrule": "FREQ=DAILY;COUNT=3"}),
        ({"paused_until": ""}, {"paused_until": None}),
    ],
)
def test_the_form_s_texts_become_fields(values: dict[str, str], fields: dict[str, Any]) -> None:
    assert TODO_LIST.parsed(values) == fields


@pytest.mark.parametrize("text", ["", "  "])
def test_a_custom_rule_that_is_empty_is_told_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rule_from({"repeats": "custom", "rrule": text})
    assert [error.field for error in refused.value.errors] == ["rrule"]


def test_a_rule_of_one_s_own_is_the_custom_one() -> None:
    assert TODO_LIST.draft(todo("FREQ=DAILY;COUNT=3", "2026-06-05"))["repeats"] == "custom"


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
