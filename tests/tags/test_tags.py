"""Tags: counted, spelled as first written, gone when nothing carries them."""

from __future__ import annotations

from httpx import AsyncClient

from tests.todos.helpers import make, patch, restore
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.tags.rules import tag_key
from umbra.tags.service import TagCount, list_tags
from umbra.todos import service


async def tags(database: Database, actor: Actor) -> list[TagCount]:
    async with database.transaction(actor) as tx:
        return await list_tags(tx, actor)


def test_names_that_differ_in_case_and_accents_are_one_tag() -> None:
    assert tag_key("Café") == tag_key("CAFE\u0301") == tag_key("cafe")
    assert tag_key("one two") != tag_key("onetwo")


async def test_tags_are_listed_by_name_with_what_carries_them(
    database: Database, alice: Actor
) -> None:
    await make(database, alice, tags=["Zoo", "art"])
    await make(database, alice, tags=["ART", "école"])
    assert await tags(database, alice) == [
        TagCount("art", 2),
        TagCount("école", 1),
        TagCount("Zoo", 1),
    ]


async def test_a_tag_is_gone_when_nothing_carries_it_and_may_come_back_spelled_anew(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, tags=["Shop"])
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, todo.id, patch(tags=[]))
    assert await tags(database, alice) == []
    await make(database, alice, tags=["SHOP"])
    assert await tags(database, alice) == [TagCount("SHOP", 1)]


async def test_what_is_in_the_trash_keeps_its_tags_but_is_not_counted(
    database: Database, alice: Actor
) -> None:
    gone = await make(database, alice, tags=["a", "b"])
    kept = await make(database, alice, tags=["a"])
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, gone.id)
    assert await tags(database, alice) == [TagCount("a", 1)]
    async with database.transaction(alice) as tx:
        await service.patch_todo(tx, alice, kept.id, patch(tags=[]))
        restored = await restore(tx, alice, gone.id)
    assert restored.tags == ("a", "b")
    assert await tags(database, alice) == [TagCount("a", 1), TagCount("b", 1)]


async def test_the_route_lists_them(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    await make(database, alice, tags=["Shop"])
    answered = await as_alice.get("/api/tags")
    assert (answered.status_code, answered.json()) == (
        200,
        {"items": [{"name": "Shop", "count": 1}]},
    )
