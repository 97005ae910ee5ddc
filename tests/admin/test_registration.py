"""Registration: open, closed, or by a single-use invitation."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from tests.accounts.conftest import PASSWORD as ADMINS_PASSWORD
from tests.accounts.conftest import SETUP_CODE, Browser
from tests.conftest import FrozenClock, caller
from umbra.accounts.directory.invites import TOKEN_BYTES
from umbra.core.actor import Actor
from umbra.database import Database

PASSWORD = "seven blue herons waded"
INVITES = "/api/admin/invites"


async def register(browser: Browser, username: str = "bob", **more: Any) -> Any:
    body = {"username": username, "password": PASSWORD, **more}
    return await browser.post("/api/auth/register", json=body)


async def invite(admin: Browser, **body: str) -> dict[str, Any]:
    answer = await admin.post(INVITES, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def count_accounts(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.scalar(text("SELECT count(*) FROM accounts"))


@pytest.fixture
async def opened(admin: Browser) -> Browser:
    await admin.put("/api/admin/policy", json={"registration_open": True})
    return admin


async def test_closed_registration_creates_no_account(
    admin: Browser, other_browser: Browser, database: Database
) -> None:
    assert (await other_browser.get("/api/auth/status")).json()["registration_open"] is False
    for more in ({}, {"invite": "made-up"}):
        refused = await register(other_browser, **more)
        assert refused.status_code == 403
        assert refused.json()["type"] == "/problems/registration-closed"
    assert await count_accounts(database) == 1


async def test_registration_is_closed_before_setup(other_browser: Browser) -> None:
    assert (await register(other_browser)).status_code == 403


async def test_open_registration_creates_a_member_and_signs_them_in(
    opened: Browser, other_browser: Browser
) -> None:
    assert (await other_browser.get("/api/auth/status")).json()["registration_open"] is True
    answer = await register(other_browser, display_name="Bob B.", time_zone="Europe/Berlin")
    assert (answer.status_code, answer.json()["status"]) == (201, "signed_in")
    assert answer.json()["account"]["role"] == "member"
    settings = (await other_browser.get("/api/settings")).json()
    assert (settings["display_name"], settings["time_zone"]) == ("Bob B.", "Europe/Berlin")
    assert (await other_browser.get("/api/admin/accounts")).status_code == 403


async def test_a_taken_name_is_reported_at_its_field_and_counts_for_the_rate_limit(
    opened: Browser, other_browser: Browser, database: Database
) -> None:
    answers = [await register(other_browser, "ALICE") for _ in range(30)]
    assert {answer.status_code for answer in answers} == {409}
    assert [error["field"] for error in answers[0].json()["errors"]] == ["username"]
    assert (await register(other_browser, "carol")).status_code == 429
    assert await count_accounts(database) == 1


async def test_errors_of_user_name_and_password_are_reported_together(
    opened: Browser, other_browser: Browser
) -> None:
    refused = await register(other_browser, "a b", password="short")
    assert refused.status_code == 422
    assert [e["field"] for e in refused.json()["errors"]] == ["username", "password"]


async def test_an_invitation_creates_one_account(
    admin: Browser, other_browser: Browser, database: Database
) -> None:
    made = await invite(admin)
    assert made["path"] == f"/lock#invite={made['token']}"
    assert (await register(other_browser, invite=made["token"])).status_code == 201
    again = await register(other_browser, "carol", invite=made["token"])
    assert again.json()["type"] == "/problems/registration-closed"
    assert await count_accounts(database) == 2
    assert (await admin.get(INVITES)).json()["items"] == []


async def test_an_invitation_for_one_user_name_is_refused_for_another(
    admin: Browser, other_browser: Browser
) -> None:
    token = (await invite(admin, username="Bob"))["token"]
    assert (await register(other_browser, "carol", invite=token)).status_code == 403
    assert (await register(other_browser, "BOB", invite=token)).status_code == 201


async def test_of_fifty_parallel_registrations_with_one_invitation_one_succeeds(
    admin: Browser, database: Database
) -> None:
    token = (await invite(admin))["token"]
    crowd = [Browser(f"203.0.113.{number}") for number in range(50)]
    answers = await asyncio.gather(
        *(register(one, f"guest{number}", invite=token) for number, one in enumerate(crowd))
    )
    assert Counter(answer.is_success for answer in answers) == {True: 1, False: 49}
    assert await count_accounts(database) == 2
    for one in crowd:
        await one.aclose()


async def test_an_admin_creates_at_most_twenty_invitations_a_day_including_revoked_ones(
    admin: Browser, clock: FrozenClock
) -> None:
    for _ in range(20):
        made = await invite(admin)
        assert (await admin.delete(f"{INVITES}/{made['id']}")).status_code == 204
    refused = await admin.post(INVITES, json={})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    clock.advance(days=1)
    await admin.post("/api/auth/confirm", json={"password": ADMINS_PASSWORD})
    await invite(admin)


async def test_of_twenty_parallel_registrations_of_one_name_one_succeeds(
    opened: Browser, database: Database
) -> None:
    crowd = [Browser(f"203.0.113.{number}") for number in range(20)]
    answers = await asyncio.gather(*(register(one) for one in crowd))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    for one in crowd:
        await one.aclose()


async def test_a_taken_name_does_not_use_up_an_invitation(
    admin: Browser, other_browser: Browser
) -> None:
    token = (await invite(admin))["token"]
    assert (await register(other_browser, "alice", invite=token)).status_code == 409
    assert (await register(other_browser, invite=token)).status_code == 201


async def test_a_confusable_user_name_is_reported_at_its_field(
    opened: Browser, other_browser: Browser, database: Database
) -> None:
    for name in ("\u0430lice", "AIice", "al\u0456ce"):
        by_itself = await register(other_browser, name)
        by_an_admin = await opened.post("/api/admin/accounts", json={"username": name})
        invited = await opened.post(INVITES, json={"username": name})
        for refused in (by_itself, by_an_admin, invited):
            assert refused.status_code == 409, name
            [error] = refused.json()["errors"]
            assert (error["field"], "looks like" in error["message"]) == ("username", True)
    assert await count_accounts(database) == 1


async def test_of_parallel_registrations_with_confusable_names_one_succeeds(
    opened: Browser, database: Database
) -> None:
    crowd = [Browser(f"203.0.113.{number}") for number in range(4)]
    names = ("bob", "b\u043eb", "B0B", "bo\u0184")
    answers = await asyncio.gather(*map(register, crowd, names))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 3}
    for one in crowd:
        await one.aclose()


async def test_reserved_names_are_refused(opened: Browser, other_browser: Browser) -> None:
    for name in ("admin", "Support", "r00t"):
        for refused in (
            await register(other_browser, name),
            await opened.post("/api/admin/accounts", json={"username": name}),
            await opened.post(INVITES, json={"username": name}),
        ):
            assert refused.status_code == 422
            assert [error["field"] for error in refused.json()["errors"]] == ["username"]


async def test_an_invitation_for_a_name_taken_meanwhile_reports_it_and_stays_open(
    admin: Browser, other_browser: Browser
) -> None:
    token = (await invite(admin, username="bob"))["token"]
    await admin.post("/api/admin/accounts", json={"username": "Bob"})
    refused = await register(other_browser, "bob", invite=token)
    assert refused.status_code == 409
    [error] = refused.json()["errors"]
    assert error["field"] == "username"
    assert "has been taken. Ask for another invitation" in error["message"]
    assert len((await admin.get(INVITES)).json()["items"]) == 1
    assert (await admin.post(INVITES, json={"username": "bob"})).status_code == 409


@pytest.mark.parametrize(
    ("change", "back"),
    [({"role": "member"}, {"role": "admin"}), ({"disabled": True}, {"disabled": False})],
)
async def test_invitations_of_a_former_admin_are_revoked(
    change: dict[str, Any],
    back: dict[str, Any],
    admin: Browser,
    other_browser: Browser,
    charlie: Actor,
) -> None:
    async with caller("charlie") as other:
        token = (await other.post(INVITES, json={})).json()["token"]
    account = f"/api/admin/accounts/{charlie.account_id}"
    assert (await admin.patch(account, json=change)).status_code == 200
    assert (await admin.get(INVITES)).json()["items"] == []
    assert (await register(other_browser, invite=token)).status_code == 403
    await admin.patch(account, json=back)
    assert (await register(other_browser, invite=token)).status_code == 403


async def test_an_invitation_expires_after_three_days_and_can_be_revoked(
    admin: Browser, other_browser: Browser, clock: FrozenClock
) -> None:
    ended, old = await invite(admin), await invite(admin)
    assert (await admin.delete(f"{INVITES}/{ended['id']}")).status_code == 204
    assert (await admin.delete(f"{INVITES}/{ended['id']}")).status_code == 404
    assert (await register(other_browser, invite=ended["token"])).status_code == 403
    clock.advance(hours=72)
    assert (await register(other_browser, invite=old["token"])).status_code == 403


async def test_invitations_have_256_random_bits_and_only_digests_are_stored(
    admin: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    tokens = [(await invite(admin))["token"] for _ in range(20)]
    assert len(set(tokens)) == 20
    assert TOKEN_BYTES * 8 == 256
    async with database.transaction() as tx:
        stored = repr([tuple(row) for row in await tx.all(text("SELECT * FROM invites"))])
    stored += caplog.text + (await admin.get(INVITES)).text
    assert not any(token in stored for token in tokens)


async def test_a_new_account_must_set_up_a_second_factor_if_the_policy_requires_one(
    admin: Browser, other_browser: Browser
) -> None:
    policy = {"registration_open": True, "mfa_required": True}
    await admin.put("/api/admin/policy", json=policy)
    assert (await register(other_browser)).json()["status"] == "mfa_setup_required"
    token = (await invite(admin))["token"]
    answer = await register(other_browser, "carol", invite=token)
    assert answer.json()["status"] == "mfa_setup_required"
    assert (await other_browser.get("/api/todos")).status_code == 401


async def test_registration_stays_closed_while_the_account_has_only_a_pin(
    other_browser: Browser, database: Database
) -> None:
    async with Browser() as owner:
        await owner.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
        await owner.put("/api/admin/policy", json={"registration_open": True})
        assert (await owner.post(INVITES, json={})).status_code == 409
    assert (await other_browser.get("/api/auth/status")).json()["registration_open"] is False
    assert (await register(other_browser)).status_code == 403
