"""The window a tab keeps of a list, against the plain sorted list it stands for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from umbra.items.reading import sort_key
from umbra.items.state.window import CAPACITY, STEP, ListWindow
from umbra.todos.kind import TODO
from umbra.todos.rules import TodoRow
from umbra.todos.state.list_kind import TODO_LIST

TODAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def todo(number: int, *, due: int | None = None, version: int = 1, done: bool = False) -> TodoRow:
    return TodoRow(
        id=UUID(int=number),
        version=version,
        title=f"Todo {number}",
        notes="",
        due_date=None if due is None else TODAY + timedelta(days=due),
        due_time=None,
        priority="none",
        category=None,
        tags=(),
        completed=done,
        completed_at=NOON if done else None,
        position=f"m{number:06}",
        created_at=NOON,
        updated_at=NOON,
    )


def name(number: int) -> str:
    return str(UUID(int=number))


def filled(*rows: TodoRow, before: bool = False, after: bool = False) -> ListWindow:
    window = ListWindow(TODO_LIST.kind.name, "due")
    window.fill(rows, TODAY, before=before, after=after)
    return window


def test_rows_stand_under_the_heading_of_their_section_once() -> None:
    window = filled(todo(1, due=-1), todo(2, due=0), todo(3, due=0), todo(4))
    assert [entry["head"] for entry in window.layout()] == ["overdue", "today", "", "someday"]


def test_a_changed_row_keeps_its_slot_so_that_one_slot_is_sent() -> None:
    window = filled(todo(1), todo(2), todo(3))
    before = window.layout()
    assert window.update(todo(2, version=2), TODAY) == [name(2)]
    assert window.layout() == before


def test_a_todo_ticked_stays_where_it_is() -> None:
    window = filled(todo(1, due=0), todo(2, due=0))
    window.update(todo(1, due=0, version=2, done=True), TODAY)
    assert list(window.order) == [name(1), name(2)]
    assert window.layout()[0]["head"] == "today"


def test_a_todo_given_another_day_moves_there() -> None:
    window = filled(todo(1, due=0), todo(2, due=1), todo(3, due=2))
    window.update(todo(1, due=5, version=2), TODAY)
    assert list(window.order) == [name(2), name(3), name(1)]


def test_a_new_todo_beyond_the_edge_is_not_shown() -> None:
    window = filled(todo(1, due=0), todo(2, due=1), after=True)
    assert window.insert(todo(3), TODAY) == []
    assert name(3) not in window


def test_walking_down_lets_go_above_and_never_holds_more_than_fits() -> None:
    rows = [todo(number) for number in range(CAPACITY + STEP)]
    window = filled(*rows[:CAPACITY], after=True)
    window.extend(rows[CAPACITY:], TODAY, more=False)
    assert list(window.order) == [str(row.id) for row in rows[STEP:]]
    assert (window.has_before, window.has_after) == (True, False)
    assert sorted(int(entry["slot"]) for entry in window.layout()) == list(range(CAPACITY))


def test_walking_back_up_restores_what_was_let_go() -> None:
    rows = [todo(number) for number in range(CAPACITY + STEP)]
    window = filled(*rows[STEP:], before=True)
    window.extend_up(rows[:STEP], TODAY, more=False)
    assert list(window.order) == [str(row.id) for row in rows[:CAPACITY]]
    assert (window.has_before, window.has_after) == (False, True)


def test_a_full_window_makes_room_below_for_a_row_that_belongs_inside() -> None:
    rows = [todo(number * 2) for number in range(CAPACITY)]
    window = filled(*rows)
    window.insert(todo(5), TODAY)
    assert len(window) == CAPACITY
    assert window.has_after
    assert list(window.order)[:4] == [name(0), name(2), name(4), name(5)]


@given(st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(-3, 3)), max_size=80))
def test_whatever_comes_in_whatever_order_the_window_is_the_sorted_list(
    changes: list[tuple[int, int | None]],
) -> None:
    window = ListWindow(TODO_LIST.kind.name, "due")
    known: dict[int, TodoRow] = {}
    for version, (number, due) in enumerate(changes, start=1):
        known[number] = todo(number, due=due, version=version)
        window.update(known[number], TODAY)
    expected = sorted(known.values(), key=lambda row: sort_key(TODO, row, "due"))
    assert list(window.order) == [str(row.id) for row in expected]
    slots = [int(entry["slot"]) for entry in window.layout()]
    assert len(set(slots)) == len(slots)
