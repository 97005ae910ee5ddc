"""The API conforms to its OpenAPI document for any input: property-based tests by schemathesis.

The caller is signed in, so that its requests are authorized, and uses existing ids as often as
random ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from copy import deepcopy
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

import pytest
import schemathesis
from httpx import AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text

from tests.accounts.conftest import CHEAPEST
from tests.conftest import caller, make_account, new_database
from tests.property_tests import one_in
from tests.todos.helpers import make
from umbra.accounts.primitives import hashing
from umbra.accounts.primitives.hashing import Hasher
from umbra.database import Database, transaction, use
from umbra.todos import service as todos
from umbra.umbra import api

T = TypeVar("T")
Operation = APIOperation[Any, Any, Any, Any]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
ENDING_THE_SESSION = {
    ("POST", "/api/auth/lock"),
    ("POST", "/api/auth/logout"),
    ("DELETE", "/api/auth/sessions"),
    ("DELETE", "/api/auth/sessions/{session_id}"),
    ("PUT", "/api/admin/policy"),
}
"""Routes that end or lock the session, or, like some policies, require a second factor."""


def without_security(document: dict[str, Any]) -> dict[str, Any]:
    """The document without security schemes: the caller always sends its credentials."""
    document = deepcopy(document)
    del document["components"]["securitySchemes"]
    for methods in document["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return document


def has_input(operation: Operation) -> bool:
    """Whether the operation has parameters or a body that could be invalid."""
    return bool(list(operation.iter_parameters()) or list(operation.body))


SCHEMA = schemathesis.openapi.from_dict(without_security(api.openapi()))
OPERATIONS = [
    result.ok()
    for result in SCHEMA.get_all_operations()
    if isinstance(result, Ok)
    and (result.ok().method.upper(), result.ok().path) not in ENDING_THE_SESSION
]
ATTEMPTS = [
    pytest.param(operation, mode, id=f"{operation.label}-{mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or has_input(operation)
]


@dataclass
class Server:
    """The API with one signed-in account, on an event loop of its own."""

    loop: asyncio.AbstractEventLoop
    client: AsyncClient
    ids: list[str]

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()


@pytest.fixture(scope="module")
def server(server_url: str, template: str) -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    with new_database(server_url, "umbra_contract", template) as url:
        opened = Database(url)
        use(opened)
        server = Server(loop, caller("alice"), [])
        server.ids = server.run(create_todos(opened))
        hashing.use(cheap := Hasher(cost=CHEAPEST))
        yield server
        hashing.use(None)
        cheap.close()
        use(None)
        server.run(server.client.aclose())
        server.run(opened.close())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def create_todos(database: Database) -> list[str]:
    """Creates todos on several days, one of them in the trash; returns their ids."""
    alice = await make_account(database, "alice", "admin")
    created = [
        await make(database, alice, title=f"{day}", due_date=day, tags=["home"])
        for day in ("2026-03-04", "2026-03-05", None)
    ]
    async with database.transaction(alice) as tx:
        await todos.delete_todo(tx, alice, created[0].id)
    return [str(todo.id) for todo in created]


async def set_reauthentication(operation: Operation) -> None:
    """Makes the session recently reauthenticated for admin routes, and for no other routes."""
    proved = "now()" if operation.path.startswith("/api/admin/") else "NULL"
    async with transaction() as tx:
        await tx.execute(text(f"UPDATE sessions SET proved_at = {proved}"))


@pytest.mark.hypothesis
@pytest.mark.parametrize(("operation", "mode"), ATTEMPTS)
def test_every_operation_conforms_to_the_openapi_document(
    server: Server, operation: Operation, mode: GenerationMode
) -> None:
    cases = operation.as_strategy(generation_mode=mode)
    server.run(set_reauthentication(operation))

    @given(case=cases, item_id=st.none() | st.sampled_from(server.ids))
    @settings(
        max_examples=one_in(10),
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    def conforms(case: Case[Any], item_id: str | None) -> None:
        if item_id is not None and mode is GenerationMode.POSITIVE:
            case.path_parameters.update(dict.fromkeys(case.path_parameters, item_id))
        request = case.as_transport_kwargs(base_url=str(server.client.base_url))
        request["headers"] = {**(request.get("headers") or {}), "X-Umbra-Request": "1"}
        del request["cookies"]
        if isinstance(request.get("data"), bytes):
            request["content"] = request.pop("data")
        response = server.run(server.client.request(**request))
        case.validate_response(response, checks=CHECKS)

    conforms()
