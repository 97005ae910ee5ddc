"""Another owner's todo is answered exactly as one that is not there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from tests.todos.helpers import fields, make, patch, restore, titles
from umbra.core.actor import Actor
from umbra.core.errors import UmbraError
from umbra.core.ids import new_id
from umbra.database import Database, Transaction
from umbra.tags.service import list_tags
from umbra.todos import service
from umbra.todos.service import SectionCounts, TodoFilter

Act = Callable[[Transaction, Actor, UUID], Awaitable[object]]

ACTS: dict[str, Act] = {
    "get": service.get_todo,
    "replace": lambda tx, actor, id_: service.replace_todo(tx, actor, id_, fields(tags=["x"])),
    "replace a version": lambda tx, actor, id_: service.replace_todo(tx, actor, id_, fields(), 1),
    "patch": lambda tx, actor, id_: service.patch_todo(tx, actor, id_, patch(title="x")),
    "patch tags": lambda tx, actor, id_: service.patch_todo(tx, actor, id_, patch(tags=["x"])),
    "patch a time": lambda tx, actor, id_: service.patch_todo(
        tx, actor, id_, patch(due_time="09:30"), 1
    ),
    "patch nothing": lambda tx, actor, id_: service.patch_todo(tx, actor, id_, patch(), 1),
    "move": lambda tx, actor, id_: service.patch_todo(tx, actor, id_, patch(before=new_id())),
    "toggle": service.toggle_todo,
    "toggle a version": lambda tx, actor, id_: service.toggle_todo(tx, actor, id_, True, 1),
    "skip": service.skip_todo,
    "revert": lambda tx, actor, id_: service.revert_todo(tx, actor, id_, {"title": "x"}, 1),
    "delete": service.delete_todo,
    "delete a version": lambda tx, actor, id_: service.delete_todo(tx, actor, id_, 1),
    "restore": restore,
    "complete many": lambda tx, actor, id_: service.bulk_todos(tx, actor, [id_], "complete"),
    "delete many": lambda tx, actor, id_: service.bulk_todos(tx, actor, [id_], "delete"),
    "restore many": lambda tx, actor, id_: service.bulk_todos(tx, actor, [id_], "restore"),
    "patch many": lambda tx, actor, id_: service.bulk_todos(
        tx, actor, [id_], "patch", patch(tags=["x"])
    ),
}


def test_every_act_that_takes_an_id_is_tried_here() -> None:
    tried = {
        name
        for act in ACTS.values()
        for name in (*act.__code__.co_names, getattr(act, "__name__", ""))
    }
    takes_an_id = {
        name
        for name in service.__all__
        if {"todo_id", "ids"} & set(getattr(getattr(service, name), "__annotations__", {}))
    }
    assert takes_an_id - {"rows_by_id"} <= tried


async def refusal(database: Database, actor: Actor, act: Act, item_id: UUID) -> tuple[type, str]:
    with pytest.raises(UmbraError) as refused:
        async with database.transaction(actor) as tx:
            await act(tx, actor, item_id)
    return type(refused.value), refused.value.detail


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
async def test_a_foreign_id_is_answered_like_a_missing_one_and_nothing_happens(
    database: Database, alice: Actor, bob: Actor, act: Act
) -> None:
    live = await make(database, alice, title="Alice's own", tags=["private"])
    deleted = await make(database, alice, title="Thrown away")
    async with database.transaction(alice) as tx:
        await service.delete_todo(tx, alice, deleted.id)
    missing = await refusal(database, bob, act, new_id())
    for todo in (live, deleted):
        assert await refusal(database, bob, act, todo.id) == missing
    async with database.transaction(alice) as tx:
        assert await service.get_todo(tx, alice, live.id) == live
        assert (await restore(tx, alice, deleted.id)).version == 3
    async with database.transaction(bob) as tx:
        assert await list_tags(tx, bob) == []


async def test_lists_counts_tags_and_searches_show_ones_own_alone(
    database: Database, alice: Actor, bob: Actor
) -> None:
    await make(database, alice, title="Alice's own", tags=["private"])
    await make(database, bob, title="Bob's own", tags=["Private"])
    assert await titles(database, bob) == ["Bob's own"]
    assert await titles(database, bob, TodoFilter(text="own")) == ["Bob's own"]
    assert await titles(database, bob, TodoFilter(tag="private")) == ["Bob's own"]
    async with database.transaction(bob) as tx:
        assert [tag.name for tag in await list_tags(tx, bob)] == ["Private"]
        counted = await service.counts(tx, bob, TodoFilter(), database.clock.now().date())
    assert counted == SectionCounts(someday=1)


async def test_of_ids_asked_for_together_a_foreign_one_is_left_out_like_a_missing_one(
    database: Database, alice: Actor, bob: Actor
) -> None:
    foreign, own = await make(database, alice), await make(database, bob)
    async with database.transaction(bob) as tx:
        ids = [foreign.id, own.id, new_id()]
        assert await service.rows_by_id(tx, bob, ids, TodoFilter()) == [own]


async def test_moving_a_todo_next_to_a_foreign_one_is_like_next_to_a_missing_one(
    database: Database, alice: Actor, bob: Actor
) -> None:
    foreign, own = await make(database, alice), await make(database, bob)

    def beside(neighbour: UUID) -> Act:
        return lambda tx, actor, id_: service.patch_todo(tx, actor, id_, patch(after=neighbour))

    assert await refusal(database, bob, beside(foreign.id), own.id) == await refusal(
        database, bob, beside(new_id()), own.id
    )
