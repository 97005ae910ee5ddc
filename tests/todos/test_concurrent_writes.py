"""Many hands on the same todo: nobody overwrites what they have not seen."""

from __future__ import annotations

import asyncio

from tests.todos.helpers import fields, make, patch
from umbra.core.actor import Actor
from umbra.core.errors import StaleVersion
from umbra.database import Database
from umbra.tags.service import TagCount, list_tags
from umbra.todos import service


async def test_of_fifty_edits_at_once_each_accepted_one_saw_the_one_before(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice)

    async def edit(number: int) -> int:
        """Reads, then writes from what it read; 1 where that was accepted."""
        try:
            async with database.transaction(alice) as tx:
                seen = await service.get_todo(tx, alice, todo.id)
            async with database.transaction(alice) as tx:
                change = patch(notes=f"{seen.notes}{number} ")
                await service.patch_todo(tx, alice, todo.id, change, seen.version)
        except StaleVersion:
            return 0
        return 1

    accepted = sum(await asyncio.gather(*(edit(number) for number in range(50))))
    async with database.transaction(alice) as tx:
        last = await service.get_todo(tx, alice, todo.id)
    assert accepted >= 1
    assert last.version - 1 == accepted == len(last.notes.split())


async def test_of_fifty_saves_from_one_version_exactly_one_is_accepted(
    database: Database, alice: Actor
) -> None:
    todo = await make(database, alice, tags=["a"])

    async def save(number: int) -> bool:
        try:
            async with database.transaction(alice) as tx:
                whole = fields(title=f"{number}", tags=[f"{number}"])
                await service.replace_todo(tx, alice, todo.id, whole, 1)
        except StaleVersion:
            return False
        return True

    saved = await asyncio.gather(*(save(number) for number in range(50)))
    assert saved.count(True) == 1
    async with database.transaction(alice) as tx:
        last = await service.get_todo(tx, alice, todo.id)
        assert await list_tags(tx, alice) == [TagCount(last.title, 1)]
    assert (last.title, last.version) == (str(saved.index(True)), 2)


async def test_every_toggle_counts_when_many_come_at_once(database: Database, alice: Actor) -> None:
    todo = await make(database, alice)

    async def toggle() -> None:
        async with database.transaction(alice) as tx:
            await service.toggle_todo(tx, alice, todo.id)

    await asyncio.gather(*(toggle() for _ in range(25)))
    async with database.transaction(alice) as tx:
        last = await service.get_todo(tx, alice, todo.id)
    assert (last.version, last.completed) == (26, True)


async def test_tags_taken_away_and_given_at_once_are_neither_lost_nor_left_behind(
    database: Database, alice: Actor
) -> None:
    todos = [await make(database, alice, tags=["shared"]) for _ in range(6)]

    async def retag(number: int) -> None:
        todo = todos[number % len(todos)]
        async with database.transaction(alice) as tx:
            names = ["shared"] if number % 2 else []
            await service.patch_todo(tx, alice, todo.id, patch(tags=names))

    await asyncio.gather(*(retag(number) for number in range(48)))
    async with database.transaction(alice) as tx:
        carrying = [
            todo.id
            for todo in todos
            if (await service.get_todo(tx, alice, todo.id)).tags == ("shared",)
        ]
        counted = await list_tags(tx, alice)
    assert counted == ([TagCount("shared", len(carrying))] if carrying else [])
