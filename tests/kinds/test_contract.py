"""What every kind of item does alike: the contract of its routes, its list, its trash."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.conftest import FrozenClock
from tests.kinds.kit import KITS, Kit
from tests.live.test_changes_are_delivered import running_listener
from tests.todos.test_windows import executed, plan_of
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.database import Database
from umbra.items import reading, writing
from umbra.items.filtering import EVERYTHING, matching
from umbra.kinds import KINDS
from umbra.live.changes import ItemChange
from umbra.tables import WALLED
from umbra.trash import service as trash

pytestmark = pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)


@pytest.fixture(autouse=True)
async def _prepared(database: Database, alice: Actor, bob: Actor, kit: Kit) -> None:
    for owner in (alice, bob):
        await kit.prepare(database, owner)


async def create(client: AsyncClient, kit: Kit, title: str = "Milk", **fields: Any) -> Any:
    answered = await client.post(f"/api/{kit.path}", json=kit.least(title, **fields))
    assert answered.status_code == 201, answered.text
    return answered.json()


async def titles(client: AsyncClient, kit: Kit, query: str = "") -> list[str]:
    answered = await client.get(f"/api/{kit.path}?{query}")
    assert answered.status_code == 200, answered.text
    return [item[kit.title] for item in answered.json()["items"]]


def fields_of(answered: Response) -> list[str]:
    assert answered.status_code == 422, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    return [error["field"] for error in answered.json()["errors"]]


async def test_an_item_is_created_read_listed_and_put_back_as_read(
    as_alice: AsyncClient, kit: Kit
) -> None:
    made = await as_alice.post(f"/api/{kit.path}", json=kit.whole)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    item = made.json()
    assert {name: item[name] for name in kit.whole} == kit.whole
    assert made.headers["location"] == f"/api/{kit.path}/{item['id']}"
    read = await as_alice.get(made.headers["location"])
    assert (read.json(), read.headers["etag"]) == (item, '"1"')
    assert read.headers["cache-control"] == "no-store"
    assert (await as_alice.get(f"/api/{kit.path}")).json() == {"items": [item], "next": None}
    put = await as_alice.put(made.headers["location"], json=item)
    assert put.json() == {**item, "version": 2}


async def test_a_put_sets_what_is_left_out_to_its_default(as_alice: AsyncClient, kit: Kit) -> None:
    item = (await as_alice.post(f"/api/{kit.path}", json=kit.whole)).json()
    bare = await create(as_alice, kit, "Bare")
    put = (await as_alice.put(f"/api/{kit.path}/{item['id']}", json=kit.least("Bare"))).json()
    own = {"id", "uid", "version", "position", "created_at", "updated_at"}
    assert {k: v for k, v in put.items() if k not in own} == {
        k: v for k, v in bare.items() if k not in own
    }


async def test_a_patch_changes_what_it_names(as_alice: AsyncClient, kit: Kit) -> None:
    item = (await as_alice.post(f"/api/{kit.path}", json=kit.whole)).json()
    patched = await as_alice.patch(f"/api/{kit.path}/{item['id']}", json=kit.patch)
    assert patched.json() == {**item, **kit.patch, "version": 2}
    assert patched.headers["etag"] == '"2"'


async def test_an_older_version_is_refused_and_writes_nothing(
    as_alice: AsyncClient, kit: Kit
) -> None:
    item = await create(as_alice, kit)
    address = f"/api/{kit.path}/{item['id']}"
    stale = {"If-Match": '"7"'}
    for method, body in (("PUT", kit.whole), ("PATCH", kit.patch), ("DELETE", None)):
        answered = await as_alice.request(method, address, json=body, headers=stale)
        assert answered.status_code == 412, method
    assert (await as_alice.get(address)).json() == item


async def test_a_post_sent_again_with_its_key_is_done_once(as_alice: AsyncClient, kit: Kit) -> None:
    key = {"Idempotency-Key": "one"}
    first = await as_alice.post(f"/api/{kit.path}", json=kit.whole, headers=key)
    second = await as_alice.post(f"/api/{kit.path}", json=kit.whole, headers=key)
    assert (second.status_code, second.json()) == (201, first.json())
    other = await as_alice.post(f"/api/{kit.path}", json=kit.least("x"), headers=key)
    assert other.status_code == 409
    assert len(await titles(as_alice, kit)) == 1


async def test_bad_input_is_told_at_its_field_and_writes_nothing(
    as_alice: AsyncClient, kit: Kit
) -> None:
    common = [
        ({kit.title: ""}, kit.title),
        ({kit.title: "\u200b"}, kit.title),
        ({kit.title: "a" * 501}, kit.title),
        ({kit.title: "a\x00"}, kit.title),
        ({"tags": [None]}, "tags.0"),
        ({"notes": ["a"]}, "notes"),
        ({"owner_id": str(uuid4())}, "owner_id"),
    ]
    for body, name in [*common, *kit.bad]:
        sent = kit.least("x") | body
        for method, path in (("POST", kit.path), ("PUT", f"{kit.path}/{uuid4()}")):
            answered = await as_alice.request(method, f"/api/{path}", json=sent)
            assert fields_of(answered) == [name], body
    assert await titles(as_alice, kit) == []


async def test_every_order_is_walked_both_ways_meeting_each_once(
    as_alice: AsyncClient, database: Database, alice: Actor, clock: FrozenClock, kit: Kit
) -> None:
    for number in range(9):
        clock.advance(seconds=number % 2)
        await create(as_alice, kit, ["apple", "Äpfel", "pear"][number % 3])
    async with database.transaction(alice) as tx:
        for sort in kit.sorts:
            window = await reading.window(tx, alice, kit.kind, EVERYTHING, sort, limit=200)
            expected = [row.id for row in window.rows]
            assert len(expected) == 9
            for limit in (1, 4, 200):
                assert await _walk(tx, alice, kit, sort, limit) == expected
                assert await _walk_back(tx, alice, kit, sort, limit) == expected


async def _walk(tx: Any, actor: Actor, kit: Kit, sort: str, limit: int) -> list[Any]:
    window = await reading.window(tx, actor, kit.kind, EVERYTHING, sort, limit=limit)
    rows = list(window.rows)
    while window.has_after:
        after = reading.cursor_of(kit.kind, rows[-1], sort)
        window = await reading.window(
            tx, actor, kit.kind, EVERYTHING, sort, after=after, limit=limit
        )
        rows += window.rows
    return [row.id for row in rows]


async def _walk_back(tx: Any, actor: Actor, kit: Kit, sort: str, limit: int) -> list[Any]:
    window = await reading.window(tx, actor, kit.kind, EVERYTHING, sort, limit=limit, from_end=True)
    rows = list(window.rows)
    while window.has_before:
        before = reading.cursor_of(kit.kind, rows[0], sort)
        window = await reading.window(
            tx, actor, kit.kind, EVERYTHING, sort, before=before, limit=limit
        )
        rows = [*window.rows, *rows]
    return [row.id for row in rows]


async def test_the_place_of_a_row_compares_as_the_database_orders(
    as_alice: AsyncClient, database: Database, alice: Actor, clock: FrozenClock, kit: Kit
) -> None:
    for number in range(9):
        clock.advance(seconds=number % 2)
        await create(as_alice, kit, ["apple", "Äpfel", "pear"][number % 3])
    async with database.transaction(alice) as tx:
        for sort in kit.sorts:
            rows = list(
                (await reading.window(tx, alice, kit.kind, EVERYTHING, sort, limit=200)).rows
            )
            assert sorted(rows, key=lambda row: reading.sort_key(kit.kind, row, sort)) == rows


async def test_a_page_is_read_from_an_index_under_row_level_security(
    as_alice: AsyncClient, database: Database, alice: Actor, kit: Kit
) -> None:
    await create(as_alice, kit)
    async with database.transaction(alice) as tx:
        for other in ("seqscan", "bitmapscan", "sort"):
            await tx.execute(text(f"SET LOCAL enable_{other} = off"))
        for sort, index in kit.sorts.items():
            [row] = (await reading.window(tx, alice, kit.kind, EVERYTHING, sort, limit=1)).rows
            after = reading.cursor_of(kit.kind, row, sort)
            with executed(tx) as statements:
                await reading.window(
                    tx, alice, kit.kind, EVERYTHING, sort, parts=[0], after=after, limit=50
                )
            plan = await plan_of(tx, *statements[0])
            conditions = [line for line in plan.splitlines() if "Index Cond:" in line]
            assert index in plan, plan
            assert any("ROW(" in line for line in conditions), plan


async def test_filters_name_what_they_let_through(as_alice: AsyncClient, kit: Kit) -> None:
    await create(as_alice, kit, "Other")
    for query, fields in [*kit.filters, ("tag=x", {"tags": ["X"]})]:
        item = await create(as_alice, kit, "Wanted", **fields)
        assert await titles(as_alice, kit, query) == ["Wanted"], query
        await as_alice.delete(f"/api/{kit.path}/{item['id']}")
        assert await titles(as_alice, kit, query) == [], query


@pytest.mark.parametrize(
    ("title", "query", "finds"),
    [
        ("Žilina station", "zilina", True),
        ("O\u2019Brien", "O'Brien", True),
        ("C++ meetup", "C++", True),
        ("C meetup", "C++", False),
        ("東京都美術館", "美術", True),
        ("Milk", "mil", True),
        ("Milk", "ilk", False),
        *(
            ("Milk", sign, False)
            for sign in ("'", "a & b", "!", "a:*", "(", "\\", "<->", "%", "'; --")
        ),
    ],
)
async def test_a_search_finds_by_the_beginnings_of_words_and_is_harmless(
    as_alice: AsyncClient, kit: Kit, title: str, query: str, finds: bool
) -> None:
    await create(as_alice, kit, title)
    found = await as_alice.get(f"/api/{kit.path}", params={"q": query})
    assert [item[kit.title] for item in found.json()["items"]] == [title] * finds


async def test_what_is_searched_follows_every_kind_of_write(
    as_alice: AsyncClient, kit: Kit
) -> None:
    item = await create(as_alice, kit, "Milk", notes="oats")
    address = f"/api/{kit.path}/{item['id']}"
    await as_alice.patch(address, json={kit.title: "Bread"})
    assert await titles(as_alice, kit, "q=milk") == []
    assert await titles(as_alice, kit, "q=bread+oats") == ["Bread"]
    act = {"kind": kit.name, "ids": [item["id"]], "action": "patch", "fields": {"notes": "rye"}}
    assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    assert await titles(as_alice, kit, "q=oats") == []
    assert await titles(as_alice, kit, "q=bread+rye") == ["Bread"]
    await as_alice.put(address, json=kit.least("Butter"))
    assert await titles(as_alice, kit, "q=rye") == []
    assert await titles(as_alice, kit, "q=butter") == ["Butter"]


async def test_a_search_uses_its_index(
    as_alice: AsyncClient, database: Database, alice: Actor, kit: Kit
) -> None:
    for number in range(30):
        await create(as_alice, kit, f"Number {number}")
    async with database.engine.connect() as connection:
        await connection.execute(text("SET enable_seqscan = off"))
        query = f"SELECT id FROM {kit.kind.table.name} WHERE words @@ '29'::tsquery"
        plan = (await connection.execute(text(f"EXPLAIN {query}"))).scalars().all()
    assert any(f"ix_{kit.kind.table.name}_words" in line for line in plan), plan
    async with database.transaction(alice) as tx:
        found = await matching(tx, kit.kind, "29")
        sort = next(iter(kit.sorts))
        [row] = (await reading.window(tx, alice, kit.kind, found, sort, limit=5)).rows
    assert getattr(row, kit.title) == "Number 29"


async def test_a_deleted_item_is_in_the_trash_for_thirty_days(
    as_alice: AsyncClient, database: Database, alice: Actor, clock: FrozenClock, kit: Kit
) -> None:
    item = await create(as_alice, kit, tags=["a"])
    address = f"/api/{kit.path}/{item['id']}"
    deleted = await as_alice.delete(address)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await as_alice.get(address)).status_code == 404
    assert (await as_alice.delete(address)).status_code == 404
    [trashed] = (await as_alice.get("/api/trash")).json()["items"]
    assert (trashed["kind"], trashed["title"]) == (kit.name, "Milk")
    restored = await as_alice.post(f"/api/trash/{item['id']}/restore")
    assert restored.json() == {"kind": kit.name, "id": item["id"], "version": 3, "title": "Milk"}
    assert (await as_alice.get(address)).json()["tags"] == ["a"]
    await as_alice.delete(address)
    clock.advance(days=30)
    async with database.transaction(alice) as tx:
        assert (await trash.list_trash(tx, alice, limit=9)).rows == []
        with pytest.raises(NotFound):
            await trash.restore(tx, alice, UUID(item["id"]))


async def test_many_are_changed_all_or_none(
    as_alice: AsyncClient, as_bob: AsyncClient, kit: Kit
) -> None:
    ids = [(await create(as_alice, kit))["id"] for _ in range(3)]
    act = {"kind": kit.name, "ids": ids, "action": "patch", "fields": {"tags": ["x"]}}
    answered = await as_alice.post("/api/bulk", json=act)
    assert {one["id"]: one["version"] for one in answered.json()["items"]} == dict.fromkeys(ids, 2)
    assert (await as_alice.get("/api/tags")).json()["items"] == [{"name": "x", "count": 3}]
    answers = []
    for other in (str(uuid4()), (await create(as_bob, kit))["id"]):
        act = {"kind": kit.name, "ids": [ids[0], other], "action": "delete"}
        answered = await as_alice.post("/api/bulk", json=act)
        answers.append((answered.status_code, answered.content))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert len(await titles(as_alice, kit)) == 3
    for action in ("delete", "restore"):
        act = {"kind": kit.name, "ids": ids, "action": action}
        assert (await as_alice.post("/api/bulk", json=act)).status_code == 200
    assert len(await titles(as_alice, kit)) == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ids": []}, "ids"),
        ({"ids": [str(uuid4())] * 7 + ["x"]}, "ids.7"),
        ({"ids": [str(uuid4()) for _ in range(501)]}, "ids"),
        ({"action": "explode"}, "action"),
        ({"action": "patch"}, "fields"),
        ({"action": "patch", "fields": {"colours": "red"}}, "fields.colours"),
        ({"more": 1}, "more"),
    ],
)
async def test_bad_input_to_bulk_is_told_at_its_field(
    as_alice: AsyncClient, kit: Kit, change: dict[str, Any], field: str
) -> None:
    act = {"kind": kit.name, "ids": [str(uuid4())], "action": "delete", **change}
    assert fields_of(await as_alice.post("/api/bulk", json=act)) == [field]


async def test_every_write_is_announced_with_its_version(
    as_alice: AsyncClient, database: Database, alice: Actor, kit: Kit
) -> None:
    async with running_listener(database) as (heard, _):
        item = await create(as_alice, kit)
        address = f"/api/{kit.path}/{item['id']}"
        await as_alice.patch(address, json=kit.patch)
        await as_alice.delete(address)
        for version in (1, 2, 3):
            assert await heard.get() == ItemChange(alice.owner_id, kit.name, item["id"], version)


async def test_a_write_costs_one_statement_and_a_list_one(
    as_alice: AsyncClient, statements: list[str], kit: Kit
) -> None:
    item = await create(as_alice, kit)
    statements.clear()
    await as_alice.patch(f"/api/{kit.path}/{item['id']}", json=kit.patch)
    writes = [one for one in statements if one.startswith("UPDATE")]
    assert len(writes) == 1
    assert len(statements) <= 4, statements
    statements.clear()
    await as_alice.get(f"/api/{kit.path}")
    assert len(statements) == 3, statements


async def test_another_owner_s_item_is_as_one_that_is_not_there(
    as_alice: AsyncClient, database: Database, alice: Actor, bob: Actor, kit: Kit
) -> None:
    item = await create(as_alice, kit)
    ids = [item["id"], str(uuid4())]
    async with database.transaction(bob) as tx:
        assert await reading.by_ids(tx, bob, kit.kind, ids) == []
        for item_id in ids:
            for act in (
                reading.get(tx, bob, kit.kind, item_id),
                writing.change(tx, bob, kit.kind, item_id, {"notes": "x"}),
                writing.delete(tx, bob, kit.kind, item_id),
            ):
                with pytest.raises(NotFound):
                    await act
    assert (await as_alice.get(f"/api/{kit.path}/{item['id']}")).json() == item


async def test_a_kind_is_registered_with_its_tables_behind_the_owner_wall(kit: Kit) -> None:
    assert kit.kind in KINDS, f"umbra/kinds.py does not list {kit.name}"
    assert kit.kind.table.name in WALLED
    assert kit.kind.tags is not None
    assert kit.kind.tags.table.name in WALLED
