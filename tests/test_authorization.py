"""Authorization of every event handler and every route: walks all of them.

A new handler or route without authorization fails here.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import httpx
import pytest
import reflex as rx
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from reflex.state import BaseState, OnLoadInternalState
from reflex_base.event.processor import base_state_processor
from reflex_base.registry import RegistrationContext
from sqlalchemy import text
from starlette.routing import Mount

from tests.accounts.sockets import Browsers, Tab, kept_by, serving
from tests.conftest import token_of
from tests.spreading import parts
from umbra.accounts.access import event_guard
from umbra.accounts.access.cookies import CHALLENGE, SESSION, cookie_name
from umbra.accounts.access.event_schema import validate_event
from umbra.accounts.access.route_auth import (
    ALLOWED_BEFORE_MFA_SETUP,
    ALLOWED_WHILE_LOCKED,
    FORBIDDEN_TO_TOKENS,
    PUBLIC_ROUTES,
    SAFE_METHODS,
    STEP_ROUTES,
    signed_in,
    unlocked_session,
)
from umbra.accounts.access.socket import Limits
from umbra.accounts.access.tab_redirect import TabRedirectState
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.credentials import api_tokens
from umbra.accounts.credentials.api_tokens import Scope
from umbra.accounts.lock_screen import LockState
from umbra.accounts.lock_screen import state as lock_screen_state
from umbra.accounts.primitives.sign_in_steps import Step
from umbra.accounts.sessions import challenges
from umbra.accounts.sessions.sessions import digest
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.umbra import api

CANARY = "canary-in-the-coal-mine"
NOTHING_LOADS = "/no-such-page"
"""A page without events of its own, which might still be running when a session ends."""

HANDLERS = sorted(RegistrationContext.get().event_handlers)
HALVES = parts(HANDLERS, 2)
ENDINGS = {
    "ended": "UPDATE sessions SET token_hash = sha256(token_hash)",
    "locked": "UPDATE sessions SET locked_at = now()",
    "of a disabled account": "UPDATE accounts SET disabled_at = now()",
    "without the required second factor": (
        "INSERT INTO policy (id, registration_open, mfa_required, mfa_required_from, pin_allowed,"
        " session_days, password_min_length)"
        " VALUES (1, false, true, '2026-01-01', true, 30, 12)"
    ),
}
REVIVAL = (
    "UPDATE sessions SET token_hash = :digest, locked_at = NULL",
    "UPDATE accounts SET disabled_at = NULL",
    "DELETE FROM policy",
)
ADMIN_HANDLERS = [name for name in HANDLERS if event_guard.is_for_admins(name)]
DEMOTIONS = {
    "made a member": ("UPDATE accounts SET role = 'member'", NOTHING_LOADS),
    "disabled": ("UPDATE accounts SET disabled_at = now()", f"/lock?next={NOTHING_LOADS}"),
}
STEPS: tuple[Step, ...] = ("totp", "password_change", "mfa_setup")
STEP_BODIES = {
    "/api/auth/unlock": {"password": "x"},
    "/api/auth/totp/verify": {"code": "123456"},
    "/api/auth/totp/enforce-setup": {},
    "/api/auth/totp/enforce-confirm": {"code": "123456"},
    "/api/auth/password/forced-change": {"new_password": "seven blue herons waded"},
}
STEP_OF = {
    "/api/auth/totp/verify": "totp",
    "/api/auth/totp/enforce-setup": "mfa_setup",
    "/api/auth/totp/enforce-confirm": "mfa_setup",
    "/api/auth/password/forced-change": "password_change",
}


def test_only_page_loading_and_the_lock_screen_are_open_to_anonymous_callers() -> None:
    page_loading = handlers_of(rx.State) | handlers_of(OnLoadInternalState)
    assert page_loading | handlers_of(LockState) == event_guard.PUBLIC_HANDLERS


def test_the_lock_screen_s_handlers_have_no_access_to_the_database() -> None:
    imported = vars(lock_screen_state)
    assert not imported.keys() & {"database", "transaction", "current_actor"}


@pytest.mark.parametrize("name", HANDLERS)
def test_every_handler_has_type_annotations_that_events_are_validated_by(name: str) -> None:
    function = RegistrationContext.get().event_handlers[name].handler.fn
    parameters = list(inspect.signature(function).parameters.values())[1:]
    for parameter in parameters:
        assert parameter.annotation is not inspect.Parameter.empty, f"{parameter} has no type"
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    sample = {"name": name, "payload": sample_payload(name)}
    assert validate_event(sample) is not None, "a good frame would be refused"


def test_no_state_reads_its_variables_from_the_browser_s_storage() -> None:
    for owner in RegistrationContext.get().base_states.values():
        stored = [name for name in owner.base_vars if owner._is_client_storage(name)]
        assert stored == [], f"{owner.__name__} would let a page write {stored}"


@pytest.fixture
async def browsers(database: Database) -> AsyncIterator[Browsers]:
    """Tabs with a rate limit high enough to send every event."""
    async with serving(Limits(event_burst=10_000)) as opened:
        yield opened


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the handlers that ran."""
    names: list[str] = []
    run = base_state_processor.process_event

    async def recorded(handler: Any, **rest: Any) -> None:
        names.append(f"{handler.fn.__module__}.{handler.fn.__qualname__}")
        await run(handler=handler, **rest)

    monkeypatch.setattr(base_state_processor, "process_event", recorded)
    return names


