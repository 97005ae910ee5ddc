"""The idempotency key: a repeated POST gets the stored response."""

from __future__ import annotations

import asyncio

import pytest
from httpx import AsyncClient, Response

from tests.conftest import FrozenClock
from umbra.core.actor import Actor


async def create(client: AsyncClient, key: str | None, title: str = "Milk") -> Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await client.post("/api/todos", json={"title": title}, headers=headers)


async def count(client: AsyncClient) -> int:
    return len((await client.get("/api/todos")).json()["items"])


async def test_a_repeated_request_with_the_same_key_is_processed_once(
    as_alice: AsyncClient,
) -> None:
    first, again = [await create(as_alice, "k1") for _ in range(2)]
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    for header in ("location", "etag", "content-type"):
        assert first.headers[header] == again.headers[header]
    assert await count(as_alice) == 1


async def test_a_request_without_a_key_or_with_another_key_is_processed_again(
    as_alice: AsyncClient,
) -> None:
    for key in (None, None, "k1", "k2"):
        assert (await create(as_alice, key)).status_code == 201
    assert await count(as_alice) == 4


async def test_the_same_key_with_another_request_is_409(as_alice: AsyncClient) -> None:
    await create(as_alice, "k1")
    other = await create(as_alice, "k1", title="Bread")
    assert (other.status_code, other.json()["errors"][0]["field"]) == (409, "Idempotency-Key")
    other_route = await as_alice.post(
        "/api/bulk",
        json={"kind": "todo", "ids": [], "action": "complete"},
        headers={"Idempotency-Key": "k1"},
    )
    assert other_route.status_code == 409
    assert await count(as_alice) == 1


async def test_idempotency_keys_belong_to_one_account(
    as_alice: AsyncClient, as_bob: AsyncClient
) -> None:
    ids = {(await create(client, "k1")).json()["id"] for client in (as_alice, as_bob)}
    assert len(ids) == 2


async def test_an_idempotency_key_expires_after_a_day(
    as_alice: AsyncClient, clock: FrozenClock
) -> None:
    await create(as_alice, "k1")
    clock.advance(hours=24, seconds=-1)
    await create(as_alice, "k1")
    assert await count(as_alice) == 1
    clock.advance(seconds=1)
    assert (await create(as_alice, "k1", title="Bread")).status_code == 201
    assert await count(as_alice) == 2


async def test_a_failed_request_can_be_repeated_with_its_key(as_alice: AsyncClient) -> None:
    todo = (await create(as_alice, None)).json()
    act = {"kind": "todo", "ids": [todo["id"]], "action": "restore"}
    headers = {"Idempotency-Key": "k1"}
    assert (await as_alice.post("/api/bulk", json=act, headers=headers)).status_code == 404
    await as_alice.delete(f"/api/todos/{todo['id']}")
    assert (await as_alice.post("/api/bulk", json=act, headers=headers)).status_code == 200
    assert (await as_alice.post("/api/bulk", json=act, headers=headers)).status_code == 200
    assert await count(as_alice) == 1


async def test_twenty_concurrent_requests_with_one_key_are_processed_once(
    as_alice: AsyncClient,
) -> None:
    answers = await asyncio.gather(*(create(as_alice, "k1") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await count(as_alice) == 1


@pytest.mark.parametrize("key", ["", "a" * 256, "a b", "ä", "a\tb"])
async def test_an_invalid_idempotency_key_is_reported_at_its_field(
    as_alice: AsyncClient, alice: Actor, key: str
) -> None:
    answered = await as_alice.post(
        "/api/todos", json={"title": "x"}, headers={b"Idempotency-Key": key.encode()}
    )
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["field"].lower() == "idempotency-key"
