"""Todos as their list page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.state.list_kind import ListKind, register
from umbra.items.state.repeats import REPEAT_FIELDS
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.todos import service
from umbra.todos.kind import TODO
from umbra.todos.service import TodoFields, TodoFilter, TodoPatch, TodoRow
from umbra.todos.state.address import Address, filter_of
from umbra.todos.state.repeats_form import repeat_draft, without_rule
from umbra.todos.state.view import TodoCard, card_of, printed_of

LABELS = {
    "title": "Title",
    "notes": "Notes",
    "due_date": "Due",
    "due_time": "Time",
    **dict.fromkeys(REPEAT_FIELDS, "Repeats"),
    "repeat_from": "Counted from",
    "paused_until": "Paused until",
    "alarms": "Alarms",
    "people": "People",
    "location_id": "Location",
    "priority": "Priority",
    "category": "Category",
    "tags": "Tags",
}
NULLABLE = ("due_date", "due_time", "paused_until", "category", "location_id")


def new_fields(values: Mapping[str, str], address: Address, today: date) -> dict[str, Any]:
    """The fields of a new todo on the day `today`, with the values the filters imply."""
    due = values.get("due_date") or ("" if address.due != "today" else today.isoformat())
    implied = implied_by(address, "priority", "category")
    return {"title": values.get("title", ""), **implied, **({"due_date": due} if due else {})}


def draft(row: TodoRow) -> dict[str, str]:
    """The fields of the panel's form as texts."""
    names = [name for name in without_rule(LABELS) if name != "alarms"]
    return {**draft_of(row, names), **repeat_draft(row)}


async def _counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which, today))


def _for_changes(which: TodoFilter) -> TodoFilter:
    """A shown todo that is completed or paused stays in the list until that is read again."""
    which = replace(which, awake_on=None, resting_on=None)
    return replace(which, completed=None) if which.completed is False else which


def _stays(before: TodoRow, after: TodoRow) -> bool:
    return _place(before) != _place(after)


def _place(row: TodoRow) -> tuple[object, ...]:
    """What of a todo says in which part of the list it stands."""
    return row.completed, row.paused_from, row.paused_until


TODO_LIST = register(
    ListKind(
        kind=TODO,
        address=Address,
        filter=filter_of,
        shows=TodoCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=draft,
        parsed=lambda values: fields_of(without_rule(values), NULLABLE),
        new=new_fields,
        fields=TodoFields,
        changes=TodoPatch,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=service.create_todo,
        patch=service.patch_todo,
        bulk=service.bulk_todos,
        revert=service.revert_todo,
        beside=("alarms", "people"),
        count=_counts,
        in_use=("category",),
        section=service.section_of,
        headed_sort="due",
        stays=_stays,
        for_changes=_for_changes,
    )
)
