"""The API's description, and the pages to try it on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from umbra.accounts.access.route_auth import PUBLIC_ROUTES
from umbra.locations.fields import LocationFields, LocationFilterFields
from umbra.locations.fields import Sort as LocationSort
from umbra.todos.service import Sort, TodoFields, TodoFilterFields
from umbra.umbra import api

ADDRESSES = re.compile(r"(?:src|href)=\"([^\"]+)\"")
FILES = {"/api/admin/audit/export": ["text/csv", "application/jsonl"]}
"""Routes that answer with something else than JSON, and with what."""


@pytest.fixture
async def stranger() -> AsyncIterator[AsyncClient]:
    async with AsyncClient(
        transport=ASGITransport(app=api), base_url="http://localhost:8000"
    ) as client:
        yield client


async def test_the_description_is_openapi_3_1_and_for_everybody(stranger: AsyncClient) -> None:
    described = (await stranger.get("/api/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {"session", "own_request", "token"} == set(described["components"]["securitySchemes"])


def operations() -> list[tuple[str, str, dict[str, dict[str, object]]]]:
    return [
        (method.upper(), path, operation["responses"])
        for path, methods in api.openapi()["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.parametrize(
    ("method", "path", "responses"), [pytest.param(*o, id=f"{o[0]} {o[1]}") for o in operations()]
)
def test_every_route_says_what_it_answers_and_refuses_with(
    method: str, path: str, responses: dict[str, dict[str, object]]
) -> None:
    successes = {status for status in responses if status.startswith("2")}
    assert successes
    for success in successes - {"204"}:
        content = responses[success]["content"]
        assert isinstance(content, dict)
        assert list(content) == FILES.get(path, ["application/json"])
        assert all(said["schema"] != {} for said in content.values())
    refusals = responses.keys() - successes
    for status in refusals:
        assert responses[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    if (method, path) not in PUBLIC_ROUTES:
        assert {"401", "423", "422"} <= refusals
    if "_id}" in path:
        assert "404" in refusals
    if method != "GET":
        assert "403" in refusals


async def test_the_pages_come_whole_from_here_and_run_no_inline_script(
    stranger: AsyncClient,
) -> None:
    page = (await stranger.get("/api/docs")).text
    addresses = ADDRESSES.findall(page)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/api/docs/")
        fetched = await stranger.get(address)
        assert fetched.status_code == 200
        assert fetched.headers["content-type"].startswith(("text/javascript", "text/css"))
        assert len(fetched.content) > 100
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert "style=" not in page
    assert "onload" not in page


async def test_the_pages_parts_travel_packed(stranger: AsyncClient) -> None:
    name = "/api/docs/swagger-ui-bundle.js"
    packed = await stranger.get(name, headers={"Accept-Encoding": "gzip"})
    plain = await stranger.get(name, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.parametrize("name", ["other.js", "..%2Fproblems.py", "%2Fetc%2Fpasswd", "__init__.py"])
async def test_nothing_else_is_served_from_there(stranger: AsyncClient, name: str) -> None:
    answered = await stranger.get(f"/api/docs/{name}")
    assert (answered.status_code, answered.json()["type"]) == (404, "/problems/not-found")


ROW = re.compile(r"^\| ((?:`[A-Z]+` ?)+)\| `([^`]+)` \|", re.MULTILINE)
ROUTES = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_document_lists_every_route_there_is_and_no_other() -> None:
    listed = {
        (method, path)
        for methods, path in re.findall(
            r"^\| ((?:`[A-Z]+` ?)+)\| `([^`]+)` \|", ROUTES.read_text(), re.M
        )
        for method in re.findall(r"[A-Z]+", methods)
    }
    assert listed == {(method, path) for method, path, _ in operations()}


@pytest.mark.parametrize(
    ("heading", "fields", "filters", "sorts"),
    [
        ("Todos", TodoFields, TodoFilterFields, Sort),
        ("Locations", LocationFields, LocationFilterFields, LocationSort),
    ],
)
def test_the_document_names_every_field_filter_and_order_of_a_kind(
    heading: str, fields: type[BaseModel], filters: type[BaseModel], sorts: Any
) -> None:
    text = ROUTES.read_text().split(f"### {heading}")[1].split("\n### ")[0]
    for name in (*fields.model_fields, *filters.model_fields, *get_args(sorts)):
        assert f"`{name}`" in text, name
