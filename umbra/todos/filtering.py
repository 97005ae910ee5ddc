"""Filters as conditions: which parts are in use makes the statement, the rest are parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
)

from umbra.database import Transaction
from umbra.tags.rules import tag_key
from umbra.todos.columns import OWNER, TAGS, TODO_TAGS, TODOS
from umbra.todos.fields import TodoFilter
from umbra.todos.models import DAY

_T = TODOS.c
_SEARCH = select(func.search_todos(bindparam("text", type_=Text()), type_=Uuid()))
_FEW = 500
"""So many ids are looked up one by one; more are sifted out of the rows in their order."""

_DAY = literal_column(DAY, Date())
"""Said beside the due date, so that the index by day can be used for a range of days."""


@dataclass(frozen=True, slots=True)
class FilterShape:
    """Which parts of a filter are in use: what makes one statement differ from another."""

    text: Literal["", "few", "many"]
    priorities: bool
    category: bool
    tag: bool
    due_from: bool
    due_to: bool
    undated: bool

    @classmethod
    def by(cls, which: TodoFilter, found: Sequence[UUID] | None = None) -> FilterShape:
        """`found`: the ids its text finds, None for more than a few."""
        return cls(
            "" if not which.text else "many" if found is None else "few",
            bool(which.priorities),
            which.category is not None,
            which.tag is not None,
            which.due_from is not None,
            which.due_to is not None,
            which.undated,
        )


async def filter_values(tx: Transaction, which: TodoFilter) -> tuple[FilterShape, dict[str, Any]]:
    """The parts of the filter in use, and their parameters."""
    found: Sequence[UUID] | None = None
    text = _sanitized(which.text)
    if which.text:
        ids = (await tx.execute(_SEARCH.limit(_FEW + 1), {"text": text})).scalars().all()
        found = ids if len(ids) <= _FEW else None
    return FilterShape.by(which, found), {
        "text": text,
        "found": found,
        "priorities": list(which.priorities),
        "category": _sanitized(which.category or ""),
        "tag": tag_key(_sanitized(which.tag or "")),
        "due_from": which.due_from,
        "due_to": which.due_to,
    }


def _sanitized(text: str) -> str:
    """`text` with what PostgreSQL can't hold, and so can't have, put in other words."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def conditions_of(filtered: FilterShape) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        _T.owner_id == OWNER,
        _T.deleted_at.is_(None),
    ]
    if filtered.text == "few":
        conditions.append(_T.id == any_(bindparam("found", type_=ARRAY(Uuid()))))
    if filtered.text == "many":
        conditions.append(_semi_join(_SEARCH))
    if filtered.priorities:
        conditions.append(_T.priority == any_(bindparam("priorities", type_=ARRAY(Text()))))
    if filtered.category:
        conditions.append(_T.category == bindparam("category", type_=Text()))
    if filtered.tag:
        tag = select(TAGS.c.id).where(
            TAGS.c.owner_id == OWNER, TAGS.c.name_key == bindparam("tag", type_=Text())
        )
        tagged = select(TODO_TAGS.c.todo_id).where(
            TODO_TAGS.c.owner_id == OWNER, TODO_TAGS.c.tag_id == tag.scalar_subquery()
        )
        conditions.append(_semi_join(tagged))
    if filtered.due_from:
        first = bindparam("due_from", type_=Date())
        conditions += [_T.due_date >= first, first <= _DAY]
    if filtered.due_to:
        last = bindparam("due_to", type_=Date())
        conditions += [_T.due_date <= last, last >= _DAY]
    if filtered.undated:
        conditions.append(_T.due_date.is_(None))
    return conditions


def _semi_join(ids: Select[UUID]) -> ColumnElement[bool]:
    """Whether a row is one of many `ids`: asked row by row, in the order of the list.

    "Is true" keeps PostgreSQL from joining, which would fetch and sort all of them.
    """
    return _T.id.in_(ids).is_(true())
