"""Optimistic locking with ETags and `If-Match`."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from umbra.core.errors import InvalidInput
from umbra.web.etags import NO_VERSION, etag, expected_version


@pytest.mark.parametrize(
    ("header", "version"),
    [
        (None, None),
        ("*", None),
        ('"3"', 3),
        (' "3" ', 3),
        ('W/"3"', NO_VERSION),
        ("3", NO_VERSION),
        ('"abc"', NO_VERSION),
        ('"-3"', NO_VERSION),
        ('"9999999999"', NO_VERSION),
        ('"٣"', NO_VERSION),
        ("", NO_VERSION),
    ],
)
def test_an_if_match_header_is_parsed(header: str | None, version: int | None) -> None:
    assert expected_version(header) == version


def test_several_etags_are_refused_with_a_message() -> None:
    with pytest.raises(InvalidInput, match="exactly one ETag"):
        expected_version('"1", "2"')


def test_an_etag_round_trips() -> None:
    assert expected_version(etag(7)) == 7


async def test_a_stale_etag_is_412_and_a_current_or_missing_one_is_accepted(
    as_alice: AsyncClient,
) -> None:
    made = await as_alice.post("/api/todos", json={"title": "Milk"})
    address, first = made.headers["location"], made.headers["etag"]
    second = await as_alice.patch(address, json={"title": "Bread"}, headers={"If-Match": first})
    assert (second.status_code, second.headers["etag"]) == (200, '"2"')
    for method, json in [
        ("PATCH", {"title": "Lost"}),
        ("PUT", {"title": "Lost"}),
        ("DELETE", None),
    ]:
        for tag in (first, 'W/"2"', '"unknown"'):
            stale = await as_alice.request(method, address, json=json, headers={"If-Match": tag})
            assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    stale = await as_alice.patch(f"{address}/toggle", headers={"If-Match": first})
    assert stale.status_code == 412
    assert (await as_alice.get(address)).json()["title"] == "Bread"
    for headers in ({}, {"If-Match": "*"}, {"If-Match": '"4"'}):
        answered = await as_alice.patch(address, json={"title": "Milk"}, headers=headers)
        assert answered.status_code == 200
