"""What a row shows: pure functions of a todo and the current day."""

from __future__ import annotations

from datetime import date, time, timedelta

from umbra.items.state.list_kind import ItemCard, Printed, plain_card
from umbra.todos.service import TodoRow

WEEK = 7


class TodoCard(ItemCard):
    """A slot of the list as the page gets it. `due_tone` is overdue, today, soon or later."""

    title: str
    done: bool
    priority: str
    category: str
    tags: list[str]
    noted: bool
    due: str
    due_tone: str


def card_of(row: TodoRow, today: date) -> TodoCard:
    return {
        **plain_card(row),
        "title": row.title,
        "done": row.completed,
        "priority": row.priority,
        "category": row.category or "",
        "tags": list(row.tags),
        "noted": bool(row.notes),
        "due": due_words(row.due_date, row.due_time, today),
        "due_tone": due_tone(row.due_date, today),
    }


def printed_of(row: TodoRow, today: date) -> Printed:
    due = due_words(row.due_date, row.due_time, today)
    details = (due, row.category or "", *(f"#{name}" for name in row.tags))
    return {
        "mark": "☑" if row.completed else "☐",
        "title": row.title,
        "details": " · ".join(one for one in details if one),
    }


def due_words(day: date | None, at: time | None, today: date) -> str:
    """ "Today 14:00", "Tomorrow", "Friday", "3 Dec", "3 Dec 2027"; empty without a day."""
    if day is None:
        return ""
    return f"{_day_words(day, today)} {at:%H:%M}" if at else _day_words(day, today)


def due_tone(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return "overdue"
    if day == today:
        return "today"
    return "soon" if day < today + timedelta(days=WEEK) else "later"


def _day_words(day: date, today: date) -> str:
    away = (day - today).days
    near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
    if away in near:
        return near[away]
    if 0 < away < WEEK:
        return f"{day:%A}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"
