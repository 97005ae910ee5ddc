"""What the board shows: cards, filters by the URL, and the windows of its columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from umbra.core import rank
from umbra.core.ids import new_id
from umbra.items.state.address import read_address
from umbra.projects.board.address import Address, filter_of, order_of
from umbra.projects.board.card import card_of
from umbra.projects.board.columns import CAPACITY, Columns
from umbra.projects.board.list_kind import TASK_LIST
from umbra.projects.tasks.service import TaskRow

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
PROJECT = UUID("018f0000-0000-7000-8000-000000000001")
ROW = TaskRow(
    id=PROJECT,
    version=1,
    project_id=PROJECT,
    parent_id=None,
    title="Roof",
    notes="",
    status="todo",
    completed_at=None,
    priority="none",
    due_date=None,
    due_time=None,
    tags=(),
    position="m",
    subtasks={"done": 0, "total": 0},
    comment_count=0,
    created_at=NOW,
    updated_at=NOW,
)


def rows(count: int, status: Any = "todo") -> list[TaskRow]:
    """Tasks in the order of their ranks."""
    places = enumerate(rank.spread(count))
    return [
        replace(ROW, id=new_id(), title=f"Task {n}", status=status, position=place)
        for n, place in places
    ]


def words(row: TaskRow) -> list[str]:
    return [mark["text"] for mark in card_of(row, TODAY)["marks"]]


def test_a_card_says_what_is_overdue_by_a_word_a_sign_and_a_colour() -> None:
    late = replace(ROW, due_date=date(2026, 11, 25))
    [mark] = card_of(late, TODAY)["marks"]
    assert (mark["text"], mark["icon"], mark["tone"]) == (
        "Overdue, 25 Nov",
        "circle-alert",
        "danger",
    )
    done = replace(late, status="done", completed_at=NOW)
    assert card_of(done, TODAY)["marks"][0]["tone"] == ""


def test_a_card_shows_the_numbers_of_sub_tasks_and_comments_its_tags_and_its_project() -> None:
    row = replace(ROW, subtasks={"done": 2, "total": 5}, comment_count=3, tags=("home",))
    assert words(row) == ["2/5", "3", "home"]
    assert [mark["text"] for mark in card_of(row, TODAY, "Renovation")["marks"]] == [
        "2/5",
        "3",
        "Renovation",
        "home",
    ]


@pytest.mark.parametrize(
    ("query", "top"),
    [({}, True), ({"priority": "high"}, False), ({"due": "overdue"}, False), ({"tag": "a"}, False)],
)
def test_sub_tasks_are_found_by_filters_and_otherwise_shown_under_their_parents(
    query: dict[str, str], top: bool
) -> None:
    address = read_address(Address, {"project": str(PROJECT), **query})
    assert filter_of(address, "", TODAY).top is top
    assert filter_of(address, "roof", TODAY).top is False


def test_an_address_without_a_project_is_that_of_all_tasks_by_due_day() -> None:
    address = read_address(Address, {"project": "nonsense", "sort": "position", "view": "tree"})
    assert address.project_id is None
    assert (address.view, order_of(address.sort, address.project_id)) == ("board", "due")
    assert filter_of(address, "", TODAY).top is False
    assert order_of(None, PROJECT) == "position"


def test_columns_share_their_slots_and_a_moved_task_changes_its_column() -> None:
    columns = Columns("position")
    todo, doing = rows(3), rows(2, "doing")
    columns["todo"].fill(todo, TODAY, before=False, after=False)
    columns["doing"].fill(doing, TODAY, before=False, after=False)
    used = columns.slots("todo") + columns.slots("doing")
    assert len(set(used)) == 5
    moved = replace(todo[0], status="doing", position=rank.between(None, doing[0].position))
    assert columns.update(moved, TODAY) == [str(moved.id)]
    assert list(columns["doing"].order) == [str(moved.id), *(str(one.id) for one in doing)]
    assert list(columns["todo"].order) == [str(one.id) for one in todo[1:]]
    columns.drop(str(moved.id))
    assert str(moved.id) not in columns


def test_a_column_holds_no_more_than_its_window() -> None:
    columns = Columns("position")
    many = rows(CAPACITY + 10)
    columns["todo"].fill(many[:CAPACITY], TODAY, before=False, after=True)
    columns["todo"].extend(many[CAPACITY:], TODAY, more=False)
    assert len(columns["todo"]) == CAPACITY
    assert columns["todo"].has_before
    assert columns.get(str(many[0].id)) is None


def test_a_new_task_gets_what_the_filters_imply() -> None:
    address = Address(project=str(PROJECT), due="today", priority="high", tag="home")
    made = TASK_LIST.new({"title": "Roof", "status": "doing"}, address, TODAY)
    assert made == {
        "title": "Roof",
        "status": "doing",
        "project_id": PROJECT,
        "priority": "high",
        "due_date": TODAY,
        "tags": ["home"],
    }
