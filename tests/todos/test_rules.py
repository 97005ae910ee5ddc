"""Where a todo stands in the list, and what its title is sorted by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from umbra.core.ids import new_id
from umbra.items.orders import text_key
from umbra.todos.rules import Section, TodoRow, section_of

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def todo(due_date: date | None, *, completed: bool = False) -> TodoRow:
    at = NOW if completed else None
    return TodoRow(
        new_id(), 1, "T", "", due_date, None, "none", None, (), completed, at, "V", NOW, NOW
    )


@pytest.mark.parametrize(
    ("days", "section"), [(-1, "overdue"), (0, "today"), (1, "upcoming"), (900, "upcoming")]
)
def test_an_open_todo_stands_where_its_day_is(days: int, section: Section) -> None:
    assert section_of(todo(TODAY + timedelta(days=days)), TODAY) == section


def test_a_todo_without_a_day_is_for_someday() -> None:
    assert section_of(todo(None), TODAY) == "someday"


@pytest.mark.parametrize("due_date", [None, TODAY, TODAY - timedelta(days=9)])
def test_a_done_todo_is_done_whatever_its_day(due_date: date | None) -> None:
    assert section_of(todo(due_date, completed=True), TODAY) == "done"


@pytest.mark.parametrize(
    ("title", "key"), [("Äpfel", "apfel"), ("STRASSE", "strasse"), ("Straße", "strasse")]
)
def test_titles_are_sorted_without_case_and_accents(title: str, key: str) -> None:
    assert text_key(title) == key


def test_what_is_far_behind_in_a_title_does_not_count() -> None:
    assert len(text_key("ß" * 500)) == 100
