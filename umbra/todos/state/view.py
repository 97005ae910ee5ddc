"""What a row shows: pure functions of a todo and the current day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from umbra.items.state.due import due_tone, due_words, long_day
from umbra.items.state.list_kind import ItemCard, Printed, plain_card
from umbra.recurrence.rules import read_rule
from umbra.recurrence.words import in_words
from umbra.todos.rules import is_paused
from umbra.todos.service import TodoRow

STAYS = "Reopened. Its next one was changed since, so it stays."


class TodoCard(ItemCard):
    """A slot of the list as the page gets it. `due_tone` is overdue, today, soon or later.

    `repeats` is the rule in a few words and `paused` until when it rests; empty where not.
    """

    title: str
    done: bool
    priority: str
    category: str
    tags: list[str]
    noted: bool
    alarmed: bool
    due: str
    due_tone: str
    repeats: str
    paused: str


def card_of(row: TodoRow, today: date) -> TodoCard:
    return {
        **plain_card(row),
        "title": row.title,
        "done": row.completed,
        "priority": row.priority,
        "category": row.category or "",
        "tags": list(row.tags),
        "noted": bool(row.notes),
        "alarmed": bool(row.alarms),
        "due": due_words(row.due_date, row.due_time, today),
        "due_tone": "later" if is_paused(row, today) else due_tone(row.due_date, today),
        "repeats": _short_rule(row),
        "paused": paused_words(row, today),
    }


def printed_of(row: TodoRow, today: date) -> Printed:
    due = due_words(row.due_date, row.due_time, today)
    rests = paused_words(row, today)
    details = (due, _short_rule(row), rests, row.category or "", *(f"#{name}" for name in row.tags))
    return {
        "mark": "☑" if row.completed else "☐",
        "title": row.title,
        "details": " · ".join(one for one in details if one),
    }


def repeats_words(row: TodoRow) -> str:
    """The rule in words: "Every second Friday, from completion"; empty without one."""
    if row.rrule is None or row.dtstart is None:
        return ""
    return _rule_words(row.rrule, row.dtstart, row.repeat_from == "completion")


def paused_words(row: TodoRow, today: date) -> str:
    """ "Paused until Friday, 4 December"; "Paused" without an end; empty unless it rests."""
    if row.completed or not is_paused(row, today):
        return ""
    return f"Paused until {long_day(row.paused_until, today)}" if row.paused_until else "Paused"


def next_words(row: TodoRow, following: Sequence[TodoRow], today: date) -> str:
    """What a tick or untick did to the next one of `row`, which is `following`; empty if none."""
    if not row.completed:
        return STAYS if row.next_id is not None else ""
    days = [one.due_date for one in following if one.due_date is not None and not one.completed]
    return f"Next: {long_day(days[0], today)}" if days else ""


def _short_rule(row: TodoRow) -> str:
    """The rule of an open todo as a row shows it, without what happens in short months."""
    return "" if row.completed else repeats_words(row).partition(";")[0]


@lru_cache(maxsize=1024)
def _rule_words(rrule: str, dtstart: date, from_completion: bool) -> str:
    return in_words(read_rule(rrule), dtstart, from_completion=from_completion)
