"""People who may be the same: with an e-mail, a number or a name in common. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from umbra.core.actor import Actor
from umbra.core.paging import Cursor, Window, keys_of, read_text
from umbra.database import Transaction
from umbra.items.kind import present
from umbra.people.kind import PEOPLE, PERSON

Why = Literal["email", "name", "phone"]

ORDER = "duplicates"
MOST_OF_A_GROUP = 20
"""People of a group that are named; `count` has the number of all."""

_P = PEOPLE.c
_SHORTEST_NUMBER, _COMPARED = 7, 9
"""Digits of a number at least, and how many of its last ones are compared: with and without
country code they are the same."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One of a group of people."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """People who have the same `value`: an e-mail, the last digits of a number, a folded name."""

    why: Why
    value: str
    count: int
    people: list[Duplicate]


async def list_duplicates(
    tx: Transaction, actor: Actor, *, after: Cursor | None = None, limit: int
) -> Window[DuplicateGroup]:
    """Groups of people who may be the same, by reason and value. InvalidInput at `cursor`."""
    values: dict[str, Any] = {"owner": actor.owner_id, "limit": limit + 1}
    if after is not None:
        values |= _place(after)
    found = await tx.all(_groups(after is not None), values)
    rows = [_group(row) for row in found[:limit]]
    return Window(rows, has_before=after is not None, has_after=len(found) > limit)


def cursor_of(group: DuplicateGroup) -> Cursor:
    """The place of `group` in the list."""
    return Cursor(ORDER, (group.why, group.value))


def _group(row: Any) -> DuplicateGroup:
    people = [Duplicate(*one) for one in zip(row.ids, row.names, strict=True)]
    return DuplicateGroup(row.why, row.value, row.number, people)


def _place(cursor: Cursor) -> dict[str, str]:
    why, value = keys_of(cursor, ORDER, read_text, read_text)
    return {"after_why": why, "after_value": value}


@cache
def _groups(placed: bool) -> Select[*tuple[Any, ...]]:
    emails = func.jsonb_array_elements(_P.emails).table_valued("value").render_derived(name="email")
    phones = func.jsonb_array_elements(_P.phones).table_valued("value").render_derived(name="phone")
    email = func.lower(emails.c.value.op("->>")("value"))
    digits = func.regexp_replace(
        func.replace(phones.c.value.op("->>")("value"), "(0)", ""), r"\D", "", "g"
    )
    number = func.ltrim(digits, "0")
    own = (present(PERSON),)
    by_email = select(literal("email").label("why"), email.label("value"), _P.id, _P.name)
    by_phone = select(literal("phone"), func.right(number, _COMPARED), _P.id, _P.name)
    by_name = select(literal("name"), _P.name_key, _P.id, _P.name)
    keys = union_all(
        by_email.select_from(PEOPLE).join(emails, literal(True)).where(*own),
        by_phone.select_from(PEOPLE)
        .join(phones, literal(True))
        .where(*own, func.length(number) >= _SHORTEST_NUMBER),
        by_name.where(*own),
    ).subquery("keys")
    each = select(keys.c.why, keys.c.value.collate("C").label("value"), keys.c.id, keys.c.name)
    once = each.distinct().subquery("once")
    after = func.greatest(func.count() - MOST_OF_A_GROUP, 0).cast(Integer())

    def first(column: Any, type_: Any) -> Any:
        ordered = func.array_agg(aggregate_order_by(column, once.c.id), type_=ARRAY(type_))
        return func.trim_array(ordered, after, type_=ARRAY(type_))

    found = (
        select(
            once.c.why,
            once.c.value,
            func.count().label("number"),
            first(once.c.id, Uuid()).label("ids"),
            first(once.c.name, Text()).label("names"),
        )
        .group_by(once.c.why, once.c.value)
        .having(func.count() > 1)
        .order_by(once.c.why, once.c.value)
        .limit(bindparam("limit", type_=Integer()))
    )
    if not placed:
        return found
    place = tuple_(bindparam("after_why", type_=Text()), bindparam("after_value", type_=Text()))
    return found.where(tuple_(once.c.why, once.c.value) > place)