async def test_only_public_handlers_run_for_an_anonymous_caller(
    browsers: Browsers, ran: list[str]
) -> None:
    tab = await browsers.tab()
    await send_everything(tab)
    assert set(ran) <= event_guard.PUBLIC_HANDLERS
    assert tab.var("must_leave") == "/lock"


async def test_only_public_handlers_run_for_a_challenge_cookie_or_an_api_token(
    browsers: Browsers, alice: Actor, database: Database, ran: list[str]
) -> None:
    async with database.transaction() as tx:
        begun = await challenges.begin(tx, alice.account_id, "totp", None, tx.now)
        made = await api_tokens.create(tx, alice, "x", "write", None, Caller("192.0.2.1"))
    cookie = f"{cookie_name(CHALLENGE)}={begun.cookie}"
    credentials = {"cookie": cookie, "authorization": f"Bearer {made.token}"}
    headers = tuple((name.encode(), value.encode()) for name, value in credentials.items())
    tab = await browsers.tab(headers=headers)
    await send_everything(tab)
    assert set(ran) <= event_guard.PUBLIC_HANDLERS
    assert tab.var("must_leave") == "/lock"


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("handlers", HALVES.values(), ids=HALVES)
async def test_only_public_handlers_run_and_no_data_is_sent_once_a_session_is(
    handlers: list[str],
    ending: str,
    browsers: Browsers,
    alice: Actor,
    database: Database,
    ran: list[str],
) -> None:
    for name in handlers:
        tab = await browsers.tab(token_of("alice"), path=NOTHING_LOADS)
        await fill_with_canaries(tab)
        async with database.transaction() as tx:
            await tx.execute(text(ending))
        ran.clear()
        before = len(tab.frames)
        await tab.send(name, sample_payload(name))
        await tab.settle()
        assert set(ran) <= event_guard.PUBLIC_HANDLERS, name
        assert not any(CANARY in frame for frame in tab.frames[before:]), name
        await tab.leave()
        async with database.transaction() as tx:
            for revival in REVIVAL:
                given = {"digest": digest(token_of("alice"))} if ":digest" in revival else {}
                await tx.execute(text(revival), given)


def test_every_state_of_the_admin_pages_is_for_admins_only() -> None:
    for owner in RegistrationContext.get().base_states.values():
        if owner.__module__.startswith("umbra.admin."):
            assert issubclass(owner, event_guard.AdminsOnly), f"{owner.__name__} is open to members"
    assert ADMIN_HANDLERS


async def test_no_admin_handler_runs_for_a_member_and_no_data_is_sent(
    browsers: Browsers, alice: Actor, ran: list[str]
) -> None:
    tab = await browsers.tab(token_of("alice"), path=NOTHING_LOADS)
    await fill_with_canaries(tab)
    for name in ADMIN_HANDLERS:
        ran.clear()
        before = len(tab.frames)
        await tab.send(name, sample_payload(name))
        await tab.send("reflex___state____state.set_is_hydrated", {"value": True})
        await tab.until(lambda: len(ran) > 0)
        assert ran == ["reflex.state.State.set_is_hydrated"], name
        assert not any(CANARY in frame for frame in tab.frames[before:]), name


@pytest.mark.parametrize(("demotion", "redirect"), DEMOTIONS.values(), ids=DEMOTIONS)
async def test_no_admin_handler_runs_and_no_data_is_sent_once_the_admin_is(
    demotion: str,
    redirect: str,
    browsers: Browsers,
    charlie: Actor,
    database: Database,
    ran: list[str],
) -> None:
    for name in ADMIN_HANDLERS:
        tab = await browsers.tab(token_of("charlie"), path=NOTHING_LOADS)
        await fill_with_canaries(tab)
        async with database.transaction() as tx:
            await tx.execute(text(demotion))
        ran.clear()
        before = len(tab.frames)
        await tab.send(name, sample_payload(name))
        await redirected(tab, redirect)
        assert ran == [], name
        await tab.settle()
        assert not any(CANARY in frame for frame in tab.frames[before:]), name
        await tab.leave()
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE accounts SET role = 'admin', disabled_at = NULL"))


