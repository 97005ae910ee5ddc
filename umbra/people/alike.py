"""People who may be the same as one person, for that person's panel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from umbra.core.actor import Actor
from umbra.core.contact import digits_of
from umbra.core.text import folded
from umbra.database import Transaction
from umbra.items import reading
from umbra.people.duplicates import Why
from umbra.people.kind import PERSON
from umbra.people.merged import same_number
from umbra.people.rules import PersonRow

MOST_LOOKED_AT = 200
"""People with the same words that are compared; a name that more have says little."""
MOST_ALIKE = 10

_SHORTEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Alike:
    """A person who may be the same, and what both have."""

    person: PersonRow
    why: Why


async def people_like(tx: Transaction, actor: Actor, row: PersonRow) -> list[Alike]:
    """People with an e-mail, a number or the name of `row`, by name. Two statements.

    They are found by the index of the search, not by a walk over all people.
    """
    texts = (row.name, *(one["value"] for one in (*row.emails, *row.phones)))
    queries = (PERSON.query(text) for text in texts)
    query = " | ".join(f"({one})" for one in queries if one)
    if not query:
        return []
    found = await tx.execute(_with_words(), {"text": query, "limit": MOST_LOOKED_AT})
    ids: list[UUID] = [one for one in found.scalars() if one != row.id]
    others = await reading.by_ids(tx, actor, PERSON, ids) if ids else []
    alike = [Alike(other, why) for other in others if (why := why_alike(row, other))]
    alike.sort(key=lambda one: (one.why != "email", folded(one.person.name), one.person.id))
    return alike[:MOST_ALIKE]


def why_alike(one: PersonRow, other: PersonRow) -> Why | None:
    """What two people have in common that others seldom have; None for nothing."""
    emails = {mail["value"].casefold() for mail in one.emails}
    if any(mail["value"].casefold() in emails for mail in other.emails):
        return "email"
    numbers = [phone["value"] for phone in one.phones if _is_long(phone["value"])]
    for phone in other.phones:
        if _is_long(phone["value"]) and any(same_number(phone["value"], own) for own in numbers):
            return "phone"
    return "name" if folded(one.name) == folded(other.name) else None


def _is_long(phone: str) -> bool:
    return len(digits_of(phone)) >= _SHORTEST_NUMBER


@cache
def _with_words() -> Select[*tuple[Any, ...]]:
    search = func.search_people(cast(bindparam("text", type_=Text()), TSQUERY), type_=Uuid())
    return select(search).limit(bindparam("limit", type_=Integer()))
