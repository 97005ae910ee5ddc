"""The admin overview."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import enrol
from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser
from tests.admin.test_accounts import ACCOUNTS, NEW, choose_password, create_bob
from tests.conftest import FrozenClock
from umbra.config import settings
from umbra.database import Database

OVERVIEW = "/api/admin/overview"


async def get_overview(admin: Browser) -> dict[str, Any]:
    answer = await admin.get(OVERVIEW)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def account_row(admin: Browser, username: str) -> dict[str, Any]:
    accounts = (await get_overview(admin))["accounts"]
    return next(one for one in accounts if one["username"] == username)


async def test_the_overview_shows_sessions_and_when_accounts_were_last_seen(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    made = await create_bob(admin)
    assert (
        (await account_row(admin, "bob"))["sessions"],
        (await account_row(admin, "bob"))["last_seen"],
    ) == (
        0,
        None,
    )
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    clock.advance(minutes=3)
    await other_browser.post("/api/auth/touch")
    bob = await account_row(admin, "bob")
    assert (bob["sessions"], bob["last_seen"]) == (1, "2026-03-04T09:33:00+00:00")
    clock.advance(minutes=4)
    await other_browser.post("/api/auth/logout")
    bob = await account_row(admin, "bob")
    assert (bob["sessions"], bob["last_seen"]) == (0, "2026-03-04T09:37:00+00:00")


async def test_the_overview_lists_enabled_accounts_without_a_second_factor(
    admin: Browser, clock: FrozenClock
) -> None:
    bob = (await create_bob(admin))["account"]["id"]
    alice = (await account_row(admin, "alice"))["id"]
    assert (await get_overview(admin))["without_second_factor"] == [alice, bob]
    await enrol(admin, clock)
    assert (await get_overview(admin))["without_second_factor"] == [bob]
    await admin.post("/api/auth/confirm", json={"password": PASSWORD})
    await admin.patch(f"{ACCOUNTS}/{bob}", json={"disabled": True})
    assert (await get_overview(admin))["without_second_factor"] == []


async def test_the_overview_lists_pending_steps_and_open_invitations(
    admin: Browser, other_browser: Browser
) -> None:
    assert (await get_overview(admin))["pending"] == []
    made = await create_bob(admin)
    bob = made["account"]["id"]
    await admin.patch(f"{ACCOUNTS}/{bob}", json={"mfa_enforce_pending": True})
    invite = (await admin.post("/api/admin/invites", json={"username": "carol"})).json()
    found = await get_overview(admin)
    assert found["pending"] == [
        {
            "account_id": bob,
            "username": "bob",
            "what": "password_change",
            "until": "2026-03-05T09:30:00+00:00",
        },
        {"account_id": bob, "username": "bob", "what": "mfa_setup", "until": None},
    ]
    assert [one["id"] for one in found["invites"]] == [invite["id"]]
    assert invite["token"] not in repr(found)
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    assert [one["what"] for one in (await get_overview(admin))["pending"]] == ["mfa_setup"]


async def test_the_overview_lists_account_lockouts_and_an_admin_lifts_them(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    made = await create_bob(admin)
    bob = made["account"]["id"]
    await other_browser.sign_in(made["one_time_password"], "bob")
    await choose_password(other_browser)
    async with Browser("203.0.113.5") as thief:
        for browser in (thief, other_browser):
            for _ in range(5):
                await browser.sign_in("not the password", "bob")
        found = (await get_overview(admin))["lockouts"]
        of_bob = {"account_id": bob, "username": "bob", "what": "password", "network": None}
        of_bob["until"] = "2026-03-04T09:35:00+00:00"
        assert sorted(found, key=lambda one: one["known_browser"]) == [
            {**of_bob, "known_browser": False},
            {**of_bob, "known_browser": True},
        ]
        lifted = await admin.post(f"{ACCOUNTS}/{bob}/lift-lockout")
        assert lifted.status_code == 204
        assert (await get_overview(admin))["lockouts"] == []
        assert (await other_browser.sign_in(NEW, "bob")).status_code == 200
        for _ in range(4):
            await thief.sign_in("not the password", "bob")
        clock.advance(minutes=5)
        assert (await get_overview(admin))["lockouts"] == []


async def test_the_overview_lists_blocked_networks_and_an_admin_lifts_them(
    admin: Browser, other_browser: Browser
) -> None:
    async with Browser("2001:db8:1:2:3::4") as guesser:
        for number in range(31):
            await guesser.sign_in("not the password", f"name{number}")
        assert (await guesser.sign_in()).status_code == 429
        [found] = (await get_overview(admin))["lockouts"]
        assert (found["what"], found["network"]) == ("address", "2001:db8:1:2::/64")
        assert (found["account_id"], found["username"]) == (None, None)
        body = {"network": found["network"]}
        assert (await other_browser.post("/api/admin/lift-lockout", json=body)).status_code == 401
        assert (await admin.post("/api/admin/lift-lockout", json=body)).status_code == 204
        assert (await get_overview(admin))["lockouts"] == []
        assert (await guesser.sign_in()).status_code == 200
        assert (await admin.post("/api/admin/lift-lockout", json=body)).status_code == 404


async def test_a_permanent_lockout_has_no_end(
    admin: Browser, other_browser: Browser, database: Database
) -> None:
    await other_browser.sign_in("not the password")
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE throttles SET failures = 100"))
    [found] = (await get_overview(admin))["lockouts"]
    assert (found["username"], found["until"]) == ("alice", None)


async def test_an_account_with_only_a_pin_on_a_public_address_causes_a_warning(
    database: Database, configuration: pytest.MonkeyPatch
) -> None:
    async with Browser() as owner:
        await owner.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
        words = "An account signs in with a PIN only, and UMBRA has a public address."
        warning = {"level": "note", "words": words}
        assert warning not in (await get_overview(owner))["warnings"]
        configuration.setenv("UMBRA_PUBLIC_URL", "https://umbra.example.org")
        settings.cache_clear()
        owner.cookies.set("__Host-umbra_session", owner.cookies["umbra_session"])
        assert warning in (await get_overview(owner))["warnings"]


async def test_the_overview_includes_the_findings_of_doctor(
    admin: Browser, configuration: pytest.MonkeyPatch
) -> None:
    configuration.setenv("UMBRA_PRT", "8000")
    misspelt = {"level": "note", "words": "UMBRA_PRT is not a known setting. Did you mean"}
    warnings = (await get_overview(admin))["warnings"]
    assert any(one["words"].startswith(misspelt["words"]) for one in warnings)
    assert {one["level"] for one in warnings} <= {"note", "wrong"}
