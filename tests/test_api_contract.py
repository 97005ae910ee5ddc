"""The API does what its OpenAPI document says, whatever it is sent: schemathesis tries.

It calls as one who is signed in, so that its requests get past the door, and names
ids that exist as often as ids that don't.
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

from tests.conftest import caller, make_account, new_database
from tests.todos.helpers import make
from umbra import database as door
from umbra.database import Database
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
"""Or making it wait for a second factor, as some policies do."""


def without_the_way_in(described: dict[str, Any]) -> dict[str, Any]:
    """The description without what signing in needs: the caller brings that each time."""
    described = deepcopy(described)
    del described["components"]["securitySchemes"]
    for methods in described["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return described


def takes_anything(operation: Operation) -> bool:
    """Whether there is anything to get wrong in calling it."""
    return bool(list(operation.iter_parameters()) or list(operation.body))


SCHEMA = schemathesis.openapi.from_dict(without_the_way_in(api.openapi()))
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
    if mode is GenerationMode.POSITIVE or takes_anything(operation)
]


@dataclass
class House:
    """A house with one account signed in, served on an event loop of its own."""

    loop: asyncio.AbstractEventLoop
    client: AsyncClient
    ids: list[str]

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(act, self.loop).result()


@pytest.fixture(scope="module")
def house(server_url: str, template: str) -> Iterator[House]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    with new_database(server_url, "umbra_contract", template) as url:
        opened = Database(url)
        door.use(opened)
        house = House(loop, caller("alice"), [])
        house.ids = house.run(furnish(opened))
        yield house
        door.use(None)
        house.run(house.client.aclose())
        house.run(opened.close())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def furnish(database: Database) -> list[str]:
    """Todos on several days, one of them in the trash; their ids."""
    alice = await make_account(database, "alice", "admin")
    made = [
        await make(database, alice, title=f"{day}", due_date=day, tags=["home"])
        for day in ("2026-03-04", "2026-03-05", None)
    ]
    async with database.transaction(alice) as tx:
        await todos.delete_todo(tx, alice, made[0].id)
    return [str(todo.id) for todo in made]


async def prove_anew(operation: Operation) -> None:
    """A secret was shown just now for what admins do, and for nothing else."""
    proved = "now()" if operation.path.startswith("/api/admin/") else "NULL"
    async with door.transaction() as tx:
        await tx.execute(text(f"UPDATE sessions SET proved_at = {proved}"))


@pytest.mark.parametrize(("operation", "mode"), ATTEMPTS)
def test_it_answers_as_described(house: House, operation: Operation, mode: GenerationMode) -> None:
    cases = operation.as_strategy(generation_mode=mode)
    house.run(prove_anew(operation))

    @given(case=cases, item_id=st.none() | st.sampled_from(house.ids))
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    def holds(case: Case[Any], item_id: str | None) -> None:
        if item_id is not None and mode is GenerationMode.POSITIVE:
            case.path_parameters.update(dict.fromkeys(case.path_parameters, item_id))
        sent = case.as_transport_kwargs(base_url=str(house.client.base_url))
        sent["headers"] = {**(sent.get("headers") or {}), "X-Umbra-Request": "1"}
        del sent["cookies"]
        if isinstance(sent.get("data"), bytes):
            sent["content"] = sent.pop("data")
        answered = house.run(house.client.request(**sent))
        case.validate_response(answered, checks=CHECKS)

    holds()
