"""The OpenAPI document, Swagger UI and docs/api.md."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from umbra.accounts.access.route_auth import PUBLIC_ROUTES
from umbra.events.fields import EventFields, EventFilterFields
from umbra.events.fields import Sort as EventSort
from umbra.locations.fields import LocationFields, LocationFilterFields
from umbra.locations.fields import NearbySort as LocationSort
from umbra.people.fields import PersonFields, PersonFilterFields
from umbra.people.fields import Sort as PersonSort
from umbra.projects.fields import ProjectFields, ProjectFilterFields
from umbra.projects.fields import Sort as ProjectSort
from umbra.projects.tasks.fields import Sort as TaskSort
from umbra.projects.tasks.fields import TaskFields, TaskFilterFields
from umbra.reminders.fields import ReminderFields, ReminderFilterFields
from umbra.reminders.fields import Sort as ReminderSort
from umbra.todos.service import Sort, TodoFields, TodoFilterFields
from umbra.umbra import api

ADDRESSES = re.compile(r"(?:src|href)=\"([^\"]+)\"")
FILES = {
    ("GET", "/api/admin/audit/export"): ["text/csv", "application/jsonl"],
    ("GET", "/api/people/{person_id}/photo"): ["image/jpeg"],
    ("GET", "/api/people/{person_id}.vcf"): ["text/vcard"],
    ("GET", "/api/events/{event_id}.ics"): ["text/calendar"],
}
"""Routes with responses other than JSON, and their media types."""


@pytest.fixture
async def anonymous() -> AsyncIterator[AsyncClient]:
    """A client without a session."""
    async with AsyncClient(
        transport=ASGITransport(app=api), base_url="http://localhost:8000"
    ) as client:
        yield client


async def test_the_openapi_document_is_version_3_1_and_public(anonymous: AsyncClient) -> None:
    described = (await anonymous.get("/api/openapi.json")).json()
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
def test_every_route_documents_its_responses_and_errors(
    method: str, path: str, responses: dict[str, dict[str, object]]
) -> None:
    successes = {status for status in responses if status.startswith("2")}
    assert successes
    for success in successes - {"204"}:
        content = responses[success]["content"]
        assert isinstance(content, dict)
        assert list(content) == FILES.get((method, path), ["application/json"])
        assert all(media_type["schema"] != {} for media_type in content.values())
    errors = responses.keys() - successes
    for status in errors:
        assert responses[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    if (method, path) not in PUBLIC_ROUTES:
        assert {"401", "423", "422"} <= errors
    if "_id}" in path:
        assert "404" in errors
    if method != "GET":
        assert "403" in errors


async def test_swagger_ui_is_served_locally_and_runs_no_inline_script(
    anonymous: AsyncClient,
) -> None:
    page = (await anonymous.get("/api/docs")).text
    addresses = ADDRESSES.findall(page)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/api/docs/")
        fetched = await anonymous.get(address)
        assert fetched.status_code == 200
        assert fetched.headers["content-type"].startswith(("text/javascript", "text/css"))
        assert len(fetched.content) > 100
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert "style=" not in page
    assert "onload" not in page


async def test_swagger_ui_is_served_compressed(anonymous: AsyncClient) -> None:
    name = "/api/docs/swagger-ui-bundle.js"
    compressed = await anonymous.get(name, headers={"Accept-Encoding": "gzip"})
    plain = await anonymous.get(name, headers={"Accept-Encoding": "identity"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert compressed.content == plain.content
    assert int(compressed.headers["content-length"]) < len(plain.content) / 2


@pytest.mark.parametrize("name", ["other.js", "..%2Fproblems.py", "%2Fetc%2Fpasswd", "__init__.py"])
async def test_no_other_file_is_served_below_api_docs(anonymous: AsyncClient, name: str) -> None:
    answered = await anonymous.get(f"/api/docs/{name}")
    assert (answered.status_code, answered.json()["type"]) == (404, "/problems/not-found")


ROW = re.compile(r"^\| ((?:`[A-Z]+` ?)+)\| `([^`]+)` \|", re.MULTILINE)
"""A row of a table of routes: its methods and its path."""
API_DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_api_document_lists_exactly_the_existing_routes() -> None:
    listed = {
        (method, path)
        for methods, path in ROW.findall(API_DOCUMENT.read_text())
        for method in re.findall(r"[A-Z]+", methods)
    }
    assert listed == {(method, path) for method, path, _ in operations()}


@pytest.mark.parametrize(
    ("heading", "fields", "filters", "sorts"),
    [
        ("Todos", TodoFields, TodoFilterFields, Sort),
        ("Locations", LocationFields, LocationFilterFields, LocationSort),
        ("Events", EventFields, EventFilterFields, EventSort),
        ("People", PersonFields, PersonFilterFields, PersonSort),
        ("Reminders", ReminderFields, ReminderFilterFields, ReminderSort),
        ("Projects", ProjectFields, ProjectFilterFields, ProjectSort),
        ("Tasks", TaskFields, TaskFilterFields, TaskSort),
    ],
)
def test_the_document_names_every_field_filter_and_order_of_a_kind(
    heading: str, fields: type[BaseModel], filters: type[BaseModel], sorts: Any
) -> None:
    text = API_DOCUMENT.read_text().split(f"### {heading}")[1].split("\n### ")[0]
    filtered = [field.alias or name for name, field in filters.model_fields.items()]
    for name in (*fields.model_fields, *filtered, *get_args(sorts)):
        assert f"`{name}`" in text, name
