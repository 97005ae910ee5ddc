"""Deleting for good: one item, everything, a kind, and what is in the trash for 30 days."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from tests.conftest import FrozenClock
from umbra.accounts import cleanup
from umbra.accounts.cleanup import clean_up
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.kinds import KINDS
from umbra.trash import service

TABLES = {"todo": "todos", "location": "locations"}


async def throw_away(
    client: AsyncClient, title: str, kind: str = "todo", tags: tuple[str, ...] = ()
) -> str:
    item_id = await keep(client, title, kind, tags)
    assert (await client.delete(f"/api/{TABLES[kind]}/{item_id}")).status_code == 204
    return item_id


async def keep(
    client: AsyncClient, title: str, kind: str = "todo", tags: tuple[str, ...] = ()
) -> str:
    name = {"todo": "title", "location": "name"}[kind]
    fields = {name: title, "tags": list(tags)}
    return (await client.post(f"/api/{TABLES[kind]}", json=fields)).json()["id"]


async def titles(client: AsyncClient, query: str = "") -> list[str]:
    return [row["title"] for row in (await client.get(f"/api/trash{query}")).json()["items"]]


async def stored(database: Database, table: str = "todos") -> int:
    async with database.engine.connect() as connection:
        return await connection.scalar(text(f"SELECT count(*) FROM {table}"))


async def throw_away_earlier(
    client: AsyncClient, database: Database, kind: str = "todo", *tags: str, **ago: float
) -> str:
    """An item that was deleted so long `ago`: the clock can't be moved, or the session expires."""
    item_id = await throw_away(client, "old", kind, tags)
    earlier = text(f"UPDATE {TABLES[kind]} SET deleted_at = deleted_at - :ago WHERE id = :id")
    async with database.engine.begin() as connection:
        await connection.execute(earlier, {"ago": timedelta(**ago), "id": item_id})
    return item_id


