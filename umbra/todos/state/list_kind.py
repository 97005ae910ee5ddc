"""Todos as their list page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from umbra.core.actor import Actor
from umbra.core.fields import validated
from umbra.database import Transaction
from umbra.items.orders import text_key
from umbra.items.state.list_kind import ListKind, register
from umbra.todos import service
from umbra.todos.kind import TODO
from umbra.todos.rules import TodoRow
from umbra.todos.service import Changed, TodoFields, TodoFilter, TodoPatch
from umbra.todos.state.address import PATH, Address
from umbra.todos.state.view import card_of, empty_card

LABELS = {
    "title": "Title",
    "notes": "Notes",
    "due_date": "Due",
    "due_time": "Time",
    "priority": "Priority",
    "category": "Category",
    "tags": "Tags",
}


def draft_of(row: TodoRow) -> dict[str, str]:
    return {
        "title": row.title,
        "notes": row.notes,
        "due_date": row.due_date.isoformat() if row.due_date else "",
        "due_time": f"{row.due_time:%H:%M}" if row.due_time else "",
        "priority": row.priority,
        "category": row.category or "",
        "tags": ", ".join(row.tags),
    }


def fields_of(values: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a form as fields of the service: empty is null, tags are split at commas."""
    emptied = {
        name: values[name] or None
        for name in ("due_date", "due_time", "category")
        if name in values
    }
    texts = {name: values[name] for name in ("title", "notes", "priority") if name in values}
    tags = [tag.strip() for tag in values.get("tags", "").split(",") if tag.strip()]
    return emptied | texts | ({"tags": tags} if "tags" in values else {})


def new_fields(values: Mapping[str, str], address: Address, today: date) -> dict[str, Any]:
    """The fields of a new todo on the day `today`, with the values the filters imply."""
    fields: dict[str, Any] = {"title": values.get("title", "")}
    due = values.get("due_date") or ("" if address.due != "today" else today.isoformat())
    if due:
        fields["due_date"] = due
    if address.priority:
        fields["priority"] = address.priority
    if address.category:
        fields["category"] = address.category
    if address.tag:
        fields["tags"] = [address.tag]
    return fields


def columns_of(row: TodoRow) -> dict[str, Any]:
    """The values, by column, that undo writes back."""
    names = (
        "title",
        "notes",
        "due_date",
        "due_time",
        "priority",
        "category",
        "completed_at",
        "position",
    )
    return {name: getattr(row, name) for name in names} | {"title_key": text_key(row.title)}


async def _create(tx: Transaction, actor: Actor, fields: dict[str, Any]) -> TodoRow:
    return await service.create_todo(tx, actor, validated(TodoFields, fields))


async def _patch(
    tx: Transaction, actor: Actor, todo_id: UUID, fields: dict[str, Any], version: int | None
) -> TodoRow:
    return await service.patch_todo(tx, actor, todo_id, validated(TodoPatch, fields), version)


async def _bulk(
    tx: Transaction, actor: Actor, ids: Sequence[UUID], action: Any, fields: dict[str, Any] | None
) -> list[Changed]:
    patch = validated(TodoPatch, fields) if fields is not None else None
    return await service.bulk_todos(tx, actor, ids, action, patch)


async def _counts(tx: Transaction, actor: Actor, which: TodoFilter, today: date) -> dict[str, int]:
    return asdict(await service.counts(tx, actor, which, today))


async def _choices(tx: Transaction, actor: Actor) -> dict[str, Sequence[str]]:
    return {"category": await service.categories(tx, actor)}


def _for_changes(which: TodoFilter) -> TodoFilter:
    """A todo completed in another tab stays in the list."""
    return replace(which, completed=None) if which.completed is False else which


TODO_LIST = register(
    ListKind(
        kind=TODO,
        path=PATH,
        plural="todos",
        read_address=Address.read,
        card=card_of,
        no_card=empty_card,
        columns=columns_of,
        new=new_fields,
        labels=LABELS,
        draft=draft_of,
        parsed=fields_of,
        window=service.list_window,
        by_ids=service.rows_by_id,
        create=_create,
        patch=_patch,
        bulk=_bulk,
        count=_counts,
        choices=_choices,
        for_changes=_for_changes,
        section=service.section_of,
        headed_sort="due",
        stays=lambda before, after: before.completed != after.completed,
    )
)