def routes() -> Iterator[tuple[str, str, Any]]:
    """Yields every method and path, with its route."""
    for route in iter_route_contexts(api.routes):
        if isinstance(route.original_route, Mount):
            continue
        assert route.path is not None, f"{route} is of an unknown kind"
        for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
            yield method, route.path, route


GUARDED = [(m, p) for m, p, _ in routes() if (m, p) not in PUBLIC_ROUTES | STEP_ROUTES]


def test_every_route_authenticates_its_caller_or_is_listed_as_public() -> None:
    for method, path, route in routes():
        if (method, path) not in PUBLIC_ROUTES | STEP_ROUTES:
            unauthorized = f"{method} {path} has no authorization"
            assert isinstance(route.original_route, APIRoute), unauthorized
            before_mfa_setup = (method, path) in ALLOWED_BEFORE_MFA_SETUP
            dependency = unlocked_session if before_mfa_setup else signed_in
            assert dependency in set(dependencies_of(route.dependant)), unauthorized


def test_the_routes_listed_as_public_exist() -> None:
    assert {(method, path) for method, path, _ in routes()} >= PUBLIC_ROUTES | STEP_ROUTES
    assert {path for _, path in STEP_ROUTES} == set(STEP_BODIES)


async def test_a_step_route_refuses_an_anonymous_caller_without_data(database: Database) -> None:
    for method, path in STEP_ROUTES:
        answer = await call(method, path, {}, body=STEP_BODIES[path])
        assert answer.status_code == 401, path
        assert_nothing_but_a_problem(answer)


@pytest.mark.parametrize("step", STEPS)
async def test_a_browser_at_one_step_may_use_only_that_step(
    step: Step, database: Database, alice: Actor
) -> None:
    async with database.transaction() as tx:
        begun = await challenges.begin(tx, alice.account_id, step, None, tx.now)
    cookies = {cookie_name(CHALLENGE): begun.cookie}
    for method, path in GUARDED:
        answer = await call(method, path, cookies)
        assert answer.status_code == 401, f"{method} {path}"
        assert_nothing_but_a_problem(answer)
    for path, wanted in STEP_OF.items():
        if wanted != step:
            answer = await call("POST", path, cookies, body=STEP_BODIES[path])
            assert answer.status_code == 401, path
            assert_nothing_but_a_problem(answer)


async def test_a_browser_with_a_locked_session_may_only_read_its_status_unlock_and_sign_out(
    database: Database, alice: Actor
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text(ENDINGS["locked"]))
    cookies = {cookie_name(SESSION): token_of("alice")}
    for method, path, _ in routes():
        if path.startswith("/api/auth/") and path not in ALLOWED_WHILE_LOCKED:
            answer = await call(method, path, cookies, body=STEP_BODIES.get(path, {}))
            assert answer.status_code == 423, f"{method} {path}"
            assert_nothing_but_a_problem(answer)


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_a_route_refuses_an_anonymous_caller_without_data(
    method: str, path: str, database: Database
) -> None:
    answer = await call(method, path, {})
    assert answer.status_code == 401
    assert_nothing_but_a_problem(answer)


@pytest.mark.parametrize(
    ("ending", "status"),
    list(zip(ENDINGS.values(), (401, 423, 401, 403), strict=True)),
    ids=ENDINGS,
)
async def test_a_route_refuses_an_ended_session_without_data(
    ending: str, status: int, database: Database, alice: Actor
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text(ending))
    allowed = ALLOWED_BEFORE_MFA_SETUP if status == 403 else frozenset()
    for method, path in GUARDED:
        if (method, path) in allowed:
            continue
        answer = await call(method, path, {cookie_name(SESSION): token_of("alice")})
        assert answer.status_code == status, f"{method} {path}"
        assert_nothing_but_a_problem(answer)


async def test_a_session_that_must_enrol_is_refused_by_a_step_without_its_cookie(
    database: Database, alice: Actor
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text(ENDINGS["without the required second factor"]))
    cookies = {cookie_name(SESSION): token_of("alice")}
    for path in STEP_OF:
        answer = await call("POST", path, cookies, body=STEP_BODIES[path])
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/step-over"), path
        assert_nothing_but_a_problem(answer)


