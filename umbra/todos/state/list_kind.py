"""Todos as their list page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from umbra.core.actor import Actor
from umbra.database import Transaction
from umbra.items.state.list_kind import ListKind, register
from umbra.items.state.texts import draft_of, fields_of, implied_by
from umbra.todos import service
from umbra.todos.kind import TODO
from umbra.todos.service import TodoFields, TodoFilter, TodoPatch
from umbra.todos.state.address import Address, filter_of
from umbra.todos.state.view import TodoCard, card_of, printed_of

LABELS = {
    "title": "Title",
    "notes": "Notes",
    "due_date": "Due",
    "due_time": "Time",
    "priority": "Priority",
    "category": "Category",
    "tags": "Tags",
}
NULLABLE = ("due_date", "due_time", "category")


def new_fields(values: Mapping[str, str], address: Address, today: date) -> dict[str, Any]:
    """The fields of a new todo on the day `today`, with the values the filters imply."""
    due = values.get("due_date") or ("" if address.due != "today" else today.isoformat())
    implied = implied_by(address, "priority", "category")
    return {"title": values.get("title", ""), **implied, **({"due_date": due} if due else {})}


async def _counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which, today))


def _for_changes(which: TodoFilter) -> TodoFilter:
    """A todo completed in another tab stays in the list."""
    return replace(which, completed=None) if which.completed is False else which


TODO_LIST = register(
    ListKind(
        kind=TODO,
        address=Address,
        filter=filter_of,
        shows=TodoCard,
        card=card_of,
        printed=printed_of,
        labels=LABELS,
        draft=lambda row: draft_of(row, LABELS),
        parsed=lambda values: fields_of(values, NULLABLE),
        new=new_fields,
        fields=TodoFields,
        changes=TodoPatch,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=service.create_todo,
        patch=service.patch_todo,
        bulk=service.bulk_todos,
        count=_counts,
        in_use=("category",),
        section=service.section_of,
        headed_sort="due",
        stays=lambda before, after: before.completed != after.completed,
        for_changes=_for_changes,
    )
)
