"""`search_todos` searches the owner's todos by prefixes of words, and accepts any text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import text

from tests.runtime.test_row_level_security import write
from umbra.core.actor import Actor
from umbra.core.search import search_query
from umbra.database import Database

FIND = text(
    "SELECT title FROM search_todos(CAST(:query AS tsquery)) AS found"
    " JOIN todos ON todos.id = found"
)


async def found(database: Database, actor: Actor | None, query: str) -> list[str]:
    async with database.transaction(actor) as tx:
        return [row.title for row in await tx.all(FIND, {"query": search_query(query)})]


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("milk", True),
        ("MIL", True),
        ("mil swis", True),
        ("swiss milk", True),
        ("milk bread", False),
        ("ilk", False),
        ("chocolate.example", True),
        ("example", True),
        ("someone@choc", True),
        ("café", True),
        ("CAFÉ", True),
        ("привет", True),
        ("cafe", True),
        ("o'brien", True),
        ("obrien", True),
        ("brien", True),
        ("C++", True),
        ("c#", False),
        ("図書館", True),
        ("書館", True),
        ("書", True),
        ("館図", False),
        ("", False),
        ("!!!", False),
    ],
)
async def test_every_word_of_a_search_matches_as_a_prefix(
    query: str, finds: bool, database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        notes = "From someone@chocolate.example-shop.org at the Café. Привет!"
        notes += " O’Brien on C++, 市立図書館"
        await write(tx, alice, "Swiss milk", notes)
    assert (await found(database, alice, query) == ["Swiss milk"]) is finds


async def test_only_the_owner_s_todos_are_found(
    database: Database, alice: Actor, bob: Actor
) -> None:
    async with database.transaction(alice) as tx:
        await write(tx, alice, "Milk")
    assert await found(database, bob, "milk") == []
    assert await found(database, None, "milk") == []


async def test_the_search_uses_the_index_despite_row_level_security(
    database: Database, alice: Actor
) -> None:
    async with database.transaction(alice) as tx:
        for number in range(300):
            await write(tx, alice, f"Todo {number}", "word " * 20)
    async with database.engine.connect() as connection:
        await connection.execute(text("ANALYZE todos"))
        await connection.execute(text("SET enable_seqscan = off"))
        plan = await connection.execute(
            text("EXPLAIN SELECT id FROM todos WHERE words @@ '299:*'::tsquery")
        )
    assert any("ix_todos_words" in line for line in plan.scalars())


@effort(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=200))
async def test_any_text_can_be_searched_for(query: str, database: Database, alice: Actor) -> None:
    await found(database, alice, query)


@pytest.mark.parametrize(
    "query",
    ["'", "''", "\\", "a\\'b", "a:*", "a & b", "!a", "(a", "a <-> b", "$q$", "<b>", "a" * 3000],
)
async def test_characters_of_the_query_language_are_plain_text(
    query: str, database: Database, alice: Actor
) -> None:
    await found(database, alice, query)
