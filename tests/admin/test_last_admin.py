"""One usable admin always remains, also when admins remove each other in parallel."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser
from tests.admin.test_accounts import ACCOUNTS, NEW, choose_password
from tests.conftest import caller, make_account
from tests.test_authorization import GUARDED
from umbra.core.actor import Actor
from umbra.database import Database

DEMOTE, DISABLE = {"role": "member"}, {"disabled": True}


async def remove_admin(
    by: AsyncClient, whom: Actor, name: str, change: dict[str, Any] | None
) -> Response:
    """Demotes or disables an account, or deletes it (None)."""
    if change is not None:
        return await by.patch(f"{ACCOUNTS}/{whom.account_id}", json=change)
    return await by.request("DELETE", f"{ACCOUNTS}/{whom.account_id}", json={"confirm": name})


async def count_usable_admins(database: Database) -> int:
    usable = "SELECT count(*) FROM accounts WHERE role = 'admin' AND disabled_at IS NULL"
    async with database.transaction() as tx:
        return await tx.scalar(text(usable))


@pytest.mark.parametrize("change", [DEMOTE, DISABLE, None], ids=["demoted", "disabled", "deleted"])
async def test_the_last_admin_cannot_be_removed(
    change: dict[str, Any] | None, admin: Browser
) -> None:
    own = (await admin.get("/api/auth/status")).json()["account"]["id"]
    method, body = ("DELETE", {"confirm": "alice"}) if change is None else ("PATCH", change)
    refused = await admin.request(method, f"{ACCOUNTS}/{own}", json=body)
    assert refused.status_code == 409
    assert "last admin" in refused.json()["detail"]
    assert (await admin.get(ACCOUNTS)).status_code == 200


async def test_an_admin_who_never_signed_in_does_not_count_as_remaining(
    admin: Browser, other_browser: Browser
) -> None:
    own = (await admin.get("/api/auth/status")).json()["account"]["id"]
    body = {"username": "bob", "role": "admin"}
    made = (await admin.post(ACCOUNTS, json=body)).json()
    assert (await admin.patch(f"{ACCOUNTS}/{own}", json=DEMOTE)).status_code == 409
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    assert (await admin.patch(f"{ACCOUNTS}/{own}", json=DEMOTE)).status_code == 200
    assert (await admin.get(ACCOUNTS)).status_code == 401, "a change of role ends all sessions"
    assert (await admin.sign_in()).status_code == 200
    assert (await admin.get(ACCOUNTS)).status_code == 403
    assert (await other_browser.sign_in(NEW, "bob")).status_code == 200


async def test_a_last_admin_with_only_a_pin_cannot_be_removed(database: Database) -> None:
    async with Browser() as owner:
        made = await owner.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
        own = made.json()["account"]["id"]
        assert (await owner.patch(f"{ACCOUNTS}/{own}", json=DISABLE)).status_code == 409


@pytest.mark.parametrize(
    ("one", "other"),
    [(DEMOTE, DEMOTE), (None, None), (DEMOTE, None), (DISABLE, DEMOTE)],
    ids=["demote", "delete", "demote and delete", "disable and demote"],
)
async def test_of_two_admins_who_remove_each_other_at_once_one_remains(
    one: dict[str, Any] | None,
    other: dict[str, Any] | None,
    database: Database,
    charlie: Actor,
) -> None:
    dora = await make_account(database, "dora", "admin")
    async with caller("charlie") as by_charlie, caller("dora") as by_dora:
        answers = await asyncio.gather(
            remove_admin(by_charlie, dora, "dora", one),
            remove_admin(by_dora, charlie, "charlie", other),
        )
    assert sorted(answer.is_success for answer in answers) == [False, True]
    assert {answer.status_code for answer in answers} & {401, 403}
    assert await count_usable_admins(database) == 1


async def test_of_many_admins_who_remove_themselves_at_once_one_remains(database: Database) -> None:
    changes = [DEMOTE, DISABLE, None] * 3
    names = [f"admin-{letter}" for letter in "abcdefghk"]
    admins = [await make_account(database, name, "admin") for name in names]
    clients = [caller(name) for name in names]
    answers = await asyncio.gather(*map(remove_admin, clients, admins, names, changes))
    assert Counter(answer.is_success for answer in answers) == {True: 8, False: 1}
    assert [answer.status_code for answer in answers if not answer.is_success] == [409]
    assert await count_usable_admins(database) == 1
    for client in clients:
        await client.aclose()


async def test_deleting_an_account_requires_its_user_name_as_confirmation(
    admin: Browser, bob: Actor
) -> None:
    path = f"{ACCOUNTS}/{bob.account_id}"
    for body in (None, {}, {"confirm": "alice"}, {"confirm": ""}):
        refused = await admin.request("DELETE", path, json=body)
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["confirm"]
    assert (await admin.request("DELETE", path, json={"confirm": " BOB "})).status_code == 204
    assert (await admin.get(path)).status_code == 404


async def test_an_admin_can_delete_their_own_account_if_another_admin_remains(
    admin: Browser, charlie: Actor
) -> None:
    own = (await admin.get("/api/auth/status")).json()["account"]["id"]
    gone = await admin.request("DELETE", f"{ACCOUNTS}/{own}", json={"confirm": "alice"})
    assert gone.status_code == 204
    assert (await admin.get("/api/auth/status")).json()["authenticated"] is False
    assert (await admin.sign_in(PASSWORD)).status_code == 401
    async with caller("charlie") as left:
        entries = (await left.get("/api/admin/audit", params={"action": "account_deleted"})).json()
    assert [entry["detail"]["name"] for entry in entries["items"]] == ["alice"]


async def test_a_demoted_admin_is_refused_at_every_admin_route(
    database: Database, alice: Actor, charlie: Actor
) -> None:
    async with caller("charlie") as client:
        assert (await client.get(ACCOUNTS)).status_code == 200
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE accounts SET role = 'member'"))
        for method, path in GUARDED:
            if path.startswith("/api/admin/"):
                concrete = path.format(account_id=alice.account_id, invite_id=alice.owner_id)
                refused = await client.request(method, concrete)
                assert refused.status_code == 403, f"{method} {path}"
