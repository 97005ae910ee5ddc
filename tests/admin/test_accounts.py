"""What an admin does with accounts, and what that does to whoever they are."""

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


async def make_bob(admin: Browser, **more: str) -> dict[str, Any]:
    answer = await admin.post(ACCOUNTS, json={"username": "bob", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def choose(browser: Browser, new_password: str = NEW) -> Any:
    body = {"new_password": new_password}
    return await browser.post("/api/auth/password/forced-change", json=body)


async def of_bob(admin: Browser) -> str:
    items = (await admin.get(ACCOUNTS)).json()["items"]
    return next(one["id"] for one in items if one["username"] == "bob")


async def test_a_new_account_comes_with_a_password_that_opens_its_change_alone(
    admin: Browser, newcomer: Browser
) -> None:
    made = await make_bob(admin, display_name="Bob B.")
    assert made["account"]["role"] == "member"
    step = await newcomer.sign_in(made["one_time_password"], "bob")
    assert step.json()["status"] == "password_change_required"
    assert (await newcomer.get("/api/todos")).status_code == 401
    assert (await choose(newcomer, made["one_time_password"])).status_code == 422
    assert (await choose(newcomer)).json()["status"] == "signed_in"
    assert (await newcomer.get("/api/settings")).json()["display_name"] == "Bob B."
    assert made["one_time_password"] not in (await admin.get(ACCOUNTS)).text


async def test_a_one_time_password_is_good_for_a_day(
    admin: Browser, newcomer: Browser, clock: FrozenClock
) -> None:
    made = await make_bob(admin)
    clock.advance(hours=24)
    answer = await newcomer.sign_in(made["one_time_password"], "bob")
    assert answer.json()["type"] == "/problems/bad-credentials"


@pytest.mark.parametrize(
    ("username", "status"), [("Alice", 409), ("a b", 422), ("umbra", 422), ("", 422)]
)
async def test_a_name_that_is_taken_or_none_is_said_at_its_field(
    username: str, status: int, admin: Browser
) -> None:
    answer = await admin.post(ACCOUNTS, json={"username": username})
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == ["username"]


async def test_a_reset_ends_every_session_and_leads_to_a_change(
    admin: Browser, newcomer: Browser
) -> None:
    made = await make_bob(admin)
    await newcomer.sign_in(made["one_time_password"], "bob")
    await choose(newcomer)
    given = await admin.post(f"{ACCOUNTS}/{made['account']['id']}/reset-password")
    assert (await newcomer.get("/api/todos")).status_code == 401
    assert (await newcomer.sign_in(NEW, "bob")).status_code == 401
    step = await newcomer.sign_in(given.json()["one_time_password"], "bob")
    assert step.json()["status"] == "password_change_required"


async def test_whoever_is_disabled_is_out_at_once_and_back_when_enabled(
    admin: Browser, newcomer: Browser
) -> None:
    made = await make_bob(admin)
    await newcomer.sign_in(made["one_time_password"], "bob")
    await choose(newcomer)
    bob = f"{ACCOUNTS}/{made['account']['id']}"
    assert (await admin.patch(bob, json={"disabled": True})).json()["disabled"] is True
    assert (await newcomer.get("/api/todos")).status_code == 401
    assert (await newcomer.sign_in(NEW, "bob")).status_code == 401
    await admin.patch(bob, json={"disabled": False})
    assert (await newcomer.sign_in(NEW, "bob")).status_code == 200


async def test_a_second_factor_may_be_asked_of_one_account_at_its_next_sign_in(
    admin: Browser, newcomer: Browser
) -> None:
    made = await make_bob(admin)
    bob = f"{ACCOUNTS}/{made['account']['id']}"
    changed = await admin.patch(bob, json={"mfa_enforce_pending": True})
    assert changed.json()["mfa_enforce_pending"] is True
    await newcomer.sign_in(made["one_time_password"], "bob")
    assert (await choose(newcomer)).json()["status"] == "mfa_setup_required"


async def test_a_lost_second_factor_is_reset_and_the_password_is_not(
    admin: Browser, newcomer: Browser, clock: FrozenClock
) -> None:
    made = await make_bob(admin)
    await newcomer.sign_in(made["one_time_password"], "bob")
    await choose(newcomer)
    await enrol(newcomer, clock)
    path = f"{ACCOUNTS}/{made['account']['id']}/reset-mfa"
    assert (await admin.post(path)).status_code == 204
    assert (await newcomer.get("/api/todos")).status_code == 401
    assert (await newcomer.sign_in(NEW, "bob")).json()["status"] == "signed_in"


async def test_a_lockout_is_lifted(admin: Browser, newcomer: Browser, clock: FrozenClock) -> None:
    made = await make_bob(admin)
    for _ in range(6):
        await newcomer.sign_in("not the password", "bob")
    assert (await newcomer.sign_in(made["one_time_password"], "bob")).status_code == 429
    path = f"{ACCOUNTS}/{made['account']['id']}/lift-lockout"
    assert (await admin.post(path)).status_code == 204
    await newcomer.sign_in(made["one_time_password"], "bob")
    await choose(newcomer)
    app, _ = await enrol(newcomer, clock)
    await newcomer.sign_in(NEW, "bob")
    for _ in range(10):
        await verify(newcomer, app.wrong())
    await newcomer.sign_in(NEW, "bob")
    assert (await verify(newcomer, app.code())).status_code == 429
    assert (await admin.post(path)).status_code == 204
    assert (await verify(newcomer, app.code())).status_code == 200


async def test_an_admin_sees_and_ends_anyone_s_sessions(admin: Browser, newcomer: Browser) -> None:
    made = await make_bob(admin)
    await newcomer.sign_in(made["one_time_password"], "bob")
    await choose(newcomer)
    path = f"{ACCOUNTS}/{made['account']['id']}/sessions"
    listed = (await admin.get(path)).json()["items"]
    assert [one["address"] for one in listed] == ["198.51.100.7"]
    assert not {"token", "token_hash"} & set(listed[0])
    assert (await admin.delete(path)).status_code == 204
    assert (await newcomer.get("/api/todos")).status_code == 401


async def test_an_account_that_is_not_there_is_said_so(admin: Browser) -> None:
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


async def test_each_act_is_in_the_log_with_whose_and_by_whom(
    admin: Browser, house: Database
) -> None:
    made = await make_bob(admin)
    bob = made["account"]["id"]
    await admin.patch(f"{ACCOUNTS}/{bob}", json={"role": "admin"})
    await admin.post(f"{ACCOUNTS}/{bob}/reset-password")
    async with house.transaction() as tx:
        rows = await tx.all(
            text("SELECT action, detail FROM audit_log WHERE account_id = :bob ORDER BY number"),
            {"bob": bob},
        )
    own = (await admin.get("/api/auth/status")).json()["account"]["id"]
    assert [row.action for row in rows] == ["account_made", "account_changed", "password_reset"]
    assert [row.detail["by"] for row in rows] == [own, own, own]
    assert made["one_time_password"] not in repr(rows)
    assert PASSWORD not in repr(rows)