async def test_the_admin_routes_refuse_a_member_without_data(
    database: Database, alice: Actor, charlie: Actor
) -> None:
    admin_routes = [(m, p) for m, p in GUARDED if p.startswith("/api/admin/")]
    assert admin_routes
    for method, path in admin_routes:
        answer = await call(method, path, {cookie_name(SESSION): token_of("alice")})
        assert answer.status_code == 403, f"{method} {path}"
        assert_nothing_but_a_problem(answer)
        answer = await call(method, path, {cookie_name(SESSION): token_of("charlie")})
        assert answer.status_code != 403, f"{method} {path}"


async def test_an_admin_changes_nothing_without_a_recent_reauthentication(
    database: Database, charlie: Actor
) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE sessions SET proved_at = proved_at - interval '301 s'"))
    for method, path in GUARDED:
        if path.startswith("/api/admin/"):
            answer = await call(method, path, {cookie_name(SESSION): token_of("charlie")})
            if method in SAFE_METHODS:
                assert answer.status_code != 403, f"{method} {path}"
            else:
                assert answer.json()["type"] == "/problems/confirm-first", f"{method} {path}"
                assert_nothing_but_a_problem(answer)


@pytest.mark.parametrize("scope", get_args(Scope))
async def test_no_token_reaches_the_sign_in_routes_and_a_read_only_token_changes_nothing(
    scope: Scope, database: Database, charlie: Actor
) -> None:
    async with database.transaction() as tx:
        made = await api_tokens.create(tx, charlie, "x", scope, None, Caller("192.0.2.1"))
    headers = {"Authorization": f"Bearer {made.token}"}
    for method, path in GUARDED:
        if path.startswith(FORBIDDEN_TO_TOKENS) or (scope == "read" and method not in SAFE_METHODS):
            answer = await call(method, path, {}, headers)
            assert answer.status_code == 403, f"{method} {path}"
            assert_nothing_but_a_problem(answer)


async def test_no_changing_route_accepts_a_request_from_another_site(
    database: Database, alice: Actor
) -> None:
    cookies = {cookie_name(SESSION): token_of("alice")}
    changing = [(m, p) for m, p, _ in routes() if m not in SAFE_METHODS]
    assert changing
    for method, path in changing:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = await call(method, path, cookies, headers)
            assert answer.status_code == 403, f"{method} {path} {headers}"


def handlers_of(owner: type[BaseState]) -> set[str]:
    """The handlers of a state that a client may send, as `PUBLIC_HANDLERS` names them."""
    registered = RegistrationContext.get().event_handlers
    return {
        event_guard.full_name(name)
        for name in HANDLERS
        if registered[name].states[0] is owner
        and name.rpartition(".")[2] not in event_guard.FORBIDDEN_HANDLERS
    }


async def redirected(tab: Tab, path: str) -> None:
    """Waits until a tab has to leave for `path`."""
    await tab.until(lambda: tab.var("must_leave") == path)


async def send_everything(tab: Tab) -> None:
    for name in HANDLERS:
        await tab.send(name, sample_payload(name))
        await tab.settle()


def sample_payload(name: str) -> dict[str, Any]:
    function = RegistrationContext.get().event_handlers[name].handler.fn
    hints = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters)[1:]
    return {parameter: sample(hints.get(parameter, str)) for parameter in parameters}


def sample(hint: Any) -> Any:
    """Returns a JSON value that an annotation allows."""
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) in {list, dict} or hint in {list, dict}:
        return [] if (get_origin(hint) or hint) is list else {}
    if get_args(hint):
        return sample(get_args(hint)[0])
    return {int: 1, float: 1.5, bool: True, type(None): None}.get(hint, "x")


async def fill_with_canaries(tab: Tab) -> None:
    """Sets every text variable of the tab's state on the server to the canary."""
    for owner in RegistrationContext.get().base_states.values():
        if owner is TabRedirectState:
            continue
        state = await kept_by(tab, owner)
        for name, field in owner.get_fields().items():
            is_text = isinstance(field.default_value(), str)
            if field._owner is owner and is_text and not name.startswith("rx_router"):
                setattr(state, name, CANARY)


def dependencies_of(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for dependency in dependant.dependencies:
        yield from dependencies_of(dependency)


async def call(
    method: str,
    path: str,
    cookies: dict[str, str],
    headers: dict[str, str] | None = None,
    body: dict[str, str] | None = None,
) -> httpx.Response:
    """Calls a route like a program: with a new id in the path, and an empty object as the body."""
    concrete = "/".join(str(new_id()) if part.startswith("{") else part for part in path.split("/"))
    sent = {"X-Umbra-Request": "1"} if headers is None else headers
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=api), base_url="http://localhost:8000", cookies=cookies
    ) as client:
        sent_body = None if method in SAFE_METHODS else body or {}
        return await client.request(method, concrete, headers=sent, json=sent_body)


def assert_nothing_but_a_problem(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) <= {"type", "title", "status", "detail"}
