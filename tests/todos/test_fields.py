"""What a todo may be made of, and what is said where it may not."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.todos.helpers import fields, patch
from umbra.core.errors import InvalidInput
from umbra.core.fields import validated
from umbra.items.due import Priority
from umbra.todos.service import TodoFields, TodoFilterFields


def errors_of(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        validated(TodoFields, values)
    return {error.field: error.message for error in refused.value.errors}


def test_what_is_left_out_has_its_default() -> None:
    made = fields(title="  Buy\t milk ")
    assert made.model_dump() == {
        "title": "Buy milk",
        "notes": "",
        "due_date": None,
        "due_time": None,
        "priority": "none",
        "category": None,
        "tags": [],
        "completed": False,
        "rrule": None,
        "repeat_from": "due",
        "paused_from": None,
        "paused_until": None,
        "alarms": [],
        "location_id": None,
        "people": [],
    }


@pytest.mark.parametrize(
    "title", ["🌒 שלום عليكم", "<script>alert(1)</script>", "a" * 500, "e\u0301"]
)
def test_any_text_of_one_line_is_a_title(title: str) -> None:
    assert len(fields(title=title).title) <= 500


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, {"title": "Is required."}),
        ({"title": ""}, {"title": "Can't be empty."}),
        ({"title": " \n\t "}, {"title": "Can't be empty."}),
        ({"title": None}, {"title": "Must be text."}),
        ({"title": 7}, {"title": "Must be text."}),
        (
            {"title": "a" * 10_000},
            {"title": "Can have at most 500 characters; this has 10,000."},
        ),
        (
            {"title": "a\x00b"},
            {"title": "Contains a NUL character, which can't be stored. Remove it."},
        ),
        (
            {"title": "\ud800"},
            {"title": "Contains an incomplete character (a lone surrogate). Remove it."},
        ),
        (
            {"title": "x", "notes": "a" * 20_001},
            {"notes": "Can have at most 20,000 characters; this has 20,001."},
        ),
        (
            {"title": "x", "notes": "\x00"},
            {"notes": "Contains a NUL character, which can't be stored. Remove it."},
        ),
        (
            {"title": "x", "due_date": "2026-02-30"},
            {"due_date": "Must be a date that exists, like 2026-02-28."},
        ),
        (
            {"title": "x", "due_time": "09:30"},
            {"due_time": "Needs a due date. Set a date, or leave the time out."},
        ),
        (
            {"title": "x", "priority": "urgent"},
            {"priority": "Must be one of 'none', 'low', 'medium' or 'high'."},
        ),
        ({"title": "x", "category": ""}, {"category": "Can't be empty."}),
        ({"title": "x", "tags": "home"}, {"tags": "Must be a list."}),
        ({"title": "x", "tags": ["ok", ""]}, {"tags.1": "Can't be empty."}),
        (
            {"title": "x", "tags": ["a" * 51]},
            {"tags.0": "Can have at most 50 characters; this has 51."},
        ),
        (
            {"title": "x", "tags": [f"tag {n}" for n in range(51)]},
            {"tags": "Can have at most 50 tags; this has 51."},
        ),
        ({"title": "x", "completed": "yes"}, {"completed": "Must be true or false."}),
        ({"title": "x", "colour": "red"}, {"colour": "Is not a known field."}),
        (
            {"title": "", "priority": 3, "due_date": 0},
            {
                "title": "Can't be empty.",
                "priority": "Must be one of 'none', 'low', 'medium' or 'high'.",
                "due_date": "Must be a date that exists, like 2026-02-28.",
            },
        ),
    ],
)
def test_each_wrong_field_is_told_in_words(values: dict[str, Any], said: dict[str, str]) -> None:
    assert errors_of(values) == said


def test_what_was_read_can_be_sent_back() -> None:
    sent = {
        "id": "x",
        "version": 3,
        "created_at": "x",
        "updated_at": "x",
        "completed_at": "x",
        "position": "x",
        "dtstart": "x",
        "next_id": "x",
    }
    assert fields(title="Same", **sent) == fields(title="Same")


def test_names_that_are_one_tag_count_once() -> None:
    assert fields(tags=["Café", "cafe", " CAFÉ ", "Tea"]).tags == ["Café", "Tea"]


def test_a_patch_names_only_what_it_was_sent() -> None:
    assert patch(title="New").named() == {"title": "New"}
    assert patch().named() == {}


def test_null_in_a_patch_goes_back_to_the_default() -> None:
    nulls = dict.fromkeys(["notes", "priority", "category", "tags", "completed"])
    assert patch(**nulls).named() == {
        "notes": "",
        "priority": "none",
        "category": None,
        "tags": [],
        "completed": False,
    }


def test_a_title_cannot_be_taken_away() -> None:
    with pytest.raises(InvalidInput, match="Can't be empty"):
        patch(title=None)


def test_a_day_taken_away_takes_its_time_along() -> None:
    assert patch(due_date=None).named() == {"due_date": None, "due_time": None}


def test_a_time_cannot_be_set_as_its_day_is_taken_away() -> None:
    with pytest.raises(InvalidInput) as refused:
        patch(due_date=None, due_time="09:30").named()
    assert refused.value.errors[0].field == "due_time"


def test_a_todo_moves_next_to_one_other() -> None:
    one = "01a20c53-7f84-7960-9d12-3d55312608da"
    with pytest.raises(InvalidInput) as refused:
        patch(before=one, after=one)
    assert refused.value.errors[0].field == "after"


WHOLE = {
    "title": st.sampled_from(["Milk", "Bread"]),
    "notes": st.sampled_from(["", "**soon**"]),
    "due_date": st.sampled_from([None, "2026-03-04"]),
    "priority": st.sampled_from(get_args(Priority)),
    "category": st.sampled_from([None, "home"]),
    "tags": st.sampled_from([[], ["a"], ["a", "b"]]),
    "completed": st.booleans(),
}


@given(whole=st.fixed_dictionaries(WHOLE), change=st.fixed_dictionaries({}, optional=WHOLE))
def test_a_patch_changes_what_rfc_7396_says_it_changes(
    whole: dict[str, Any], change: dict[str, Any]
) -> None:
    expected = fields(**{**whole, **change}).model_dump()
    named = patch(**change).named()
    changed = {**fields(**whole).model_dump(), **named}
    assert changed == expected
    assert set(named) - set(change) <= {"due_time"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"completed": "maybe"}, "completed"),
        ({"due_from": "yesterday"}, "due_from"),
        ({"priority": ["high", "urgent"]}, "priority.1"),
        ({"category": ""}, "category"),
        ({"tag": "a" * 51}, "tag"),
        ({"q": "\x00"}, "q"),
        ({"q": "a" * 501}, "q"),
        ({"sort": "colour"}, "sort"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_rubbish_in_a_filter_is_told_at_its_field(asked: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(TodoFilterFields, asked)
    assert [error.field for error in refused.value.errors] == [field]