async def test_a_kind_narrows_the_list_page_by_page(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    for title, kind in [("a", "todo"), ("b", "location"), ("c", "todo"), ("d", "location")]:
        clock.advance(minutes=1)
        await throw_away(as_alice, title, kind)
    assert await titles(as_alice) == ["d", "c", "b", "a"]
    assert await titles(as_alice, "?kind=location") == ["d", "b"]
    first = (await as_alice.get("/api/trash?kind=todo&limit=1")).json()
    assert await titles(as_alice, f"?kind=todo&cursor={first['next']}") == ["a"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(("query", "field"), [("kind=song", "kind"), ("sort=x", "sort")])
async def test_an_unknown_kind_or_parameter_is_told_at_its_field(
    as_alice: AsyncClient, method: str, query: str, field: str
) -> None:
    await throw_away(as_alice, "a")
    answered = await as_alice.request(method, f"/api/trash?{query}")
    assert answered.status_code == 422
    assert [error["field"] for error in answered.json()["errors"]] == [field]
    assert await titles(as_alice) == ["a"]


async def test_an_item_deleted_for_good_can_neither_be_listed_nor_restored(
    as_alice: AsyncClient, database: Database
) -> None:
    gone, kept = [await throw_away(as_alice, title) for title in ("a", "b")]
    assert (await as_alice.delete(f"/api/trash/{gone}")).status_code == 204
    assert await titles(as_alice) == ["b"]
    assert (await as_alice.post(f"/api/trash/{gone}/restore")).status_code == 404
    assert (await as_alice.delete(f"/api/trash/{gone}")).status_code == 404
    assert await stored(database) == 1
    assert (await as_alice.post(f"/api/trash/{kept}/restore")).status_code == 200


async def test_only_what_is_in_the_trash_can_be_deleted_for_good(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database
) -> None:
    foreign = await throw_away(as_bob, "theirs")
    expired = await throw_away_earlier(as_alice, database, days=30)
    for item_id in (await keep(as_alice, "kept"), foreign, expired, str(uuid4())):
        assert (await as_alice.delete(f"/api/trash/{item_id}")).status_code == 404
    assert await stored(database) == 3


async def test_a_stale_version_is_not_deleted_for_good(as_alice: AsyncClient) -> None:
    item_id = await throw_away(as_alice, "a")
    address = f"/api/trash/{item_id}"
    assert (await as_alice.delete(address, headers={"If-Match": '"1"'})).status_code == 412
    assert await titles(as_alice) == ["a"]
    assert (await as_alice.delete(address, headers={"If-Match": '"2"'})).status_code == 204


async def test_tags_that_no_other_item_has_go_with_the_item(
    as_alice: AsyncClient, database: Database
) -> None:
    item_id = await throw_away(as_alice, "a", tags=("alone", "shared", "in the trash"))
    await throw_away(as_alice, "b", "location", tags=("in the trash",))
    await keep(as_alice, "c", "location", tags=("shared",))
    assert (await as_alice.delete(f"/api/trash/{item_id}")).status_code == 204
    async with database.engine.connect() as connection:
        names = (await connection.execute(text("SELECT name FROM tags"))).scalars().all()
    assert set(names) == {"shared", "in the trash"}
    assert await stored(database, "todo_tags") == 0


async def test_emptying_deletes_the_whole_trash_of_one_owner(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database
) -> None:
    await throw_away(as_bob, "theirs")
    await keep(as_alice, "kept")
    await throw_away(as_alice, "a", tags=("x",))
    await throw_away(as_alice, "b", "location")
    assert (await as_alice.delete("/api/trash")).status_code == 204
    assert await titles(as_alice) == []
    assert await titles(as_bob) == ["theirs"]
    assert await stored(database) == 2
    assert [await stored(database, table) for table in ("locations", "tags")] == [0, 0]


async def test_emptying_by_kind_leaves_the_other_kinds(as_alice: AsyncClient) -> None:
    await throw_away(as_alice, "a")
    await throw_away(as_alice, "b", "location")
    assert (await as_alice.delete("/api/trash?kind=todo")).status_code == 204
    assert await titles(as_alice) == ["b"]


async def test_emptying_sends_one_delete_for_each_kind(
    as_alice: AsyncClient, statements: list[str]
) -> None:
    for title in ("a", "b", "c"):
        await throw_away(as_alice, title)
    statements.clear()
    await as_alice.delete("/api/trash")
    deletes = [each.split()[2] for each in statements if each.startswith("DELETE FROM")]
    assert deletes == [*(kind.table.name for kind in KINDS), "tags"]


async def test_items_are_counted_by_kind(
    as_alice: AsyncClient, alice: Actor, database: Database
) -> None:
    await throw_away_earlier(as_alice, database, days=30)
    for kind in ("todo", "todo", "location"):
        await throw_away(as_alice, "a", kind)
    async with database.transaction(alice) as tx:
        assert await service.count_trash(tx, alice) == {"todo": 2, "location": 1}


@pytest.mark.parametrize("kind", TABLES)
async def test_many_are_not_restored_once_one_of_them_is_too_old(
    as_alice: AsyncClient, database: Database, kind: str
) -> None:
    old = await throw_away_earlier(as_alice, database, kind, days=30)
    young = await throw_away(as_alice, "young", kind)
    act = {"kind": kind, "ids": [young, old], "action": "restore"}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 404
    assert await titles(as_alice) == ["young"]
    assert (await as_alice.post("/api/bulk", json={**act, "ids": [young]})).status_code == 200


@pytest.mark.parametrize("kind", TABLES)
async def test_cleanup_deletes_what_every_owner_deleted_thirty_days_ago(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database, clock: FrozenClock, kind: str
) -> None:
    await keep(as_alice, "kept", kind, tags=("kept",))
    for client in (as_alice, as_bob):
        await throw_away_earlier(client, database, kind, "old", "kept", days=30, seconds=-1)
    await throw_away(as_alice, "young", kind)
    await clean_up()
    assert await stored(database, TABLES[kind]) == 4
    clock.advance(seconds=1)
    await clean_up()
    assert await stored(database, TABLES[kind]) == 2
    assert await titles(as_alice) == ["young"]
    assert await stored(database, "tags") == 1


async def test_an_error_for_one_owner_takes_back_what_was_deleted_of_that_owner_alone(
    as_alice: AsyncClient,
    as_bob: AsyncClient,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for client in (as_alice, as_bob):
        await throw_away_earlier(client, database, days=30)
    done: list[object] = []

    async def fail_at_the_second(*_: object) -> None:
        done.append(_)
        if len(done) == 2:
            raise RuntimeError

    hooks = [*cleanup.of_each_owner, fail_at_the_second]
    monkeypatch.setattr(cleanup, "of_each_owner", hooks)
    with pytest.raises(RuntimeError):
        await clean_up()
    assert await stored(database) == 1
