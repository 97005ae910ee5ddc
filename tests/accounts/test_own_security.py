"""Changes of own credentials: they require recent reauthentication and end other sessions."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.accounts.authenticator import Authenticator, enrol, verify
from tests.accounts.conftest import PASSWORD, SETUP_CODE, Browser
from tests.conftest import FrozenClock
from umbra.database import Database

NEW = "seven blue herons waded"
CHANGES = [
    ("POST", "/api/auth/password", {"new_password": NEW}),
    ("POST", "/api/auth/totp/setup", {}),
    ("POST", "/api/auth/totp/confirm", {"code": "000000"}),
    ("POST", "/api/auth/totp/backup-codes", {}),
    ("DELETE", "/api/auth/totp", None),
]


@pytest.fixture
async def home(browser: Browser) -> Browser:
    await browser.set_up()
    return browser


async def wait(browser: Browser, clock: FrozenClock, seconds: int) -> None:
    """Advances the clock without the session locking."""
    await browser.patch("/api/settings", json={"auto_lock_minutes": None})
    clock.advance(seconds=seconds)


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_security_changes_require_reauthentication_after_five_minutes(
    method: str, path: str, body: dict[str, str] | None, home: Browser, clock: FrozenClock
) -> None:
    await wait(home, clock, 300)
    assert (await home.request(method, path, json=body)).status_code != 403
    clock.advance(seconds=1)
    refused = await home.request(method, path, json=body)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/confirm-first")


async def test_the_password_reauthenticates(home: Browser, clock: FrozenClock) -> None:
    await wait(home, clock, 301)
    wrong = await home.post("/api/auth/confirm", json={"password": "not the password"})
    assert wrong.status_code == 401
    assert (await home.post("/api/auth/totp/setup", json={})).status_code == 403
    right = await home.post("/api/auth/confirm", json={"password": PASSWORD})
    assert right.status_code == 204
    assert (await home.post("/api/auth/totp/setup", json={})).status_code == 200


async def test_a_totp_code_reauthenticates_once(home: Browser, clock: FrozenClock) -> None:
    app, _ = await enrol(home, clock)
    await wait(home, clock, 600)
    assert (await home.post("/api/auth/confirm", json={"code": app.wrong()})).status_code == 401
    body = {"code": app.code()}
    assert (await home.post("/api/auth/confirm", json=body)).status_code == 204
    assert (await home.post("/api/auth/confirm", json=body)).status_code == 401


async def test_a_pin_reauthenticates_only_an_account_without_a_password(
    browser: Browser, clock: FrozenClock
) -> None:
    await browser.post("/api/auth/setup", json={"setup_code": SETUP_CODE, "pin": "830164"})
    confirm = {"pin": "830164"}
    assert (await browser.post("/api/auth/confirm", json=confirm)).status_code == 204
    assert (await browser.post("/api/auth/password", json={"new_password": NEW})).is_success
    assert (await browser.post("/api/auth/confirm", json=confirm)).status_code == 401


async def test_guessing_at_reauthentication_is_rate_limited(home: Browser) -> None:
    for _ in range(5):
        await home.post("/api/auth/confirm", json={"password": "not the password"})
    right = await home.post("/api/auth/confirm", json={"password": PASSWORD})
    assert (right.status_code, right.headers["retry-after"]) == (429, "300")


async def test_a_new_password_ends_every_other_session(home: Browser) -> None:
    async with Browser() as phone:
        await phone.sign_in()
        changed = await home.post("/api/auth/password", json={"new_password": NEW})
        assert changed.status_code == 204
        assert (await phone.get("/api/todos")).status_code == 401
        assert (await home.get("/api/todos")).status_code == 200
        assert (await phone.sign_in()).status_code == 401
        assert (await phone.sign_in(NEW)).status_code == 200


@pytest.mark.parametrize("text", ["too short", PASSWORD, "password1234"])
async def test_a_new_password_follows_the_policy_and_differs_from_the_old_one(
    text: str, home: Browser
) -> None:
    refused = await home.post("/api/auth/password", json={"new_password": text})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["new_password"]


async def test_eight_characters_are_enough_while_a_second_factor_is_on(
    home: Browser, clock: FrozenClock
) -> None:
    app, _ = await enrol(home, clock)
    seven, eight = {"new_password": "wq7-Lmo"}, {"new_password": "wq7-Lmop"}
    assert (await home.post("/api/auth/password", json=seven)).status_code == 422
    assert (await home.post("/api/auth/password", json=eight)).status_code == 204
    refused = await home.delete("/api/auth/totp")
    assert refused.status_code == 409
    assert "too short" in refused.json()["detail"]
    await home.sign_in("wq7-Lmop")
    assert (await verify(home, app.code())).status_code == 200
    assert (await home.post("/api/auth/password", json={"new_password": NEW})).is_success
    assert (await home.delete("/api/auth/totp")).status_code == 204
    assert (await home.sign_in(NEW)).json()["status"] == "signed_in"


async def test_turning_the_second_factor_on_or_off_ends_every_other_session(
    home: Browser, clock: FrozenClock
) -> None:
    async with Browser() as phone:
        await phone.sign_in()
        app, _ = await enrol(home, clock)
        assert (await phone.get("/api/todos")).status_code == 401
        await phone.sign_in()
        await verify(phone, app.code())
        assert (await phone.get("/api/todos")).status_code == 200
        assert (await home.delete("/api/auth/totp")).status_code == 204
        assert (await phone.get("/api/todos")).status_code == 401


async def test_the_secret_stays_the_same_until_it_is_confirmed_and_is_never_shown_again(
    home: Browser, clock: FrozenClock
) -> None:
    first = (await home.post("/api/auth/totp/setup", json={})).json()
    assert (await home.post("/api/auth/totp/setup", json={})).json() == first
    app = Authenticator(first["secret"], clock)
    wrong = await home.post("/api/auth/totp/confirm", json={"code": app.wrong()})
    assert wrong.status_code == 401
    assert (await home.get("/api/auth/totp")).json()["confirmed_at"] is None
    assert (await home.sign_in()).json()["status"] == "signed_in"
    shown = (await home.post("/api/auth/totp/setup", json={})).json()
    app = Authenticator(shown["secret"], clock)
    assert (await home.post("/api/auth/totp/confirm", json={"code": app.code()})).is_success
    assert (await home.post("/api/auth/totp/setup", json={})).status_code == 409
    assert (await home.post("/api/auth/totp/confirm", json={"code": app.code()})).status_code == 409
    state = await home.get("/api/auth/totp")
    assert state.json()["backup_codes_left"] == 10
    assert shown["secret"] not in state.text


async def test_confirming_before_requesting_a_secret_is_a_conflict(home: Browser) -> None:
    refused = await home.post("/api/auth/totp/confirm", json={"code": "123456"})
    assert refused.status_code == 409


async def test_each_security_change_is_in_the_audit_log_once(
    home: Browser, clock: FrozenClock, database: Database
) -> None:
    await enrol(home, clock)
    await home.post("/api/auth/totp/backup-codes")
    await home.post("/api/auth/password", json={"new_password": NEW})
    await home.delete("/api/auth/totp")
    async with database.transaction() as tx:
        rows = await tx.all(
            text("SELECT action FROM audit_log WHERE action <> 'setup' ORDER BY number")
        )
    expected = ["totp_on", "backup_codes_made", "password_changed", "totp_off"]
    assert [row.action for row in rows] == expected
