"""Limits of request bodies: media type, size and JSON syntax."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from umbra.web.bodies import LARGEST_BODY


@pytest.mark.parametrize(
    "body", [b"{", b"", b"nothing", b"\xff\xfe", b"{'title': 1}", b"[" * 100_000]
)
async def test_a_body_that_is_not_json_is_400_or_422(as_alice: AsyncClient, body: bytes) -> None:
    answered = await as_alice.post(
        "/api/todos", content=body, headers={"Content-Type": "application/json"}
    )
    assert answered.status_code == (422 if body == b"" else 400)
    assert answered.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"[]", b"7", b'"text"', b"null", b"NaN", b'{"title": NaN}'])
async def test_json_that_is_not_a_todo_is_422(as_alice: AsyncClient, body: bytes) -> None:
    answered = await as_alice.post(
        "/api/todos", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answered.status_code, answered.json()["type"]) == (422, "/problems/invalid-input")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"]
)
async def test_a_body_of_another_media_type_is_415(as_alice: AsyncClient, kind: str) -> None:
    answered = await as_alice.post(
        "/api/todos", content=b'{"title": "x"}', headers={"Content-Type": kind}
    )
    assert (answered.status_code, answered.json()["type"]) == (
        415,
        "/problems/unsupported-media-type",
    )


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/merge-patch+json", "Application/JSON"]
)
async def test_every_json_media_type_is_accepted(as_alice: AsyncClient, kind: str) -> None:
    answered = await as_alice.post(
        "/api/todos", content=b'{"title": "x"}', headers={"Content-Type": kind}
    )
    assert answered.status_code == 201


async def test_a_body_of_more_than_a_mebibyte_is_413(as_alice: AsyncClient) -> None:
    body = b'{"title": "' + b"a" * LARGEST_BODY + b'"}'
    answered = await as_alice.post(
        "/api/todos", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answered.status_code, answered.json()["type"]) == (413, "/problems/too-large")


async def test_a_body_in_chunks_is_counted_too(as_alice: AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 1_000 + 2):
            yield b" " * 1_000

    answered = await as_alice.post(
        "/api/todos", content=chunks(), headers={"Content-Type": "application/json"}
    )
    assert (answered.status_code, answered.json()["type"]) == (413, "/problems/too-large")


async def test_the_largest_notes_fit(as_alice: AsyncClient) -> None:
    made = await as_alice.post("/api/todos", json={"title": "x", "notes": "🌒" * 20_000})
    assert made.status_code == 201
    assert len(made.json()["notes"]) == 20_000
