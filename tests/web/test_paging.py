"""Keyset pagination over HTTP: cursors as text, and query parameters."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.errors import InvalidInput
from umbra.core.paging import Cursor
from umbra.web.paging import decoded, encoded

keys = st.none() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"))


@given(st.builds(Cursor, st.text(st.characters(codec="ascii")), st.lists(keys).map(tuple)))
def test_a_cursor_round_trips(cursor: Cursor) -> None:
    assert decoded(encoded(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "a",
        "äö",
        "AAAA",
        *(
            base64.urlsafe_b64encode(b).decode()
            for b in (
                b"[]",
                b"{}",
                b"7",
                b"null",
                b"[7]",
                b'["due",[1]]',
                b'["due",1.5]',
                b'["due",true]',
            )
        ),
    ],
)
def test_an_invalid_cursor_is_reported(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decoded(text)
    assert refused.value.errors[0].field == "cursor"


@given(st.text(max_size=60))
def test_decoding_any_text_raises_nothing_but_invalid_input(text: str) -> None:
    with suppress(InvalidInput):
        assert isinstance(decoded(text), Cursor)


async def test_following_next_reads_the_whole_list(as_alice: AsyncClient) -> None:
    for number in range(7):
        await as_alice.post("/api/todos", json={"title": f"{number}", "completed": number > 4})
    seen: list[str] = []
    asked: dict[str, str | int] = {"limit": 3, "sort": "title"}
    while True:
        page = (await as_alice.get("/api/todos", params=asked)).json()
        seen += [todo["title"] for todo in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert seen == ["0", "1", "2", "3", "4", "6", "5"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=5.0", "limit"),
        ("limit=many", "limit"),
        ("limit=", "limit"),
        ("cursor=rubbish", "cursor"),
        ("cursor=" + "a" * 2_001, "cursor"),
        ("colour=red", "colour"),
        ("sort=colour", "sort"),
        ("completed=maybe", "completed"),
        ("due_from=2026-02-30", "due_from"),
        ("due_to=1700000000", "due_to"),
        ("priority=high&priority=urgent", "priority.1"),
        ("category=", "category"),
        ("tag=", "tag"),
        ("q=%00", "q"),
    ],
)
async def test_an_invalid_query_parameter_is_422_at_its_field(
    as_alice: AsyncClient, asked: str, field: str
) -> None:
    answered = await as_alice.get(f"/api/todos?{asked}")
    assert answered.status_code == 422
    assert answered.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answered.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["tags", "settings", "dashboard"])
async def test_a_query_parameter_at_a_route_without_any_is_422(
    as_alice: AsyncClient, path: str
) -> None:
    answered = await as_alice.get(f"/api/{path}?colour=red")
    assert (answered.status_code, answered.json()["errors"]) == (
        422,
        [{"field": "colour", "message": "Is not a known parameter."}],
    )


async def test_a_page_can_have_two_hundred_items(as_alice: AsyncClient) -> None:
    assert (await as_alice.get("/api/todos?limit=200")).status_code == 200
