"""Account administration, and its effect on the sessions and sign-in of the account."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol, verify
from tests.accounts.conftest import PASSWORD, Browser
from tests.conftest import FrozenClock
from umbra.database import Database

NEW = "seven blue herons waded"
ACCOUNTS = "/api/admin/accounts"


async def create_bob(admin: Browser, **more: str) -> dict[str, Any]:
    answer = await admin.post(ACCOUNTS, json={"username": "bob", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def choose_password(browser: Browser, new_password: str = NEW) -> Any:
    body = {"new_password": new_password}
    return await browser.post("/api/auth/password/forced-change", json=body)


async def test_a_one_time_password_only_allows_choosing_a_new_password(
    admin: Browser, other_browser: Browser
) -> None:
    made = await create_bob(admin, display_name="Bob B.")
    assert made["account"]["role"] == "member"
    step = await other_browser.sign_in(made["one_time_password"], "bob")
    assert step.json()["status"] == "password_change_required"
    assert (await other_browser.get("/api/todos")).status_code == 401
    assert (await choose_password(other_browser, made["one_time_password"])).status_code == 422
    assert (await choose_password(other_browser)).json()["status"] == "signed_in"
    assert (await other_browser.get("/api/settings")).json()["display_name"] == "Bob B."
    assert made["one_time_password"] not in (await admin.get(ACCOUNTS)).text


async def test_a_one_time_password_expires_after_a_day(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    made = await create_bob(admin)
    clock.advance(hours=24)
    answer = await other_browser.sign_in(made["one_time_password"], "bob")
    assert answer.json()["type"] == "/problems/bad-credentials"


@pytest.mark.parametrize(
    ("username", "status"), [("Alice", 409), ("a b", 422), ("umbra", 422), ("", 422)]
)
async def test_an_invalid_or_taken_user_name_is_reported_at_its_field(
    username: str, status: int, admin: Browser
) -> None:
    answer = await admin.post(ACCOUNTS, json={"username": username})
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == ["username"]


async def test_a_password_reset_ends_every_session_and_requires_a_new_password(
    admin: Browser, other_browser: Browser
) -> None:
    made = await create_bob(admin)
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    given = await admin.post(f"{ACCOUNTS}/{made['account']['id']}/reset-password")
    assert (await other_browser.get("/api/todos")).status_code == 401
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 401
    step = await other_browser.sign_in(given.json()["one_time_password"], "bob")
    assert step.json()["status"] == "password_change_required"


async def test_a_disabled_account_is_signed_out_and_refused_until_enabled(
    admin: Browser, other_browser: Browser
) -> None:
    made = await create_bob(admin)
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    bob = f"{ACCOUNTS}/{made['account']['id']}"
    assert (await admin.patch(bob, json={"disabled": True})).json()["disabled"] is True
    assert (await other_browser.get("/api/todos")).status_code == 401
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 401
    await admin.patch(bob, json={"disabled": False})
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 200


async def test_an_admin_can_require_a_second_factor_of_one_account(
    admin: Browser, other_browser: Browser
) -> None:
    made = await create_bob(admin)
    bob = f"{ACCOUNTS}/{made['account']['id']}"
    changed = await admin.patch(bob, json={"mfa_enforce_pending": True})
    assert changed.json()["mfa_enforce_pending"] is True
    await other_browser.sign_in(made["one_time_password"], "bob")
    assert (await choose_password(other_browser)).json()["status"] == "mfa_setup_required"


async def test_resetting_a_second_factor_leaves_the_password_unchanged(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    made = await create_bob(admin)
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    await enrol(other_browser, clock)
    path = f"{ACCOUNTS}/{made['account']['id']}/reset-mfa"
    assert (await admin.post(path)).status_code == 204
    assert (await other_browser.get("/api/todos")).status_code == 401
    assert (await other_browser.sign_in(NEW, "bob")).json()["status"] == "signed_in"


async def test_an_admin_lifts_a_lockout(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    made = await create_bob(admin)
    for _ in range(6):
        await other_browser.sign_in("not the password", "bob")
    assert (await other_browser.sign_in(made["one_time_password"], "bob")).status_code == 429
    path = f"{ACCOUNTS}/{made['account']['id']}/lift-lockout"
    assert (await admin.post(path)).status_code == 204
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    app, _ = await enrol(other_browser, clock)
    await other_browser.sign_in(NEW, "bob")
    for _ in range(10):
        await verify(other_browser, app.wrong())
    await other_browser.sign_in(NEW, "bob")
    assert (await verify(other_browser, app.code())).status_code == 429
    assert (await admin.post(path)).status_code == 204
    assert (await verify(other_browser, app.code())).status_code == 200


async def test_an_admin_lists_and_ends_the_sessions_of_any_account(
    admin: Browser, other_browser: Browser
) -> None:
    made = await create_bob(admin)
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    path = f"{ACCOUNTS}/{made['account']['id']}/sessions"
    listed = (await admin.get(path)).json()["items"]
    assert [one["address"] for one in listed] == ["198.51.100.7"]
    assert not {"token", "token_hash"} & set(listed[0])
    assert (await admin.delete(path)).status_code == 204
    assert (await other_browser.get("/api/todos")).status_code == 401


async def test_routes_of_an_unknown_account_answer_not_found(admin: Browser) -> None:
    for method, rest in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/reset-password"),
        ("POST", "/reset-mfa"),
        ("POST", "/lift-lockout"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
    ):
        answer = await admin.request(method, f"{ACCOUNTS}/{uuid4()}{rest}", json={})
        assert answer.status_code == 404, f"{method} {rest}"


async def test_admin_actions_are_logged_with_the_account_and_the_actor(
    admin: Browser, database: Database
) -> None:
    made = await create_bob(admin)
    bob = made["account"]["id"]
    await admin.patch(f"{ACCOUNTS}/{bob}", json={"role": "admin"})
    await admin.post(f"{ACCOUNTS}/{bob}/reset-password")
    async with database.transaction() as tx:
        rows = await tx.all(
            text("SELECT action, detail FROM audit_log WHERE account_id = :bob ORDER BY number"),
            {"bob": bob},
        )
    own = (await admin.get("/api/auth/status")).json()["account"]["id"]
    assert [row.action for row in rows] == ["account_made", "account_changed", "password_reset"]
    assert [row.detail["by"] for row in rows] == [own, own, own]
    assert made["one_time_password"] not in repr(rows)
    assert PASSWORD not in repr(rows)
